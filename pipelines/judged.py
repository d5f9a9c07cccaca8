"""How good an answer is, question by question: measures of its citations, statements and refusals, each 0 to 1.

Citations are measured as ALCE does (Gao et al. 2023, "Enabling large language models to generate text with citations"),
with two differences. There, citation recall is the share of statements that cite something and are entailed by all they
cite, judged by an NLI model; here the verifier's own state "supported" is taken for that, so a fault of the verifier is
one of the measure. There, citation precision is the share of citations that are needed: their statement is
supported, and they support it alone or the others don't without them. Here the questions come with their passages, so a
citation is right when it points to a relevant one: that is stricter, as it asks for the right document too, and less
strict, as it doesn't ask whether the citation was needed. Answers without statements count in neither.

A measure is absent (not 0) where it has no sense: an answer without citations has no precision.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from pipelines.asked import Asked
from pipelines.measures import interval, mean
from pipelines.schema import Answer, Citation, Support

STATES: tuple[Support, ...] = get_args(Support)
MEASURES = (
    "citation precision",
    "citation recall",
    "relevant cited",
    *STATES,
    "answered",
    "refused though answerable",
    "answered though not",
    "seconds",
)


@dataclass(frozen=True, slots=True)
class Judged:
    """A question with its answer and the values of the measures that have sense for it."""

    asked: Asked
    answer: Answer
    values: Mapping[str, float]

    def row(self) -> dict[str, Any]:
        """What is written down of it, one line of JSON."""
        return {
            "id": self.asked.id,
            "question": self.asked.question,
            "answerable": self.asked.answerable,
            "answered": bool(self.answer.statements),
            "evidence": round(self.answer.evidence, 4),
            "model": self.answer.model,
            "values": {name: round(value, 4) for name, value in self.values.items()},
            "relevant": sorted(self.asked.relevant),
            "statements": [
                {
                    "text": statement.text,
                    "support": statement.support,
                    "reason": statement.reason,
                    "citations": [
                        {"chunk": citation.chunk, "relevant": relevant(citation, self.asked)}
                        for citation in statement.citations
                    ],
                }
                for statement in self.answer.statements
            ],
        }


def judge(asked: Asked, answer: Answer) -> Judged:
    """The measures of one answer."""
    values: dict[str, float] = {"seconds": answer.seconds}
    statements = answer.statements  # none: it abstained, or ended before the first
    if asked.answerable:
        values["answered"] = float(bool(statements))
        values["refused though answerable"] = float(not statements)
    else:
        values["answered though not"] = float(bool(statements))
    if statements:
        for state in STATES:
            values[state] = mean([float(statement.support == state) for statement in statements])
        values["citation recall"] = mean(
            [float(statement.support == "supported" and bool(statement.citations)) for statement in statements]
        )
        right = [relevant(citation, asked) for statement in statements for citation in statement.citations]
        if asked.relevant:
            values["relevant cited"] = float(any(right))
            if right:
                values["citation precision"] = mean([float(one) for one in right])
    return Judged(asked, answer, values)


def relevant(citation: Citation, asked: Asked) -> bool:
    """Whether a citation points to a passage or document that answers the question."""
    return bool({citation.chunk, citation.document, citation.title} & asked.relevant)


def summary(judged: Sequence[Judged]) -> dict[str, dict[str, float]]:
    """For each measure the mean over the questions that have it, its 95 % bootstrap interval, and their number."""
    found = {}
    for name in MEASURES:
        values = [one.values[name] for one in judged if name in one.values]
        if values:
            low, high = interval(values)
            found[name] = {"mean": mean(values), "low": low, "high": high, "questions": float(len(values))}
    return found


def curve(judged: Sequence[Judged]) -> list[tuple[float, float, float]]:
    """(threshold, share of the answerable answered, share of the unanswerable answered), by the evidence alone."""
    yes = [one.answer.evidence for one in judged if one.asked.answerable]
    no = [one.answer.evidence for one in judged if not one.asked.answerable]
    if not yes or not no:
        return []
    levels = sorted({0.0, *yes, *no, 1.01})
    return [
        (level, mean([float(one >= level) for one in yes]), mean([float(one >= level) for one in no]))
        for level in levels
    ]
