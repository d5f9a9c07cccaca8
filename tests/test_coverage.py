"""How much of a question a passage says: the same words in full, words that mean the same nearly, others little."""

from pathlib import Path

import numpy as np
import pytest

from pipelines import shipped
from pipelines.config import read
from pipelines.coverage import Asked
from pipelines.encoder import Encoder, encoder_of
from pipelines.generation import Generation
from tests.fakes import WordVectors
from tests.home import Home
from tests.shelf import chunk, publish

ROOT = Path(__file__).parents[1]
SAID = "Adrenaline is given for anaphylaxis."


def coverage(generation: Generation, question: str, texts: list[str]) -> float:
    """The share of the question that the best of the texts says."""
    asked, *said = generation.by_token([question, *texts])
    return max((Asked.of(generation, question, asked).covered(text) for text in said), default=0.0)


@pytest.fixture
def generation(home: Home) -> Generation:
    bodies = [SAID, "Salbutamol is given for wheeze.", "Colchicine is given for gout."]
    opened = publish(home.library(), [chunk(n, body) for n, body in enumerate(bodies)]).open()
    assert opened is not None
    return opened


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    embeddings = read(ROOT / "config.yml")["embeddings"]
    return encoder_of({**embeddings, "path": str(shipped.install(ROOT / embeddings["path"]))}, {})


def test_what_says_all_covers_all_and_the_best_text_counts(generation: Generation) -> None:
    whole = coverage(generation, "Is adrenaline given for anaphylaxis?", [SAID])
    assert whole == pytest.approx(1.0, abs=0.02)
    assert coverage(generation, "Is adrenaline given for anaphylaxis?", ["Nothing.", SAID]) == pytest.approx(whole)
    assert coverage(generation, "Which wheel fits?", [SAID]) < 0.2


def test_a_rare_word_weighs_more_than_a_frequent_one(generation: Generation) -> None:
    """ "given" stands in all three passages, "gout" in one."""
    rare, frequent = (coverage(generation, "given gout", [text]) for text in ("gout", "given"))
    assert rare > 0.7 > frequent


def test_nothing_asked_or_said_is_no_coverage(generation: Generation) -> None:
    assert coverage(generation, "?!", [SAID]) == 0.0
    assert coverage(generation, "What is it?", [SAID]) == 0.0
    assert coverage(generation, "adrenaline", []) == 0.0
    assert coverage(generation, "adrenaline", ["", "..."]) == 0.0


def test_a_title_is_named_only_when_all_its_words_are(generation: Generation) -> None:
    def named(question: str, title: str) -> float:
        asked, told = generation.by_token([question, title])
        return Asked.of(generation, question, asked).named(told)

    assert named("Is gout in children rare?", "Gout in children") == pytest.approx(1.0, abs=0.02)
    assert named("Is gout rare?", "Gout in children") < 0.2
    assert named("Is gout rare?", "") == named("?!", "Gout") == 0.0


def test_an_empty_library_covers_nothing(home: Home) -> None:
    opened = publish(home.library(), []).open()
    assert opened is not None
    assert coverage(opened, "adrenaline", [SAID]) == 0.0


def test_tokens_stand_where_they_are_told_to(encoder: Encoder) -> None:
    texts = ["Adrenaline 0.5 mg", "gout", "", "a half \ud800 character"]
    for text, found in zip(texts, encoder.by_token(texts), strict=True):
        assert len(found.spans) == len(found.vectors)
        assert all(0 <= start < end <= len(text) for start, end in found.spans)
        assert np.allclose(np.linalg.norm(found.vectors, axis=1), 1, atol=1e-2)
    assert "".join(texts[0][start:end] for start, end in encoder.by_token(texts)[0].spans) == "Adrenaline0.5mg"


def test_a_text_is_read_the_same_beside_a_longer_one(encoder: Encoder) -> None:
    alone, beside = encoder.by_token(["gout"])[0], encoder.by_token(["gout", "a much longer text on gout " * 9])[0]
    assert alone.spans == beside.spans
    assert np.allclose(alone.vectors, beside.vectors, atol=0.05)


def test_another_word_of_the_same_meaning_is_nearer_than_another_drug(encoder: Encoder) -> None:
    asked, same, other = encoder.by_token(["dose of epinephrine", "dose of adrenaline", "dose of simvastatin"])

    def near(text: np.ndarray) -> float:
        return float((asked.vectors[2:] @ text.T).max(axis=1).mean())

    assert near(same.vectors) > near(other.vectors) + 0.1


def test_a_model_without_tokens_gives_its_words(home: Home) -> None:
    encoder = encoder_of(home.config()["embeddings"], {})
    assert isinstance(encoder, WordVectors)
    (found,) = encoder.by_token(["IL-6, gout"])
    assert found.spans == ((0, 2), (3, 4), (6, 10))
    assert np.allclose(np.linalg.norm(found.vectors, axis=1), 1)
