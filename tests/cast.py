"""A language model that has a reply for each question, so that one server can show every state of an answer."""

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from txtai.pipeline import Generation

HOLD, FAIL = "{hold}", "{fail}"
ASKED = re.compile(r"[Qq]uestion: ")


class Cast(Generation):  # type: ignore[misc]
    """`llm: {path: cast, method: tests.cast.Cast, replies: {QUESTION: REPLY}, hold: PIPE}`.

    At `{hold}` in a reply it waits until somebody writes to the named pipe, at `{fail}` it fails.
    """

    def __init__(
        self,
        path: str = "cast",
        template: str | None = None,
        replies: Mapping[str, str] | None = None,
        hold: str = "",
        **options: Any,
    ) -> None:
        super().__init__(path, template, **options)
        self.replies = dict(replies or {})
        self.hold = hold

    def stream(self, texts: Any, maxlength: int, stream: bool, stop: Any = None, **options: Any) -> Iterator[str]:
        """The reply for each prompt, word by word."""
        for messages in texts:
            question = ASKED.split(messages[-1]["content"])[-1].strip()
            for piece in re.findall(r"\S+\s*", self.replies.get(question, "A reply that nobody wrote.")):
                if piece.strip() == FAIL:
                    raise RuntimeError("as the script says")
                if piece.strip() == HOLD:
                    Path(self.hold).read_text(encoding="utf-8")
                else:
                    yield piece


class Pipe:
    """The named pipe on which the model waits."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._end: int | None = None  # ours, while it is known that the model waits at the other one
        os.mkfifo(path)

    def settings(self, replies: Mapping[str, str], **changes: Any) -> dict[str, Any]:
        """The `llm:` part of a configuration."""
        fields = {"path": "models/cast", "method": "tests.cast.Cast", "replies": dict(replies)}
        return {**fields, "hold": str(self.path), **changes}

    def held(self) -> bool:
        """Whether the model waits; it does so until `let_go`."""
        with suppress(OSError):  # nobody waits
            self._end = self._end or os.open(self.path, os.O_WRONLY | os.O_NONBLOCK)
        return self._end is not None

    def let_go(self) -> None:
        """Has the model go on; waits until it is held."""
        end = self._end or os.open(self.path, os.O_WRONLY)
        self._end = None
        os.close(end)
