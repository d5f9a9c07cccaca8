"""The answer by quotes: the few sentences of the passages that answer the question best, word for word.

It needs no language model. Each sentence is its own evidence.
"""

import re
from collections.abc import Sequence

import numpy as np

from pipelines.candidates import Candidate, candidates
from pipelines.config import AnswerSettings
from pipelines.encoder import Vectors
from pipelines.generation import Generation
from pipelines.quote import quote
from pipelines.schema import Retrieved, Statement
from pipelines.words import words

ALIKE = 0.7  # share of a sentence's words that one which repeats it may not fall short of
NEAR = 0.72  # a sentence is taken when its score is at least this share of the best one's
QUOTED = "quoted word for word"
PIECE = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+|[<>≤≥±%/]|[-−](?=\d)")  # what tells two sentences apart
TURN = re.compile(r"\b(?:not|no|never|nor|without|cannot|contraindicated|avoid|unless|except|only)\b|n['’]t\b")


def extract(generation: Generation, retrieved: Retrieved, settings: AnswerSettings) -> tuple[Statement, ...]:
    """Quotes with their citations; none where the passages hold nothing that can be quoted."""
    return _statements(generation, _choose(generation, retrieved, settings))


def _choose(generation: Generation, retrieved: Retrieved, settings: AnswerSettings) -> list[Candidate]:
    """The best sentences that don't repeat each other, in the order of their passages and of the text."""
    found = list(candidates(retrieved.passages[: settings.passages]))
    if not found:
        return []
    scores = _scores(generation, retrieved.question, found)
    chosen: list[Candidate] = []
    for i in np.argsort(-scores, kind="stable"):
        candidate = found[i]
        if len(chosen) == settings.sentences or scores[i] < NEAR * scores.max():
            break
        if not any(candidate.overlaps(other) or _repeats(candidate, other) for other in chosen):
            chosen.append(candidate)
    # The passage that holds the best comes first, and in a passage what stands first.
    places = list(dict.fromkeys(candidate.rank for candidate in chosen))
    return sorted(chosen, key=lambda c: (places.index(c.rank), c.start))


def _scores(generation: Generation, question: str, found: Sequence[Candidate]) -> Vectors:
    """How well each sentence answers, shape (found,).

    Nearness in meaning of the sentence under its title, the share of the question's rare words that sentence, title and
    heading hold, and a little for the passage's rank.
    """
    texts = [
        "\n".join(
            part for part in (c.passage.chunk.title, c.passage.chunk.section, c.passage.chunk.context, c.text) if part
        )
        for c in found
    ]
    vectors = generation.encode([question, *texts])
    cosine = vectors[1:] @ vectors[0]
    asked = {term: generation.rarity(term) for term in words(question)}
    total = sum(asked.values()) or 1.0
    covered = np.array(
        [
            sum(asked[term] for term in asked.keys() & (c.terms | set(words(text)))) / total
            for c, text in zip(found, texts, strict=True)
        ]
    )
    rank = np.array([1 / (1 + c.rank) for c in found])
    return np.asarray(0.6 * cosine + 0.3 * covered + 0.1 * rank, dtype=np.float32)


def _repeats(candidate: Candidate, other: Candidate) -> bool:
    """Whether a sentence says nothing that the other one doesn't: it leaves out a few of its words, and no "not".

    Another word, or another order, can be the opposite: "reduce" for "increase", 5 mcg for 5 mg, before or after meals.
    A row stands under its header: 5 mg of one drug is not 5 mg of another.
    """
    mine, others = (PIECE.findall(one.text.lower()) for one in (candidate, other))
    if candidate.passage.chunk.context != other.passage.chunk.context or _turns(candidate) != _turns(other):
        return False
    rest = iter(others)
    return len(mine) >= ALIKE * len(others) and all(piece in rest for piece in mine)


def _turns(candidate: Candidate) -> set[str]:
    return set(TURN.findall(candidate.text.lower()))


def _statements(generation: Generation, chosen: Sequence[Candidate]) -> tuple[Statement, ...]:
    """One statement a sentence; passages are numbered in the order in which they are cited."""
    numbers: dict[str, int] = {}
    statements = []
    for candidate in chosen:
        chunk = candidate.passage.chunk
        number = numbers.setdefault(chunk.id, len(numbers) + 1)
        citation = quote(generation, chunk, number, candidate.start, candidate.end)
        # Rows say little without the table's header.
        text = f"{chunk.context.strip()}\n{candidate.text}" if chunk.context else candidate.text
        statements.append(Statement(text, (citation,), "supported", QUOTED))
    return tuple(statements)
