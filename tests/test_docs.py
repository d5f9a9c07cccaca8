"""The docs say what the code says: generated pages are fresh, nothing is undocumented, names and links exist."""

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
import typer
import yaml
from pydantic import BaseModel

from docs import build
from pipelines.__main__ import app
from pipelines.config import Settings
from pipelines.search_settings import IndexSettings
from tests.home import Home

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
WRITTEN = [page for page in PAGES if page.name not in build.PAGES]
TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))


def commands(command: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Every command of the shell by its whole name."""
    for part, child in getattr(command, "commands", {}).items():
        yield f"{name} {part}".strip(), child
        yield from commands(child, f"{name} {part}".strip())


COMMANDS = dict(commands(typer.main.get_command(app)))


def settings(model: type[BaseModel], prefix: str = "") -> Iterator[tuple[str, str | None]]:
    """Every key of the configuration with its description."""
    for name, field in model.model_fields.items():
        group = next((one for one in get_args(field.annotation) if one is not type(None)), field.annotation)
        if isinstance(group, type) and issubclass(group, BaseModel):
            yield from settings(group, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", field.description


def test_generated_pages_are_what_the_code_says() -> None:
    assert build.stale() == [], "run: make docs"


@pytest.mark.parametrize(("key", "description"), [*settings(Settings), *settings(IndexSettings, "embeddings.")])
def test_every_setting_is_documented(key: str, description: str | None) -> None:
    assert description
    assert f"`{key}`" in (ROOT / "docs" / "config.md").read_text("utf-8") or key == "embeddings"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_is_documented(name: str) -> None:
    command = COMMANDS[name]
    assert command.help
    assert [parameter.name for parameter in command.params if not parameter.help] == []
    assert f"`vademecum {name}`" in (ROOT / "docs" / "commands.md").read_text("utf-8")


def test_every_command_that_prints_json_has_a_schema() -> None:
    printing = {name for name, command in COMMANDS.items() if any(p.name == "json" for p in command.params)}
    assert printing == set(build.PRINTED)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text("utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", WRITTEN, ids=lambda page: page.name)
def test_commands_in_the_pages_exist(page: Path) -> None:
    text = page.read_text("utf-8")
    shell = "\n".join(re.findall(r"```(?:sh|console)\n(.*?)```", text, re.S) + re.findall(r"`([^`\n]+)`", text))
    named = set(re.findall(r"(?:^|[\s/])vademecum (?:--config \S+ )?([a-z]+)", shell))
    made = set(re.findall(r"(?:^|\n|&& )make (?:[A-Z_]+=\S+ )*([a-z]+)", shell))
    assert named <= {name.split()[0] for name in COMMANDS}
    assert made <= TARGETS


def test_the_readme_script_runs(home: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.S)
    (tmp_path / "config.yml").write_text(yaml.safe_dump(home.config(answer={"threshold": 0.0})), encoding="utf-8")
    (tmp_path / "samples").symlink_to(ROOT / "samples")
    assert blocks
    with contextlib.chdir(tmp_path):
        for block in blocks:
            exec(compile(block, "README.md", "exec"), {})
    assert "[1]" in capsys.readouterr().out


def test_the_design_names_every_module() -> None:
    text = (ROOT / "docs" / "design.md").read_text("utf-8")
    modules = {file.name for file in (ROOT / "pipelines").glob("*.py")} - {"__init__.py"}
    assert sorted(name for name in modules if not re.search(rf"(?<!\w){re.escape(name)}", text)) == []
