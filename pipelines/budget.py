"""What fits into a language model's context: the question, room for the answer, and the best passages."""

from collections.abc import Sequence

from pipelines import prompts
from pipelines.model import Model
from pipelines.schema import Passage

SHARE = 4  # at most a quarter of the context is kept for the answer


def room(model: Model, maxlength: int) -> int:
    """Tokens kept for the answer."""
    return min(maxlength, model.window // SHARE)


def fit(model: Model, question: str, passages: Sequence[Passage], sentences: int, most: int) -> tuple[Passage, ...]:
    """The best passages that fit beside the question with `most` tokens left; the weakest go first. May be none."""
    kept = tuple(passages)
    while kept and model.count(prompts.answer(question, kept, sentences)) + most > model.window:
        kept = kept[:-1]
    return kept
