"""Finding passages: every score exact, the best first, and no filter loses a match."""

from collections.abc import Iterator
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.config import RetrieveSettings
from pipelines.fusion import FUSIONS, Signal, bm25
from pipelines.retrieve import LONGEST, Retriever
from pipelines.schema import KINDS, MODES, Chunk, Filters, Mode, Passage
from pipelines.words import words
from tests.fakes import WordModel
from tests.home import Home
from tests.shelf import PASSAGES, SIZE, TEXTS, VOCABULARY, chunk, publish
from tests.test_bm25 import formula

QUESTIONS = st.lists(st.sampled_from([*VOCABULARY, "unheard", "?"]), min_size=1, max_size=5).map(" ".join)
FILTERS = st.builds(
    Filters,
    since=st.none() | st.integers(1999, 2009),
    until=st.none() | st.integers(1999, 2009),
    kinds=st.lists(st.sampled_from(KINDS), max_size=2).map(tuple),
    sources=st.lists(st.sampled_from(["s0", "s1", "s2"]), max_size=2).map(tuple),
    documents=st.lists(st.sampled_from(["d0", "d1", "d17", "d99"]), max_size=3).map(tuple),
).filter(lambda f: not (f.since and f.until and f.since > f.until))


def let(passage: Chunk, filters: Filters) -> bool:
    """Whether the filters let a passage through, in plain words."""
    return (
        (filters.since is None or (passage.year is not None and passage.year >= filters.since))
        and (filters.until is None or (passage.year is not None and passage.year <= filters.until))
        and (not filters.kinds or passage.kind in filters.kinds)
        and (not filters.sources or passage.source in filters.sources)
        and (not filters.documents or passage.document in filters.documents)
    )


def cosines(question: str) -> np.ndarray:
    """The cosine of each passage to the question, from the fake encoder's own vectors."""
    vectors = WordModel().encode([question, *TEXTS]).astype(np.float64)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors[1:] @ vectors[0]


def expected(retriever: Retriever, question: str, mode: Mode, fusion: str, allowed: list[int]) -> dict[int, float]:
    """The score of each passage that a search has to find, by row."""
    dense, sparse = cosines(question), np.array(formula(TEXTS, question))
    if mode == "dense":
        return {row: float(dense[row]) for row in allowed}
    if mode == "sparse":
        return {row: float(sparse[row]) for row in allowed if sparse[row] > 0}
    # By ranks, equal cosines part by their last digit: take those that the library computes, once they are found right.
    generation = retriever.library.open()
    assert generation is not None
    own = generation.dense(generation.encode([question])[0]), generation.sparse(question)
    assert own[0] == pytest.approx(dense, abs=1e-5)
    assert own[1] == pytest.approx(sparse, abs=1e-4)
    signals = [Signal(own[0][allowed], 0.6), bm25(own[1][allowed], 0.4, TYPICAL)]
    fused = FUSIONS[fusion](signals)
    return dict(zip(allowed, map(float, fused), strict=True))


def typical() -> float:
    """The score of a word of mean frequency, mean rarity, in a passage of mean length."""
    lists = [words(text) for text in TEXTS]
    tokens = [word for one in lists for word in one]
    frequency, length = len(tokens) / len(set(tokens)), len(tokens) / SIZE
    counts = [sum(word in one for one in lists) for word in set(tokens)]
    rarity = float(np.mean([np.log(1 + (SIZE - df + 0.5) / (df + 0.5)) for df in counts]))
    return rarity * frequency * 1.9 / (frequency + 0.9 * (0.6 + 0.4 * length / length))


TYPICAL = typical()


def row(passage: Passage) -> int:
    return int(passage.chunk.document[1:])


@settings(deadline=None, max_examples=150)
@given(QUESTIONS, st.sampled_from(MODES), st.sampled_from(list(FUSIONS)), FILTERS, st.integers(1, SIZE + 9))
def test_a_search_finds_what_a_search_by_hand_finds(
    retriever: Retriever, question: str, mode: Mode, fusion: str, filters: Filters, limit: int
) -> None:
    searcher = Retriever(retriever.library, RetrieveSettings(fusion=fusion))  # type: ignore[arg-type]
    found = searcher(question, mode, filters, limit, weight=0.6)
    allowed = [n for n in range(SIZE) if let(PASSAGES[n], filters)]
    scores = expected(retriever, question, mode, fusion, allowed)
    rows = [row(passage) for passage in found.passages]
    assert len(rows) == len(set(rows)) == min(limit, len(scores))
    assert [p.score for p in found.passages] == pytest.approx([scores[n] for n in rows], abs=2e-4)
    assert [p.score for p in found.passages] == sorted((p.score for p in found.passages), reverse=True)
    worst = min((scores[n] for n in rows), default=0.0)
    assert all(score <= worst + 2e-4 for n, score in scores.items() if n not in rows)
    assert all(passage.chunk == PASSAGES[row(passage)] for passage in found.passages)


@settings(deadline=None, max_examples=60)
@given(QUESTIONS, st.sampled_from(MODES), FILTERS)
def test_no_filter_loses_a_match(retriever: Retriever, question: str, mode: Mode, filters: Filters) -> None:
    everything = retriever(question, mode, limit=LONGEST).passages
    kept = retriever(question, mode, filters, LONGEST).passages
    assert {p.chunk.id for p in kept} == {p.chunk.id for p in everything if let(p.chunk, filters)}


@settings(deadline=None, max_examples=60)
@given(QUESTIONS, FILTERS)
def test_ranks_are_those_of_each_retriever(retriever: Retriever, question: str, filters: Filters) -> None:
    dense, sparse = cosines(question), formula(TEXTS, question)
    allowed = [n for n in range(SIZE) if let(PASSAGES[n], filters)]
    for passage in retriever(question, "hybrid", filters, 20).passages:
        n = row(passage)
        assert passage.dense_score == pytest.approx(dense[n], abs=1e-5)
        assert passage.sparse_score == pytest.approx(sparse[n], abs=1e-4)
        better = sum(dense[other] > dense[n] + 1e-6 for other in allowed)
        alike = sum(abs(dense[other] - dense[n]) <= 1e-6 for other in allowed)
        assert passage.dense_rank is not None
        assert better < passage.dense_rank <= better + alike
        if sparse[n]:
            assert passage.sparse_rank == 1 + sum(sparse[other] > sparse[n] + 1e-6 for other in allowed)
        else:
            assert passage.sparse_rank is None


@settings(deadline=None, max_examples=60)
@given(QUESTIONS, st.sampled_from(MODES), FILTERS, st.integers(1, 20))
def test_the_tenth_cosine_is_of_the_whole_library(
    retriever: Retriever, question: str, mode: Mode, filters: Filters, limit: int
) -> None:
    found = retriever(question, mode, filters, limit)
    assert found.tenth == pytest.approx(sorted(cosines(question))[-10], abs=1e-5)


def test_explained_passages_name_the_words_that_matched(home: Home) -> None:
    library = publish(
        home.library(), [chunk(0, "IL6 and gout in a child"), chunk(1, "asthma, 6 mg"), chunk(2, "croup")]
    )
    found = Retriever(library, RetrieveSettings())("Does gout raise IL-6 in children?", limit=3)
    assert {p.chunk.document: p.terms for p in found.passages} == {
        "d0": ("gout", "il-6"),
        "d1": ("6",),
        "d2": (),
    }
    assert [p.sparse_rank for p in found.passages] == [1, 2, None]


@settings(deadline=None, max_examples=25)
@given(st.lists(QUESTIONS, min_size=1, max_size=5), st.sampled_from(MODES), FILTERS)
def test_a_batch_is_its_questions_one_by_one(
    retriever: Retriever, questions: list[str], mode: Mode, filters: Filters
) -> None:
    one_by_one = [retriever(question, mode, filters, 7) for question in questions]
    assert retriever.batch(questions, mode, filters, 7) == one_by_one


def test_an_empty_batch_is_empty(retriever: Retriever) -> None:
    assert retriever.batch([]) == []


@pytest.mark.parametrize("mode", MODES)
def test_equal_passages_come_in_the_order_of_the_library(home: Home, mode: Mode) -> None:
    library = publish(home.library(), [chunk(n, "gout" if n % 2 else "gout gout") for n in range(40)])
    first = Retriever(library, RetrieveSettings())("gout", mode, limit=30)
    assert Retriever(home.library(), RetrieveSettings())("gout", mode, limit=30).passages == first.passages
    for length in (4, 9):
        alike = [row(p) for p in first.passages if len(p.chunk.body) == length]
        assert alike == sorted(alike)


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Retriever:
    """50,000 passages on one subject, and one of them of another kind, year and source that fits worse than most."""
    home = Home(tmp_path_factory.mktemp("crowd"))
    library = home.library(embeddings={"vectors": {"dimensions": 8}})
    return Retriever(publish(library, many()), RetrieveSettings())


def many() -> Iterator[Chunk]:
    for n in range(50_000):
        if n == 33_333:
            yield chunk(n, "other words before " * 3 + "gout", kind="trial", source="rare", year=1999)
        else:
            yield chunk(n, f"gout w{n % 7}", kind="review", source="s", year=2010 + n % 10)


@pytest.mark.parametrize("fusion", FUSIONS)
@pytest.mark.parametrize("mode", MODES)
def test_one_among_fifty_thousand_is_found(crowd: Retriever, mode: Mode, fusion: str) -> None:
    retriever = Retriever(crowd.library, RetrieveSettings(fusion=fusion))  # type: ignore[arg-type]
    assert "d33333" not in [p.chunk.document for p in retriever("gout", mode, limit=LONGEST).passages]
    search = partial(retriever, "gout", mode)
    for filters in (
        Filters(kinds=("trial",)),
        Filters(sources=("rare",)),
        Filters(documents=("d33333",)),
        Filters(until=2000),
        Filters(since=1990, until=1999, kinds=("trial", "other"), sources=("rare",)),
    ):
        [passage] = search(filters).passages
        assert passage.chunk.document == "d33333"
        assert (passage.dense_rank, passage.sparse_rank) == (1, 1)
    assert search(Filters(kinds=("trial",), since=2000)).passages == ()


@pytest.mark.parametrize("fusion", FUSIONS)
def test_among_filtered_passages_the_best_comes_first(home: Home, fusion: str) -> None:
    """Even where all of them rank behind the depth that a fusion looks at in the whole library."""
    rest = [chunk(n, "gout pain") for n in range(1200)]
    few = [chunk(2000 + n, "asthma " * (9 - n) + "gout", kind="trial") for n in range(9)]
    library = publish(home.library(embeddings={"vectors": {"dimensions": 16}}), [*few, *rest])
    retriever = Retriever(library, RetrieveSettings(fusion=fusion))  # type: ignore[arg-type]
    found = retriever("gout", "hybrid", Filters(kinds=("trial",))).passages
    assert [p.chunk.document for p in found] == [f"d{2000 + n}" for n in reversed(range(9))]
