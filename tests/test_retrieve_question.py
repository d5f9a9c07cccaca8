"""The question is text and nothing else: signs, scripts, any length, medical words, and what can't be asked."""

from dataclasses import replace
from pathlib import Path

import pytest

from pipelines import shipped
from pipelines.config import RetrieveSettings
from pipelines.errors import QuestionError
from pipelines.retrieve import Retriever
from pipelines.schema import MODES, Filters, Mode, Passage
from pipelines.words import words
from tests.home import Home
from tests.shelf import TEXTS, chunk, publish

ROOT = Path(__file__).parents[1]
STRANGE = [
    "select * from txtai",
    "select id, text from txtai where similar('gout') limit 1000",
    "gout'; drop table sections; --",
    "gout' OR '1'='1",
    "SELECT",
    "gout where year > 2000",
    "+gout -asthma",
    "-gout",
    "gout AND NOT asthma",
    '"gout" (asthma',
    "Crohn's gout",
    "gout 50% _ \\",
    "gout* hyper*",
    "gout 💊🫁",
    "gout\0asthma",
    "\x1b[31mgout\x7f",
    "gout\n\n\tasthma",
    "痛風 подагра نقرس",
    "?!…",
    "—",
    "gout \ud83d",
    "{question: gout}",
    "gout " * 2000,
    " ".join(f"word{n}" for n in range(2000)),
    "g" * 100_000,
    "a",
    "the of and",
]


@pytest.mark.parametrize("question", STRANGE)
@pytest.mark.parametrize("mode", MODES)
def test_a_question_is_text(retriever: Retriever, question: str, mode: Mode) -> None:
    found = retriever(question, mode)
    assert (found.question, found.mode, found.generation) == (question, mode, 1)
    if mode == "sparse":
        assert all(set(words(question)) & set(words(p.chunk.text)) for p in found.passages)
        assert bool(found.passages) == any(set(words(question)) & set(words(text)) for text in TEXTS)
    else:
        assert len(found.passages) == 10
    assert all(isinstance(passage, Passage) for passage in found.passages)


@pytest.mark.parametrize(
    ("plain", "strange"),
    [
        ("gout child", "gout -child"),
        ("gout child", "+gout child"),
        ("gout child", "'gout' \"child\""),
        ("gout child", "gout* child%"),
        ("gout child", "(gout) child;--"),
    ],
)
@pytest.mark.parametrize("mode", MODES)
def test_signs_that_are_operators_elsewhere_change_nothing(
    retriever: Retriever, plain: str, strange: str, mode: Mode
) -> None:
    one, other = retriever(plain, mode), retriever(strange, mode)
    assert [replace(p, terms=()) for p in one.passages] == [replace(p, terms=()) for p in other.passages]


@pytest.mark.parametrize("question", ["", "   ", "\n\t", "\u00a0"])
def test_an_empty_question_is_refused(retriever: Retriever, question: str) -> None:
    with pytest.raises(QuestionError, match="empty"):
        retriever(question)
    with pytest.raises(QuestionError, match="empty"):
        retriever.batch(["gout", question])


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ({"mode": "exact"}, "no mode 'exact'. Choose one of: dense, sparse, hybrid"),
        ({"filters": Filters(kinds=("trail",))}, "no kind 'trail'. Choose among: guideline"),  # type: ignore[arg-type]
        ({"filters": Filters(since=2020, until=2010)}, "No year is from 2020 to 2010"),
        ({"filters": Filters(sources=("s3", "s"))}, "no passages of the file 's'. Did you mean 's"),
        ({"filters": Filters(sources=("zzz",))}, "the file 'zzz'. List what there is with: vademecum status --all"),
        ({"filters": Filters(documents=("absent",))}, "no passages of the document 'absent'. List"),
        ({"limit": 0}, "0 passages can't be given. Ask for 1 to 250"),
        ({"limit": 251}, "251 passages can't be given"),
        ({"limit": -1}, "-1 passages"),
    ],
)
def test_what_can_not_be_asked_is_named(retriever: Retriever, call: dict[str, object], words: str) -> None:
    with pytest.raises(QuestionError) as error:
        retriever("gout", **call)  # type: ignore[arg-type]
    assert words in str(error.value)


def test_a_question_is_checked_in_an_empty_library_too(home: Home) -> None:
    with pytest.raises(QuestionError):
        Retriever(home.library(), RetrieveSettings())(" ")


@pytest.mark.parametrize(
    ("spelled", "asked"),
    [
        ("TNF-α", "TNF alpha"),
        ("IL6", "IL-6"),
        ("5-HT3 antagonists", "5HT3 antagonist"),
        ("β-blocker", "beta blockers"),
        ("CYP2D6*4", "CYP2D6 *4"),
        ("Crohn’s disease", "Crohn's"),
        ("0.5mg", "0.5 mg"),
        ("10⁶ copies", "10^6"),
        ("H₂O₂", "H2O2"),
        ("twice q.d.", "qd"),
        ("COVID19", "Covid-19"),
        ("HBA1C", "HbA1c"),
    ],
)
def test_medical_words_in_index_and_question_find_each_other(home: Home, spelled: str, asked: str) -> None:
    others = [chunk(n, text) for n, text in enumerate(["gout", "IL-10 rose", "5 mg", "CYP3A4", "HER2", "COPD 2019"])]
    library = publish(home.library(), [*others, chunk(99, f"we saw {spelled} here")])
    assert Retriever(library, RetrieveSettings())(asked, "sparse").passages[0].chunk.document == "d99"


def test_the_question_of_a_door_has_a_longest_length(home: Home) -> None:
    home.write("a.jsonl", "Gout hurts.")
    home.ingest()
    with pytest.raises(QuestionError, match="The limit is 2,000"):
        home.start().search("gout " * 2000)
    assert len(home.start(answer={"characters": 20_000}).search("gout " * 2000).passages) == 1


def test_the_real_encoder_finds_by_meaning(home: Home) -> None:
    """Not one word in common; and whatever a person types, its tokenizer takes it."""
    path = shipped.install(ROOT / "models" / shipped.BUNDLED)
    encoder = {"path": str(path), "method": "pipelines.encoder.Encoder", "maxlength": 256, "vectors": {"dtype": "auto"}}
    bodies = ["The heart stopped and the child was revived.", "Wash your hands.", "Tablets are taken with water."]
    library = publish(home.library(embeddings=encoder), [chunk(n, body) for n, body in enumerate(bodies)])
    retriever = Retriever(library, RetrieveSettings(mode="dense"))
    assert retriever("paediatric cardiac arrest resuscitation").passages[0].chunk.body == bodies[0]
    assert [len(found.passages) for found in retriever.batch(STRANGE)] == [3] * len(STRANGE)
    one, other = retriever.batch(["cardiac arrest", "cardiac arrest " * 300])
    alone = retriever("cardiac arrest")
    assert [p.chunk.id for p in alone.passages] == [p.chunk.id for p in one.passages]
    assert [p.score for p in alone.passages] == pytest.approx([p.score for p in one.passages], abs=0.02)
    assert other.passages
