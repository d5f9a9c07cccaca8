"""The API: started as a person starts it, called over HTTP."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from pipelines.schema import ABSTENTION, Answer, Passage
from tests.server import QUESTIONS, Server, application, home

QUESTION, EXPECTED = next(iter(QUESTIONS.items()))
BROKEN = "broken:\n  tasks:\n    - action: tests.server.broken\n"
SECRET = "Was my mother's vasculitis missed"  # stands for what no log may hold


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = home(tmp_path_factory.mktemp("api"))
    (place / "workflows" / "broken.yml").write_text(BROKEN, encoding="utf-8")
    assert application(place).add([place / "library.jsonl"]).added == 4
    return place


def answer(client: httpx.Client, question: Any) -> dict[str, Any]:
    response = client.post("/workflow", json={"name": "answer", "elements": [question]})
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()[0]
    return found


def chat(client: httpx.Client, stream: bool = False, **changes: Any) -> httpx.Response:
    message = {"role": "user", "content": QUESTION}
    return client.post(
        "/v1/chat/completions", json={"model": "vademecum", "messages": [message], "stream": stream, **changes}
    )


# What there is


def test_search_gives_passages_best_first(client: httpx.Client) -> None:
    found = client.get("/search", params={"query": QUESTION, "limit": 2}).json()
    assert found[0]["title"] == "Metformin"
    assert len(found) == 2
    assert found[0]["score"] >= found[1]["score"]
    assert found[0]["text"] == f"{found[0]['title']}\n{found[0]['body']}"
    names = {*Passage.__dataclass_fields__} - {"chunk"}
    assert names <= found[0].keys()


@pytest.mark.parametrize(
    ("parameters", "documents"),
    [
        ({"since": 2020}, {"Croup", "Sepsis"}),
        ({"until": 2019}, {"Metformin", "Gout"}),
        ({"kinds": ["review"]}, {"Croup"}),
        ({"kinds": "review", "mode": "dense"}, {"Croup"}),
        ({"mode": "sparse"}, {"Metformin"}),
    ],
)
def test_search_filters_and_modes(client: httpx.Client, parameters: dict[str, Any], documents: set[str]) -> None:
    query = {"query": "metformin", "parameters": json.dumps(parameters)}
    assert {passage["title"] for passage in client.get("/search", params=query).json()} == documents


def test_batchsearch_is_search_for_each(client: httpx.Client) -> None:
    questions = list(QUESTIONS)
    many = client.post("/batchsearch", json={"queries": questions, "limit": 3}).json()
    single = [client.get("/search", params={"query": question, "limit": 3}).json() for question in questions]
    assert [[p["id"] for p in found] for found in many] == [[p["id"] for p in found] for found in single]
    filtered = {"queries": questions[:2], "parameters": [{"kinds": ["review"]}, {"since": 2023}]}
    assert [found[0]["title"] for found in client.post("/batchsearch", json=filtered).json()] == ["Croup", "Sepsis"]


def test_workflow_answer_gives_the_record_with_its_text(client: httpx.Client) -> None:
    found = answer(client, QUESTION)
    assert found.keys() == {*Answer.__dataclass_fields__, "text"}
    assert EXPECTED in found["text"]
    assert "[1]" in found["text"]
    quote = found["statements"][0]["citations"][0]
    body = found["passages"][0]["chunk"]
    assert body["body"][quote["start"] - body["start"] : quote["end"] - body["start"]] == quote["quote"]


def test_workflow_answer_says_when_the_library_holds_none(client: httpx.Client) -> None:
    found = answer(client, "How is a broken wrist set in a plaster cast?")
    assert found["abstained"]
    assert found["text"] == ABSTENTION
    assert found["passages"]


def test_workflow_retrieve_takes_a_question_with_filters(client: httpx.Client) -> None:
    element = {"question": QUESTION, "limit": 1, "filters": {"kinds": ["review"]}}
    found = client.post("/workflow", json={"name": "retrieve", "elements": [QUESTION, element]}).json()
    assert [one["passages"][0]["chunk"]["title"] for one in found] == ["Metformin", "Croup"]
    assert len(found[1]["passages"]) == 1


def test_chat_streams_the_text_that_it_gives_whole(client: httpx.Client) -> None:
    whole = chat(client).json()["choices"][0]["message"]["content"]
    assert whole.startswith(f"{answer(client, QUESTION)['text']}\n\nSources:\n[1] Metformin")
    streamed = chat(client, stream=True)
    assert streamed.headers["Content-Type"].startswith("text/event-stream")
    lines = [line.removeprefix("data: ") for line in streamed.text.splitlines() if line]
    assert lines[-1] == "[DONE]"
    pieces = [json.loads(line)["choices"][0]["delta"].get("content", "") for line in lines[:-1]]
    assert "".join(pieces) == whole


def test_chat_takes_a_message_in_parts(client: httpx.Client) -> None:
    parts = [{"type": "text", "text": QUESTION}]
    found = chat(client, messages=[{"role": "user", "content": parts}]).json()
    assert EXPECTED in found["choices"][0]["message"]["content"]


@pytest.mark.parametrize(
    "query", ["select * from txtai", "metformin -dose +gout", "'; drop table sections; --", "100 % 💊", "\ud800"]
)
def test_the_question_is_text_and_nothing_else(client: httpx.Client, query: str) -> None:
    body = json.dumps({"queries": [query]})  # escapes half a character, which can't be sent otherwise
    response = client.post("/batchsearch", content=body, headers={"Content-Type": "application/json"})
    assert response.status_code == 200
    assert all("score" in passage for passage in response.json()[0])


# What is refused


@pytest.mark.parametrize(
    ("parameters", "complaint"),
    [
        ({"query": ""}, "The question is empty. Type a question."),
        ({}, "query: Field required."),
        ({"query": "x" * 3000}, "This question has 3,000 characters. The limit is 2,000."),
        ({"query": "x", "limit": 0}, "0 passages can't be given. Ask for 1 to 250."),
        ({"query": "x", "limit": 10_000}, "10000 passages can't be given. Ask for 1 to 250."),
        ({"query": "x", "limit": "many"}, "limit is 'many'. Write a whole number."),
        ({"query": "x", "weights": 7}, "weight is 7.0. It is the share of the dense score: write 0 to 1."),
        ({"query": "x", "mode": "dense"}, "/search takes no 'mode'. Write mode and filters as JSON into `parameters`."),
        ({"query": "x", "parameters": "{since"}, "parameters is '{since'. Write JSON, like {\"since\": 2015}."),
        ({"query": "x", "parameters": "[1]"}, 'The parameters are [1]. Write a mapping, like {"since": 2015}.'),
        ({"query": "x", "parameters": '{"sinse": 2015}'}, "There is no filter field 'sinse'. Did you mean 'since'?"),
        ({"query": "x", "parameters": '{"kinds": 5}'}, "filters.kinds is 5. Input should be a valid tuple."),
    ],
)
def test_bad_search(client: httpx.Client, parameters: dict[str, Any], complaint: str) -> None:
    response = client.get("/search", params=parameters)
    assert response.json() == {"detail": complaint}
    assert 400 <= response.status_code < 500


@pytest.mark.parametrize(
    ("path", "body", "complaint"),
    [
        ("/batchsearch", {"queries": ["x"], "limit": 0}, "0 passages can't be given."),
        ("/batchsearch", {"queries": "x"}, "queries: Input should be a valid list."),
        ("/batchsearch", {"queries": ["x", "y"], "parameters": [{}]}, "There are 2 queries, but parameters for 1."),
        ("/workflow", {"name": "anser", "elements": ["x"]}, "There is no workflow 'anser'. Did you mean 'answer'?"),
        ("/workflow", {"name": "read", "elements": ["x"]}, "There is no workflow 'read'."),
        ("/workflow", {"name": "answer", "elements": [""]}, "The question is empty."),
        ("/workflow", {"name": "answer", "elements": [5]}, "The question is 5. Write it as text"),
        ("/workflow", {"name": "answer", "elements": [["a", "b"]]}, "An element is a list."),
        (
            "/workflow",
            {"name": "answer", "elements": [{"question": "x", "filters": {"year": 1}}]},
            "There is no filter",
        ),
        ("/workflow", {"name": "answer", "elements": [{"question": "x", "filters": "x"}]}, "The filter is 'x'."),
        ("/workflow", {"name": "answer", "elements": [{}]}, "There is no question. Give one."),
        ("/explain", {"query": "x"}, "There is no explain here."),
        ("/v1/audio/speech", {"input": "x", "voice": "x"}, "There is no pipeline 'texttospeech' here."),
    ],
)
def test_bad_request(client: httpx.Client, path: str, body: dict[str, Any], complaint: str) -> None:
    response = client.post(path, json=body)
    assert response.json()["detail"].startswith(complaint)
    assert 400 <= response.status_code < 500
    assert "\n" not in response.json()["detail"]


def test_bad_json(client: httpx.Client) -> None:
    response = client.post("/batchsearch", content="{queries", headers={"Content-Type": "application/json"})
    assert response.status_code == 422
    assert response.json()["detail"].startswith("The body is no valid JSON:")


@pytest.mark.parametrize("model", ["gpt-4", "llm", "embeddings", "answer", "read", "publish"])
@pytest.mark.parametrize("stream", [False, True])
def test_chat_with_another_model(client: httpx.Client, model: str, stream: bool) -> None:
    response = chat(client, stream, model=model)
    assert response.status_code == 400
    assert response.json() == {"detail": f"There is no model '{model}'. Known: vademecum."}


@pytest.mark.parametrize(
    "messages", [[], [{"role": "user"}], [{"role": "user", "content": ""}], ["x"], [{"content": 5}]]
)
def test_chat_without_a_question(client: httpx.Client, messages: list[Any]) -> None:
    assert 400 <= chat(client, stream=True, messages=messages).status_code < 500


# Read-only


@pytest.mark.parametrize(
    ("method", "path", "sent"),
    [
        ("POST", "/add", {"json": [{"id": "x", "text": "x"}]}),
        ("POST", "/addobject", {"files": {"data": b"x"}}),
        ("POST", "/addimage", {"files": {"data": b"x"}}),
        ("GET", "/index", {}),
        ("GET", "/upsert", {}),
        ("POST", "/delete", {"json": ["metformin"]}),
        ("POST", "/reindex", {"json": {"config": {"path": "x"}}}),
        ("POST", "/workflow", {"json": {"name": "ingest", "elements": ["library.jsonl"]}}),
    ],
)
def test_nothing_is_written(client: httpx.Client, folder: Path, method: str, path: str, sent: dict[str, Any]) -> None:
    before = {file: file.stat().st_mtime_ns for file in (folder / "library").rglob("*")}
    response = client.request(method, path, **sent)
    assert response.status_code == 403
    assert response.json()["detail"].endswith("with: vademecum ingest")
    assert {file: file.stat().st_mtime_ns for file in (folder / "library").rglob("*")} == before
    assert client.get("/count").json() == 4


def test_a_request_to_another_name_is_turned_away(client: httpx.Client) -> None:
    for path in ("/search?query=croup", "/mcp"):
        response = client.get(path, headers={"Host": "evil.example"})
        assert (response.status_code, "api.hosts" in response.text) == (403, True)


# Together


def test_many_at_once_get_each_their_own_answer(client: httpx.Client) -> None:
    alone = {question: answer(client, question) for question in QUESTIONS}
    assert all(expected in alone[question]["text"] for question, expected in QUESTIONS.items())
    asked = list(QUESTIONS) * 4
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda question: answer(client, question), asked))
        found = list(pool.map(lambda question: client.get("/search", params={"query": question}).json(), asked))
    for question, one, passages in zip(asked, answers, found, strict=True):
        assert {**one, "seconds": 0} == {**alone[question], "seconds": 0}
        assert [p["id"] for p in passages] == [p["chunk"]["id"] for p in one["passages"]]


def test_a_new_generation_is_taken_up(client: httpx.Client, folder: Path) -> None:
    before = answer(client, "When is the tetanus booster due?")
    assert before["abstained"]
    new = folder / "new.jsonl"
    new.write_text('{"title": "Tetanus", "text": "The tetanus booster is due every ten years."}\n', encoding="utf-8")
    vademecum = application(folder)
    vademecum.add([new])
    after = answer(client, "When is the tetanus booster due?")
    assert "every ten years" in after["text"]
    assert after["generation"] == before["generation"] + 1
    vademecum.rollback()
    assert answer(client, "When is the tetanus booster due?")["generation"] == before["generation"]


# What stays private


def test_no_question_reaches_the_log(client: httpx.Client, server: Server) -> None:
    assert client.get("/search", params={"query": SECRET}).status_code == 200
    assert client.get("/search", params={"query": SECRET, "limit": 0}).status_code == 400
    assert client.get(f"/search/{SECRET}").status_code == 404
    assert client.get("/search", params={"query": SECRET, "parameters": SECRET}).status_code == 400
    assert client.post("/batchsearch", json={"queries": SECRET}).status_code == 422
    assert chat(client, messages=[{"role": "user", "content": SECRET}]).status_code == 200
    assert chat(client, model=SECRET).status_code == 400
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": 5, "arguments": {"question": SECRET}}}
    client.post("/mcp", json=call, headers={"Accept": "application/json, text/event-stream"})
    broken = client.post("/workflow", json={"name": "broken", "elements": [SECRET]})
    assert broken.status_code == 500
    number = broken.json()["detail"].partition("error ")[2][:4]
    client.get("/openapi.json")
    log = server.log_until('"GET /openapi.json HTTP/1.1" 200')
    assert '"GET /search HTTP/1.1" 200' in log
    assert f"Error {number}: KeyError in server.py" in log
    assert "vasculitis" not in log
    assert "Traceback" not in log
