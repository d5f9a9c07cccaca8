"""BM25: the scores are those of the formula, for every passage."""

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from txtai.scoring import ScoringFactory

from pipelines.bm25 import BM25
from pipelines.words import words

K1, B = 0.9, 0.4
TEXTS = st.lists(st.sampled_from("gout asthma IL-6 the 5mg dose dose -".split()), max_size=8).map(" ".join)


def index(texts: list[str], **changes: object) -> BM25:
    """An index as an ingest builds it."""
    config = {"method": "pipelines.bm25.BM25", "terms": True, "k1": K1, "b": B, **changes}
    scoring = ScoringFactory.create(config)
    scoring.index((row, text, None) for row, text in enumerate(texts))
    return scoring


def formula(texts: list[str], question: str) -> list[float]:
    """BM25 as Robertson and Zaragoza (2009) write it, with the IDF that Lucene uses, straight from the definition."""
    documents = [Counter(words(text)) for text in texts]
    mean = sum(document.total() for document in documents) / len(documents)
    scores = []
    for document in documents:
        score = 0.0
        for term in words(question):
            df = sum(term in other for other in documents)
            if document[term]:
                idf = math.log(1 + (len(documents) - df + 0.5) / (df + 0.5))
                norm = K1 * (1 - B + B * document.total() / mean)
                score += idf * document[term] * (K1 + 1) / (document[term] + norm)
        scores.append(score)
    return scores


@settings(deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=12), TEXTS)
def test_scores_are_the_formula_s(texts: list[str], question: str) -> None:
    scoring = index(texts)
    assert scoring.scores(words(question)) == pytest.approx(formula(texts, question), rel=1e-5)
    scoring.close()


@settings(deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=12), TEXTS, st.integers(1, 14))
def test_search_gives_the_best_above_zero(texts: list[str], question: str, limit: int) -> None:
    scoring = index(texts)
    scores = scoring.scores(words(question))
    order = sorted((row for row in range(len(texts)) if scores[row] > 0), key=lambda row: (-scores[row], row))
    assert scoring.search(question, limit) == [(row, float(scores[row])) for row in order[:limit]]
    scoring.close()


def test_rare_words_weigh_more_and_unknown_ones_most() -> None:
    scoring = index(["gout dose", "asthma dose", "croup dose"])
    assert scoring.rarity("dose") < scoring.rarity("gout") == pytest.approx(scoring.rarity("unheard"))
    scoring.close()


def test_a_passage_without_words_keeps_its_row() -> None:
    scoring = index(["***", "gout", "", "the"])
    assert scoring.state() == {"counted": 4, "indexed": 4}
    assert [row for row, _ in scoring.search("gout")] == [1]
    scoring.close()


def test_an_index_of_no_words_at_all_finds_nothing() -> None:
    scoring = index(["***", "the"])
    assert scoring.search("gout the") == []
    assert scoring.rarity("gout") > 0
    scoring.close()


def test_scores_are_one_array() -> None:
    scoring = index(["gout", "asthma"])
    scores = scoring.scores(["gout", "gout", "nothing"])
    assert scores.shape == (2,)
    assert scores.dtype == np.float32
    scoring.close()
