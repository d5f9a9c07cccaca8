"""The questions of a test that went worst, to look at one by one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipelines.ground import Ground
from pipelines.judged import Judged
from pipelines.measures import mean

MOST = 20
BY, THEN = "nDCG@10", "MAP@100"  # what the search is judged by; among equals what decides


@dataclass(frozen=True, slots=True)
class Failure:
    """A question, how well it went (0 to 1), and what of it is known."""

    question: str
    value: float
    expected: str = ""  # title of a passage that is right
    found: str = ""  # title of the passage found first
    rank: int = 0  # of the first right passage; 0 where none was found
    fault: str = ""  # of an answer: refused, invented, cited


def of_search(
    ground: Ground, run: Mapping[str, Sequence[str]], rows: Mapping[str, Mapping[str, float]]
) -> tuple[Failure, ...]:
    """The questions with the lowest nDCG@10, lowest first; a perfect one is none of them."""
    values, further = rows[BY], rows[THEN]
    worst = sorted((id for id in values if values[id] < 1), key=lambda id: (values[id], further[id]))
    return tuple(_searched(ground, id, run.get(id, ()), values[id]) for id in worst[:MOST])


def _searched(ground: Ground, id: str, found: Sequence[str], value: float) -> Failure:
    right = ground.qrels[id]
    rank = next((place for place, passage in enumerate(found, 1) if passage in right), 0)
    expected = found[rank - 1] if rank else max(right, key=lambda passage: right[passage])
    first = ground.titles.get(found[0], "") if found else ""
    return Failure(ground.queries[id], value, ground.titles.get(expected, ""), first, rank)


def of_answers(judged: Sequence[Judged]) -> tuple[Failure, ...]:
    """The questions answered worst: refused or answered wrongly, then by support and right citations."""
    told = [_answered(one) for one in judged]
    return tuple(sorted((one for one in told if one.value < 1), key=lambda one: one.value)[:MOST])


def _answered(one: Judged) -> Failure:
    values = one.values
    if values.get("refused though answerable") or values.get("answered though not"):
        fault = "refused" if one.asked.answerable else "invented"
        return Failure(one.asked.question, 0.0, fault=fault)
    known = [values[name] for name in ("supported", "citation precision", "relevant cited") if name in values]
    return Failure(one.asked.question, mean(known) if known else 1.0, fault="cited")
