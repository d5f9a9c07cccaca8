"""Batches: texts of like length, and nothing that is right for another anchor of the same batch."""

from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.training.batches import Plan, PlannedBatches
from pipelines.training.pairs import Pair
from pipelines.training.recipes import Batches

LETTER = st.sampled_from("abcdefghijkl")
PAIR = st.builds(
    lambda anchor, positive, negatives: Pair(anchor, positive, tuple(one for one in negatives if one != positive)),
    LETTER.map(str.upper), LETTER, st.lists(LETTER, max_size=2),
)  # fmt: skip
PAIRS = st.lists(PAIR, min_size=1, max_size=60)


@settings(max_examples=200)
@given(PAIRS, st.integers(2, 6), st.integers(0, 3), st.sampled_from(["length", "titles"]))
def test_no_text_of_a_batch_is_right_for_another_of_its_anchors(
    pairs: list[Pair], batch: int, epoch: int, batches: Batches
) -> None:
    plan = Plan(pairs, batch, tokens=32, seed=1, batches=batches)
    right = {pair.anchor: {one.positive for one in pairs if one.anchor == pair.anchor} for pair in pairs}
    found = plan.epoch(epoch)
    assert len(found) == len(plan)
    assert all(1 <= len(rows) <= batch for rows in found)
    for rows in found:
        anchors = [pairs[row].anchor for row in rows]
        assert len(set(anchors)) == len(anchors)
        for row in rows:
            others = set().union(*(right[pairs[other].anchor] for other in rows if other != row), set())
            assert not others & {pairs[row].positive, *pairs[row].negatives}


@given(PAIRS, st.integers(2, 6))
def test_an_epoch_takes_an_anchor_once_and_in_time_all_its_rows(pairs: list[Pair], batch: int) -> None:
    plan = Plan(pairs, batch, tokens=32, seed=1)
    for epoch in range(3):
        anchors = [pairs[row].anchor for rows in plan.epoch(epoch) for row in rows]
        assert len(set(anchors)) == len(anchors)
    assert plan.epoch(2) == Plan(pairs, batch, tokens=32, seed=1).epoch(2)


def test_in_time_every_passage_of_an_anchor_is_trained_on() -> None:
    pairs = [Pair("A", str(number)) for number in range(5)] + [Pair("B", "b")]
    plan = Plan(pairs, 2, tokens=32, seed=0)
    assert {row for epoch in range(5) for rows in plan.epoch(epoch) for row in rows} == set(range(6))


def test_batches_are_of_like_length() -> None:
    lengths = [1 + 97 * number % 400 for number in range(400)]  # all from 1 to 400, mixed
    pairs = [Pair(f"question {n}", f"{n} " + "x" * length) for n, length in enumerate(lengths)]
    for rows in Plan(pairs, 10, tokens=1000, seed=0).epoch(0):
        found = [lengths[row] for row in rows]
        assert max(found) - min(found) < 12


def test_the_order_changes_from_epoch_to_epoch_and_none_is_left_out() -> None:
    sampler = PlannedBatches(Plan([Pair(f"q{n}", f"p{n}") for n in range(50)], 8, tokens=8, seed=0))
    first = list(sampler)
    sampler.set_epoch(1)
    second = list(sampler)
    assert first != second
    assert sorted(row for rows in second for row in rows) == list(range(50))
    assert len(sampler) == len(first) == 7


def test_batches_of_titles_hold_the_passages_of_a_page_and_of_like_pages() -> None:
    named = ["Acute myeloid leukemia", "Mumps", "Psoriatic arthritis", "Chronic myeloid leukemia", "Juvenile arthritis"]
    pairs = [Pair(f"{part} of {title}", f"{title}\n{part} ...") for part in ("Signs", "Causes") for title in named]
    plan = Plan(pairs, 4, tokens=32, seed=0, batches="titles")
    found = [{pairs[row].positive.partition("\n")[0] for row in rows} for rows in plan.epoch(0)]
    for like in ("myeloid leukemia", "arthritis"):
        assert {title for title in named if like in title} in found


def test_passages_without_titles_are_batched_by_length_all_the_same() -> None:
    pairs = [Pair(f"question {n}", f"{n} " + "x" * (1 + 97 * n % 400)) for n in range(400)]
    assert Plan(pairs, 10, 1000, 0, "titles").epoch(0) == Plan(pairs, 10, 1000, 0, "length").epoch(0)
