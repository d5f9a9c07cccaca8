"""A language model over HTTP: streamed as it comes, stopped when the caller leaves, follow-ups understood."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from tests.held import GOOD, LONG, Pipes
from tests.server import application, home, serving

QUESTION = "What is the start dose of metformin once daily?"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = home(tmp_path_factory.mktemp("llm"))
    application(folder).add([folder / "library.jsonl"])
    return folder


@pytest.fixture(scope="module")
def pipes(folder: Path) -> Pipes:
    return Pipes(folder)


def client(folder: Path, **llm: Any) -> Iterator[httpx.Client]:
    """A client of a server whose model is this one."""
    config = yaml.safe_load((folder / "config.yml").read_text(encoding="utf-8"))
    (folder / "llm.yml").write_text(yaml.safe_dump({**config, "llm": llm}, sort_keys=False), encoding="utf-8")
    with serving(folder, CONFIG="llm.yml") as server, server.client() as found:
        yield found


@pytest.fixture(scope="module")
def held(folder: Path, pipes: Pipes) -> Iterator[httpx.Client]:
    yield from client(folder, **pipes.settings())


@pytest.fixture(scope="module")
def scripted(folder: Path) -> Iterator[httpx.Client]:
    yield from client(folder, path="models/script", method="tests.fakes.Scripted", replies=[GOOD])


def body(stream: bool, *messages: str) -> dict[str, Any]:
    said = [{"role": "user", "content": text} for text in messages]
    return {"model": "vademecum", "messages": said, "stream": stream}


def contents(lines: Iterator[str]) -> Iterator[str]:
    """The text in server-sent events."""
    for line in lines:
        if line.startswith("data: {"):
            yield json.loads(line.removeprefix("data: "))["choices"][0]["delta"].get("content", "")


def test_first_words_come_while_the_model_still_writes(held: httpx.Client, pipes: Pipes) -> None:
    with held.stream("POST", "/v1/chat/completions", json=body(True, QUESTION)) as response:
        pieces = contents(response.iter_lines())
        first = next(pieces) + next(pieces)
        assert LONG.startswith(first)
        pipes.let_go()
        text = first + "".join(pieces)
    assert pipes.words()
    assert "Start metformin at 500 mg once daily. [1]" in text
    assert "Sources:\n[1] Metformin" in text


def test_who_leaves_stops_the_model(held: httpx.Client, pipes: Pipes) -> None:
    with held.stream("POST", "/v1/chat/completions", json=body(True, QUESTION)) as response:
        next(contents(response.iter_lines()))
    # The model is still held. The next one gets its turn only when the answer that was left has been stopped.
    with held.stream("POST", "/v1/chat/completions", json=body(True, QUESTION)) as response:
        assert next(contents(response.iter_lines()))


def test_streamed_is_the_finished_text(scripted: httpx.Client) -> None:
    whole = scripted.post("/v1/chat/completions", json=body(False, QUESTION)).json()["choices"][0]["message"]["content"]
    streamed = scripted.post("/v1/chat/completions", json=body(True, QUESTION))
    assert "".join(contents(iter(streamed.text.splitlines()))) == whole
    assert streamed.text.rstrip().endswith("data: [DONE]")
    found = scripted.post("/workflow", json={"name": "answer", "elements": [QUESTION]}).json()[0]
    assert whole.startswith(found["text"])
    assert found["model"] == "script"


def test_a_follow_up_leans_on_the_messages_before(scripted: httpx.Client) -> None:
    asked = {"question": "And for an acute attack of it?", "history": ["How is gout treated with colchicine?"]}
    found = scripted.post("/workflow", json={"name": "answer", "elements": [asked]}).json()[0]
    assert found["question"] == "And for an acute attack of it?"
    assert "gout" in found["asked"].lower()
    assert found["passages"][0]["chunk"]["title"] == "Gout"
    said = scripted.post("/v1/chat/completions", json=body(False, asked["history"][0], asked["question"])).text
    assert "Gout" in said
