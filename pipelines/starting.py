"""The commands `vademecum serve` and `vademecum app`: API and web page, each listening on this machine alone."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

CONFIG = "VADEMECUM_CONFIG"  # environment variable that names another config.yml
PROFILE = "VADEMECUM_PROFILE"  # environment variable that names a profile; `--profile` sets it


def empty() -> str:
    """What to do about a library without documents, in a line that can be copied: with the profile that is on."""
    profile = os.environ.get(PROFILE)
    return f"Add documents with: vademecum {f'--profile {profile} ' if profile else ''}ingest FOLDER"


def serve(
    context: typer.Context,
    port: Annotated[int, typer.Option("--port", help="Where it listens.")] = 8000,
    host: Annotated[str, typer.Option("--host", help="Loopback only, unless you name another.")] = "127.0.0.1",
) -> None:
    """Serve the txtai API, read-only."""
    import uvicorn

    from pipelines import hosts, show
    from pipelines.application import start

    start(context.obj)  # a mistake in the configuration is told here, in one line
    os.environ["CONFIG"] = str(context.obj)
    os.environ[hosts.HOST] = host
    show.say(f"The API listens at http://{host}:{port}; docs/api.md says what to ask it. Ctrl+C ends it.")
    uvicorn.run("txtai.api:app", host=host, port=port)


def web(context: typer.Context, port: Annotated[int, typer.Option("--port", help="Where it listens.")] = 8501) -> None:
    """Open the web page."""
    page = Path(__file__).resolve().parents[1] / "app.py"
    os.environ[CONFIG] = str(context.obj)
    os.execv(sys.executable, [sys.executable, "-m", "streamlit", "run", str(page), "--server.port", str(port)])


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command("serve")(serve)
    app.command("app")(web)
