"""The answer by a language model, with a scripted one: cited, judged, bounded, stopped, and never a traceback."""

from collections.abc import Callable, Iterator
from threading import Event
from typing import Any

import pytest

from pipelines.application import Vademecum
from pipelines.asking import Asking
from pipelines.citations import NOTHING
from pipelines.errors import ModelError
from pipelines.events import Found, Judged, Piece, Waiting
from pipelines.schema import ABSTENTION, WITHHELD, Answer, Query
from tests.fakes import Scripted
from tests.home import Home

QUESTION = "What is the starting dose of metformin?"
DOSE = "The starting dose of metformin is 500 mg once daily."
WITH_FOOD = "Metformin is taken with food."
GOOD = f"> {DOSE} [1]\nStart metformin at 500 mg once daily. [1]\n> {WITH_FOOD} [1]\nTake metformin with food [1].\n"
Answering = Callable[..., Vademecum]


@pytest.fixture
def answering(home: Home) -> Answering:
    """Starts an application whose model answers by the script given."""
    home.write("drugs.jsonl", {"id": "m", "title": "Metformin", "text": f"{DOSE} {WITH_FOOD}"})
    home.write("gout.jsonl", {"id": "g", "title": "Gout", "text": "Colchicine 0.5 mg helps in gout."})
    home.ingest()

    def start(*replies: Any, answer: dict[str, Any] | None = None, **changes: Any) -> Vademecum:
        llm = {"path": "models/script", "method": "tests.fakes.Scripted", "replies": list(replies)}
        llm |= changes.pop("llm", {})
        return home.start(answer={"threshold": 0.0, **(answer or {})}, llm=llm, **changes)

    return start


def script(vademecum: Vademecum) -> Scripted:
    generator = vademecum.application.pipelines["llm"].generator
    assert isinstance(generator, Scripted)
    return generator


def told(vademecum: Vademecum, query: str | Query = QUESTION) -> tuple[Answer, str]:
    """The finished answer, and its text as it was streamed."""
    run = vademecum.asking(query)
    text = "".join(event.text for event in run.events() if isinstance(event, Piece))
    assert run.answer is not None
    return run.answer, text


def test_statements_are_cited_and_judged_one_by_one(answering: Answering) -> None:
    answer, text = told(answering(GOOD))
    assert [one.support for one in answer.statements] == ["supported", "supported"]
    assert [one.citations[0].quote for one in answer.statements] == [DOSE, WITH_FOOD]
    assert answer.model == "script"
    assert text == answer.text == "Start metformin at 500 mg once daily. [1]\nTake metformin with food. [1]"


def test_every_quote_is_a_span_of_its_passage(answering: Answering) -> None:
    answer, _ = told(answering(GOOD))
    chunks = {passage.chunk.id: passage.chunk for passage in answer.passages}
    for citation in (c for statement in answer.statements for c in statement.citations):
        chunk = chunks[citation.chunk]
        assert chunk.body[citation.start - chunk.start : citation.end - chunk.start] == citation.quote


@pytest.mark.parametrize("wrong", ["[7]", "[0]", "[99]", "[1", "[]", ""])
def test_an_invented_or_broken_citation_leaves_its_statement_uncited(answering: Answering, wrong: str) -> None:
    answer, text = told(answering(f"Start metformin at 500 mg once daily {wrong}."))
    (statement,) = answer.statements
    assert (statement.support, statement.citations) == ("not checked", ())
    assert statement.reason.startswith("no passage was cited")
    assert text == answer.text
    assert "7" not in statement.text


def test_a_short_form_counts_where_any_passage_found_spells_it_out(home: Home, answering: Answering) -> None:
    home.write("short.jsonl", {"title": "Terms", "text": "Metformin dose and extended-release metformin (ERM) differ."})
    home.write(
        "erm.jsonl", {"title": "Starting", "text": "Extended-release metformin is given at 750 mg in the evening."}
    )
    home.ingest()
    vademecum = answering(lambda prompt: f"ERM is given at 750 mg in the evening. [{numbered(prompt, 'Starting')}]")
    answer, _ = told(vademecum, "extended-release metformin dose")
    assert [one.support for one in answer.statements] == ["supported"]


def numbered(prompt: list[dict[str, str]], title: str) -> int:
    """The number under which a passage was shown."""
    head = next(line for line in prompt[1]["content"].splitlines() if line.startswith("[") and title in line)
    return int(head[1 : head.index("]")])


def test_a_wrong_number_is_unsupported_with_the_closest_passage(answering: Answering) -> None:
    answer, text = told(answering("Start metformin at 5000 mg once daily. [1]"))
    (statement,) = answer.statements
    assert statement.support == "unsupported"
    assert "5000" in statement.reason
    assert statement.citations[0].quote == DOSE
    assert text == answer.text
    assert f"(unsupported: {statement.reason})" in text


def test_strict_leaves_out_what_is_not_supported(answering: Answering) -> None:
    wrong = "Start metformin at 5000 mg once daily. [1]\n"
    answer, text = told(answering(wrong + GOOD + "It is popular.", verify={"mode": "strict"}))
    assert [one.support for one in answer.statements] == ["supported", "supported"]
    assert answer.withheld == 2
    assert text == answer.text
    assert "5000" not in text
    answer, text = told(answering(wrong, verify={"mode": "strict"}))
    assert answer.abstained
    assert text == answer.text == WITHHELD


def test_what_strict_leaves_out_takes_no_number(answering: Answering) -> None:
    vademecum = answering("Colchicine 900 mg helps in gout. [2]\n" + GOOD, verify={"mode": "strict"})
    run = vademecum.asking(QUESTION)
    judged = [event.statement for event in run.events() if isinstance(event, Judged)]
    assert judged[0].support == "unsupported"
    assert judged[0].citations[0].title == "Gout"
    assert run.answer is not None
    assert {c.number for statement in run.answer.statements for c in statement.citations} == {1}


def test_the_model_can_say_no(answering: Answering) -> None:
    answer, text = told(answering(NOTHING))
    assert answer.abstained
    assert answer.passages
    assert text == answer.text == ABSTENTION


def test_weak_evidence_never_reaches_the_model(answering: Answering) -> None:
    vademecum = answering(GOOD, answer={"threshold": 1.0})
    answer, _ = told(vademecum)
    assert answer.abstained
    assert script(vademecum).prompts == []


def test_the_model_is_asked_for_no_more_than_wanted(answering: Answering) -> None:
    answer, text = told(answering(GOOD * 30, answer={"sentences": 3}))
    assert len(answer.statements) == 3
    assert text == answer.text


@pytest.mark.parametrize("reply", [RuntimeError("secret text of a prompt"), "", "[1] [2]\n", "> Give 50"])
def test_a_model_that_fails_at_once_leaves_quotes_and_a_reason(answering: Answering, reply: Any) -> None:
    answer, text = told(answering(reply))
    assert answer.model == "quotes only"
    assert answer.statements
    assert answer.note
    assert "secret" not in answer.note
    assert text == answer.text


def test_quotes_can_be_asked_for(answering: Answering) -> None:
    answer, _ = told(answering(GOOD), Query(QUESTION, quotes=True))
    assert (answer.model, answer.note) == ("quotes only", "")


@pytest.mark.parametrize(("before", "kept"), [(GOOD, 2), ("", 0)])
def test_half_a_dose_is_never_kept(answering: Answering, before: str, kept: int) -> None:
    answer, text = told(answering(f"{before}Give 50"))
    assert (answer.ended, len(answer.statements), answer.abstained) == ("failed", kept, False)
    assert "Give 50" not in answer.text
    assert text.startswith(answer.text.removesuffix(answer.note).rstrip())


def test_the_context_is_never_overrun(home: Home, answering: Answering) -> None:
    texts = [f"{DOSE} Remark {n} on metformin. " * 8 for n in range(40)]
    home.write("many.jsonl", *({"title": f"Metformin {n}", "text": text} for n, text in enumerate(texts)))
    home.ingest()
    for window, question in ((512, QUESTION), (512, f"{QUESTION} " * 300), (1024, QUESTION), (4096, QUESTION)):
        vademecum = answering(GOOD, llm={"n_ctx": window}, answer={"characters": 50_000}, retrieve={"limit": 40})
        answer, _ = told(vademecum, question)
        assert len(answer.passages) == 40
        model = vademecum.model
        assert model is not None
        for prompt in script(vademecum).prompts:
            assert model.count(prompt) + min(400, window // 4) <= window
        if answer.model == "quotes only":
            assert str(window) in answer.note
        else:
            shown = len(answer.passages) - len(answer.dropped)
            assert answer.dropped == tuple(p.chunk.id for p in answer.passages[shown:])
            assert f"[{shown}] " in script(vademecum).prompts[0][1]["content"]
            assert f"[{shown + 1}] " not in script(vademecum).prompts[0][1]["content"]


def test_passages_carry_what_tells_how_far_to_trust_them(home: Home, answering: Answering) -> None:
    home.write("old.jsonl", {"id": "o", "title": "Metformin old", "text": DOSE, "published": "1999", "kind": "trial"})
    home.ingest()
    vademecum = answering(GOOD)
    told(vademecum)
    assert "Metformin old | 1999 | trial" in script(vademecum).prompts[0][1]["content"]


@pytest.fixture
def gate() -> Iterator[Event]:
    """Holds a scripted model until it is set, which happens in the end."""
    event = Event()
    yield event
    event.set()


def test_stop_keeps_what_is_finished(answering: Answering, gate: Event) -> None:
    vademecum = answering(GOOD)
    script(vademecum).gate = gate
    run = vademecum.asking(QUESTION)
    until(run, Waiting)
    run.stop()
    assert run.wait(20)
    assert run.answer is not None
    assert (run.answer.ended, run.answer.statements, run.answer.abstained) == ("stopped", (), False)
    assert run.answer.passages


def test_a_stuck_model_times_out_and_the_passages_stay(answering: Answering, gate: Event) -> None:
    vademecum = answering(GOOD, llm={"seconds": 0.2})
    script(vademecum).gate = gate
    answer, text = told(vademecum)
    assert (answer.ended, answer.statements) == ("timed out", ())
    assert answer.passages
    assert answer.note in text


def test_one_queue_with_its_places(answering: Answering, gate: Event) -> None:
    vademecum = answering(GOOD)
    script(vademecum).gate = gate
    runs = []
    for ahead in range(3):
        runs.append(vademecum.asking(QUESTION))
        assert until(runs[-1], Waiting) == Waiting(ahead)
    gate.set()
    for run in runs:
        assert run.wait(20)
        assert run.answer is not None
        assert run.answer.text == runs[0].text
    assert [event for event in runs[2].events() if isinstance(event, Waiting)][-1] == Waiting(0)


def until(run: Asking, kind: type[Any]) -> Any:
    """The next event of a kind; the asking goes on."""
    events = run.events()
    while not isinstance(event := next(events), kind):
        pass
    kept.append(events)  # closing it would stop the asking
    return event


kept: list[Any] = []


def test_events_come_in_order(answering: Answering) -> None:
    run = answering(GOOD).asking(QUESTION)
    kinds = [type(event) for event in run.events()]
    assert kinds[:2] == [Found, Waiting]
    assert kinds[-1] is Judged
    assert run.text == run.answer.text if run.answer else False


def test_who_leaves_stops_the_answer(answering: Answering, gate: Event) -> None:
    vademecum = answering(GOOD)
    script(vademecum).gate = gate
    run = vademecum.asking(QUESTION)
    events = run.events()
    next(events)
    events.close()  # type: ignore[attr-defined]
    assert run.wait(20)
    assert run.answer is not None
    assert run.answer.ended == "stopped"


def test_an_error_of_the_set_up_is_one_line(answering: Answering) -> None:
    assert "\n" not in str(ModelError("x"))
    answer, _ = told(answering(MemoryError()))
    assert "\n" not in answer.note
