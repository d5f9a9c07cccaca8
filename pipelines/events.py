"""What an answer tells of itself while it is being made: Found, then Waiting, then Pieces and Judged statements."""

from collections.abc import Callable
from dataclasses import dataclass

from pipelines.schema import Retrieved, Statement


@dataclass(frozen=True, slots=True)
class Found:
    """The search is done: these passages stay, whatever becomes of the answer."""

    retrieved: Retrieved


@dataclass(frozen=True, slots=True)
class Waiting:
    """So many answers are ahead of this one at the language model; 0 when its turn has come."""

    ahead: int


@dataclass(frozen=True, slots=True)
class Piece:
    """More text of the answer: all pieces of a finished answer, joined, are `Answer.text`."""

    text: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A statement is finished and was judged; in strict mode it may not become a part of the answer."""

    statement: Statement


Event = Found | Waiting | Piece | Judged
Tell = Callable[[Event], None]


def nobody(event: Event) -> None:
    """Listens to nothing."""
