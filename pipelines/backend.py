"""What runs a language model, as `model.Model` sees it."""

from collections.abc import Collection, Iterator, Sequence
from math import ceil
from threading import Event
from typing import Any, Protocol

from pipelines.config import LlmSettings

Message = dict[str, str]  # role (system, user or assistant) and content


class Backend(Protocol):
    """A model that is loaded."""

    window: int  # tokens of prompt and answer together
    exclusive: bool  # whether it bears one generation at a time
    marks: Collection[str]  # texts that its tokenizer takes for control tokens
    memory: int  # bytes it takes on this machine, as far as we know

    def count(self, messages: Sequence[Message]) -> int:
        """Tokens of the chat prompt that these messages make."""

    def run(self, messages: Sequence[Message], most: int, halt: Event) -> Iterator[str]:
        """Pieces of an answer of at most so many tokens; ends soon after `halt` is set."""

    def explain(self, error: Exception) -> str:
        """An error of `run` in one line with its remedy; empty when it isn't known."""


class Plain:
    """Any of txtai's Generation classes: its tokenizer is unknown, so tokens are estimated, rather too many."""

    exclusive = False
    marks: Collection[str] = ()
    memory = 0

    def __init__(self, generation: Any, settings: LlmSettings) -> None:
        self._generation = generation
        self.window = settings.n_ctx

    def count(self, messages: Sequence[Message]) -> int:
        return estimate(messages)

    def run(self, messages: Sequence[Message], most: int, halt: Event) -> Iterator[str]:
        yield from self._generation(list(messages), most, True, None, "user", False)

    def explain(self, error: Exception) -> str:
        return ""


def estimate(messages: Sequence[Message]) -> int:
    """A token for every three bytes, and eight a message for what stands around it."""
    return sum(8 + ceil(len(message["content"].encode("utf-8", "replace")) / 3) for message in messages)


def merged(messages: Sequence[Message]) -> list[Message]:
    """The messages for a model that knows no role "system": that text stands before the first question."""
    first, second, *rest = messages
    return [{**second, "content": f"{first['content']}\n\n{second['content']}"}, *rest]
