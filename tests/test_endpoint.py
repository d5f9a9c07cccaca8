"""A model behind an endpoint that talks like OpenAI, played by a small server of our own."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

pytest.importorskip("litellm", reason="the extra litellm is not installed: pip install '.[litellm]'")

from txtai.pipeline import LLM

from pipelines.config import LOCAL, LlmSettings
from pipelines.errors import ModelError, Stopped, TimedOut
from pipelines.model import Model

pytestmark = pytest.mark.filterwarnings("ignore")  # LiteLLM raises many

ASKED = [{"role": "system", "content": "Quote."}, {"role": "user", "content": "Dose of metformin?"}]
NEVER = threading.Event()
WORDS = ("Start ", "with ", "500 ", "mg.")


class Speaker(BaseHTTPRequestHandler):
    """Says WORDS one by one; the model `none` is not there, `slow` never gets to the second word."""

    server: Any

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append(asked)
        name = asked["model"]
        status = {"none": 404, "locked": 401, "busy": 429, "broken": 500}.get(name, 200)
        self.send_response(status)
        self.send_header("Content-Type", "text/event-stream" if status == 200 else "application/json")
        self.end_headers()
        if status != 200:
            self.wfile.write(json.dumps({"error": {"message": str(asked["messages"]), "type": "x"}}).encode())
            return
        for word in WORDS:
            self._say({"content": word})
            if name == "slow":
                self.server.gate.wait(60)
        self._say({}, "stop")
        self.wfile.write(b"data: [DONE]\n\n")

    def _say(self, delta: dict[str, str], reason: str | None = None) -> None:
        choice = {"index": 0, "delta": delta, "finish_reason": reason}
        chunk = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice]}
        self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
        self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@pytest.fixture
def speaker() -> Iterator[Any]:
    """The server; `asked` lists the bodies of requests, `gate` lets the slow one go on."""
    server: Any = ThreadingHTTPServer(("127.0.0.1", 0), Speaker)
    server.asked, server.gate = [], threading.Event()
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield server
    server.gate.set()
    server.shutdown()
    server.server_close()


def model(server: Any, name: str, offline: bool = True, **options: Any) -> Model:
    """A model of that server, as the configuration would have it."""
    base = {"api_base": f"http://127.0.0.1:{server.server_port}/v1", "api_key": "x", "max_retries": 0}
    options = {"path": f"openai/{name}", "method": LOCAL, **base, **options}
    return Model(LLM(**options), LlmSettings(**options), offline)


def test_an_answer_streams(speaker: Any) -> None:
    one = model(speaker, "m")
    assert "".join(one.stream(ASKED, 50, NEVER)) == "Start with 500 mg."
    (asked,) = speaker.asked
    assert asked["messages"] == ASKED
    assert (asked["max_tokens"], asked["temperature"], asked["stream"]) == (50, 0, True)
    assert one.window == 4096
    assert one.count(ASKED) > 10


def test_stop_and_time_limit_hold_nobody(speaker: Any) -> None:
    one = model(speaker, "slow", seconds=0.5)
    stop = threading.Event()
    pieces = one.stream(ASKED, 50, stop)
    assert next(pieces) == "Start "
    stop.set()
    with pytest.raises(Stopped):
        next(pieces)
    with pytest.raises(TimedOut):
        list(one.stream(ASKED, 50, NEVER))


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("none", r"^http://127\.0\.0\.1:\d+/v1 has no model openai/none\. Mend llm\.path, or with Ollama run: ollama"),
        ("locked", r"^http://127\.0\.0\.1:\d+/v1 refuses the key for openai/locked\. Set llm\.api_key"),
        ("busy", r"^http://127\.0\.0\.1:\d+/v1 has had too many requests\."),
        ("broken", r"^http://127\.0\.0\.1:\d+/v1 does not answer for openai/broken\. Start the server there"),
    ],
)
def test_what_the_endpoint_refuses_is_one_line_without_the_prompt(speaker: Any, name: str, says: str) -> None:
    with pytest.raises(ModelError, match=says) as told:
        list(model(speaker, name).stream(ASKED, 50, NEVER))
    assert "metformin" not in str(told.value)
    assert "\n" not in str(told.value)


def test_an_endpoint_that_is_down_is_one_line(speaker: Any) -> None:
    one = model(speaker, "m", api_base="http://127.0.0.1:9/v1")
    with pytest.raises(ModelError, match=r"^http://127\.0\.0\.1:9/v1 does not answer for openai/m\. Start the server"):
        list(one.stream(ASKED, 50, NEVER))


@pytest.mark.parametrize(
    "options",
    [
        {"api_base": "https://api.example.org/v1"},
        {"api_base": ""},
        {"api_base": "http://127.0.0.1.example.org/v1"},
        {"api_base": "http://192.168.0.5:8000/v1"},
    ],
)
def test_offline_no_other_machine_is_called(speaker: Any, options: dict[str, str]) -> None:
    with pytest.raises(ModelError, match=r"^`offline: true` lets nothing leave this machine, but openai/m answers at"):
        model(speaker, "m", **options).load()
    model(speaker, "m", offline=False, **options).load()


def test_ollama_on_this_machine_is_no_other() -> None:
    options = {"path": "ollama_chat/llama3.2", "method": LOCAL}
    one = Model(LLM(**options), LlmSettings(**options), offline=True)
    assert one.window == 4096
    assert one.name == "llama3.2"
