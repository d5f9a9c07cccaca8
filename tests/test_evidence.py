"""The signal for "not in this library": each feature says what it should, and the sum moves the right way."""

import itertools
from dataclasses import replace

import pytest

from pipelines.config import RetrieveSettings
from pipelines.evidence import CROWD, FEATURES, combined, evidence, features
from pipelines.generation import Generation
from pipelines.retrieve import Retriever
from pipelines.schema import Retrieved
from tests.home import Home
from tests.shelf import chunk, publish

PAGES = [
    ("Metformin", "The starting dose of metformin is 500 mg daily."),
    ("Asthma in children", "Salbutamol is given for wheeze."),
    ("Gout", "Colchicine treats an attack of gout."),
]


@pytest.fixture
def shelf(home: Home) -> tuple[Generation, Retriever]:
    library = publish(home.library(), [chunk(n, body, title) for n, (title, body) in enumerate(PAGES)])
    generation = library.open()
    assert generation is not None
    return generation, Retriever(library, RetrieveSettings())


def named(generation: Generation, retrieved: Retrieved) -> dict[str, float]:
    values = features(generation, retrieved.question, retrieved.passages, retrieved.tenth)
    return dict(zip(FEATURES, values, strict=True))


def found(shelf: tuple[Generation, Retriever], question: str) -> dict[str, float]:
    generation, retriever = shelf
    return named(generation, retriever(question))


def test_a_title_fits_a_question_that_names_it_and_little_else(shelf: tuple[Generation, Retriever]) -> None:
    assert found(shelf, "metformin")["title"] == pytest.approx(1.0)
    assert found(shelf, "asthma in adults")["title"] < found(shelf, "asthma in children")["title"]


def test_a_word_that_the_library_lacks_weighs_as_much_as_its_rarest(shelf: tuple[Generation, Retriever]) -> None:
    assert found(shelf, "metformin dose")["covered"] == pytest.approx(1.0, abs=0.02)
    assert found(shelf, "zolpidem dose")["covered"] < 0.52


def test_a_subject_is_a_title_that_is_named_in_full(shelf: tuple[Generation, Retriever]) -> None:
    assert found(shelf, "metformin")["subject"] == pytest.approx(1.0, abs=0.02)
    assert found(shelf, "asthma in children")["subject"] > 0.9
    assert found(shelf, "asthma in adults")["subject"] < 0.2


def test_a_question_of_more_rare_words_asks_more(shelf: tuple[Generation, Retriever]) -> None:
    little, more = (found(shelf, question)["asked"] for question in ("metformin", "metformin dose zolpidem"))
    assert 0 < little < more < 1
    assert found(shelf, " ".join(f"own{n}" for n in range(90)))["asked"] == 1


def test_on_topic_is_stronger_than_off_topic(shelf: tuple[Generation, Retriever]) -> None:
    generation, retriever = shelf
    on, off = "What is the starting dose of metformin?", "Who won the football cup?"
    strong, weak = (evidence(generation, retriever(q)) for q in (on, off))
    assert strong > 0.5 > weak


def test_no_passages_no_evidence(shelf: tuple[Generation, Retriever]) -> None:
    generation, retriever = shelf
    assert evidence(generation, replace(retriever("metformin"), passages=())) == 0.0


def test_a_question_without_words_is_no_error(shelf: tuple[Generation, Retriever]) -> None:
    generation, retriever = shelf
    assert 0 <= evidence(generation, retriever("?!")) < 0.5


def test_more_of_any_signal_is_never_less_evidence() -> None:
    for values in itertools.product((0.0, 0.5, 1.0), repeat=len(FEATURES)):
        for i in range(len(FEATURES)):
            more = tuple(min(1.0, v + 0.3) if j == i else v for j, v in enumerate(values))
            assert combined(more) >= combined(values)
            assert 0 <= combined(values) <= 1


def test_the_order_of_passages_does_not_matter(shelf: tuple[Generation, Retriever]) -> None:
    generation, retriever = shelf
    retrieved = retriever("metformin dose")
    turned = replace(retrieved, passages=retrieved.passages[::-1])
    assert evidence(generation, retrieved) == evidence(generation, turned)


def test_where_many_are_as_near_nearness_says_less(home: Home) -> None:
    question = "colchicine treats gout"
    seen = []
    for others in ("Asthma wheezes.", "Colchicine treats an attack of gout."):
        chunks = [chunk(0, "Colchicine treats an attack of gout.", "A"), *(chunk(n, others, "B") for n in range(1, 12))]
        library = publish(home.library(), chunks)
        generation = library.open()
        assert generation is not None
        retriever = Retriever(library, RetrieveSettings())
        many, one = (named(generation, retriever(question, limit=limit)) for limit in (10, 1))
        assert many == one, "it does not depend on how many passages were asked for"
        seen.append(many)
    assert seen[0]["cosine"] == pytest.approx(seen[1]["cosine"])
    assert seen[0]["apart"] > seen[1]["apart"] + 0.1
    assert combined(tuple(seen[0].values())) > combined(tuple(seen[1].values()))


def test_few_passages_are_no_crowd(shelf: tuple[Generation, Retriever]) -> None:
    assert found(shelf, "metformin")["apart"] == 1 - CROWD


def test_how_near_many_are_comes_with_what_was_found(shelf: tuple[Generation, Retriever]) -> None:
    generation, retriever = shelf
    near, nearer = (named(generation, replace(retriever("metformin"), tenth=tenth)) for tenth in (0.5, 0.8))
    assert (near["apart"], nearer["apart"]) == pytest.approx((0.5, 0.2))
