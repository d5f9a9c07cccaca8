"""The whole way through with a real llama.cpp: library, prompt, tokens, citations, verdicts.

The model has random weights; a grammar has it write in our form, so that what llama.cpp gives out can be judged.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

llama_cpp = pytest.importorskip("llama_cpp", reason="the extra llm is not installed: make test installs it")

from pipelines.application import Vademecum  # noqa: E402
from pipelines.events import Piece, Waiting  # noqa: E402
from pipelines.schema import Answer  # noqa: E402
from tests import tinygguf  # noqa: E402
from tests.home import Home  # noqa: E402

QUESTION = "What is the starting dose of metformin?"
DOSE = "The starting dose of metformin is 500 mg once daily."
LINES = (f"> {DOSE} [1]", "Start metformin at 500 mg once daily. [1]", "It is popular. [9]")
GOOD = "root ::= " + " ".join(f'"{line}" nl' for line in LINES) + '\nnl ::= "\\n"'

Real = Callable[..., Vademecum]


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tinygguf.write(tmp_path_factory.mktemp("gguf") / "tiny.gguf")


@pytest.fixture
def real(home: Home, file: Path) -> Real:
    home.write("drugs.jsonl", {"title": "Metformin", "text": f"{DOSE} Metformin is taken with food."})
    home.ingest()

    def start(grammar: str = "", **llm: Any) -> Vademecum:
        options = {"grammar": llama_cpp.LlamaGrammar.from_string(grammar, verbose=False)} if grammar else {}
        fields = {"path": str(file), "method": "pipelines.llm.Local", "n_ctx": 1024, "maxlength": 80, **options, **llm}
        return home.start(answer={"threshold": 0.0, "characters": 50_000}, retrieve={"limit": 40}, llm=fields)

    return start


def told(vademecum: Vademecum, question: str = QUESTION) -> tuple[Answer, str]:
    run = vademecum.asking(question)
    text = "".join(event.text for event in run.events() if isinstance(event, Piece))
    assert run.answer is not None
    return run.answer, text


def test_an_answer_is_written_cited_and_judged(real: Real) -> None:
    answer, text = told(real(GOOD))
    assert answer.model == "tiny.gguf"
    assert [(one.text, one.support) for one in answer.statements] == [
        ("Start metformin at 500 mg once daily.", "supported"),
        ("It is popular.", "not checked"),
    ]
    assert answer.statements[0].citations[0].quote == DOSE
    assert text == answer.text


def test_random_words_are_never_supported(real: Real) -> None:
    answer, _ = told(real())
    if answer.model == "tiny.gguf":
        assert all(one.support != "supported" for one in answer.statements)
    else:
        assert answer.note
    assert answer.ended in ("finished", "failed")


@pytest.mark.parametrize("question", [QUESTION, f"{QUESTION} " * 300], ids=["short", "2,000 words"])
def test_forty_passages_never_overrun_the_smallest_context(home: Home, real: Real, question: str) -> None:
    texts = [f"{DOSE} Remark {n} on metformin. " * 6 for n in range(40)]
    home.write("many.jsonl", *({"title": f"Metformin {n}", "text": text} for n, text in enumerate(texts)))
    home.ingest()
    answer, _ = told(real(GOOD, n_ctx=512), question)
    assert len(answer.passages) == 40
    if answer.model == "tiny.gguf":
        assert answer.dropped
        assert answer.statements
    else:
        assert "512 tokens" in answer.note


def test_two_at_once_wait_for_each_other_and_say_the_same(real: Real) -> None:
    vademecum = real(GOOD)
    runs = [vademecum.asking(QUESTION) for _ in range(2)]
    ahead = [[event.ahead for event in run.events() if isinstance(event, Waiting)] for run in runs]
    assert all(places[-1] == 0 for places in ahead)
    assert runs[0].text == runs[1].text != ""


def test_stopped_while_it_reads_the_prompt(real: Real) -> None:
    vademecum = real(GOOD)
    run = vademecum.asking(QUESTION)
    for event in run.events():
        if isinstance(event, Waiting):
            break  # who leaves stops it
    assert run.wait(60)
    assert run.answer is not None
    assert run.answer.ended in ("stopped", "finished")
    assert run.answer.passages
