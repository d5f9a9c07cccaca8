"""What fits into a language model's context: the question, room for the answer, and the best passages."""

from collections.abc import Sequence
from typing import Protocol

from pipelines import prompts
from pipelines.schema import Passage

SHARE = 4  # at most a quarter of the context is kept for the answer


class Counter(Protocol):
    """What is asked of a model here."""

    @property
    def window(self) -> int:
        """Tokens of its context."""
        ...

    def count(self, messages: Sequence[prompts.Message]) -> int:
        """Tokens of these messages, by its own tokenizer."""
        ...


def room(model: Counter, maxlength: int) -> int:
    """Tokens kept for the answer."""
    return min(maxlength, model.window // SHARE)


def fit(model: Counter, question: str, passages: Sequence[Passage], sentences: int, most: int) -> tuple[Passage, ...]:
    """The best passages that fit beside the question with `most` tokens left; the weakest go first. May be none."""
    kept = tuple(passages)
    while kept and model.count(prompts.answer(question, kept, sentences)) + most > model.window:
        kept = kept[:-1]
    return kept
