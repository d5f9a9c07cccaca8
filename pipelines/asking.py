"""A question on its way to an answer, in a thread of its own: it can be listened to, looked at again, and stopped.

A txtai workflow hands on whole results only. So the step `answer` tells its events to the asking that it runs in, and
the shell, the web page and the API all read them here.
"""

from collections.abc import Callable, Iterator
from contextvars import ContextVar
from queue import SimpleQueue
from threading import Event as Flag
from threading import Thread

from pipelines import trouble
from pipelines.errors import VademecumError
from pipelines.events import Event, Found, Judged, Piece, Waiting
from pipelines.schema import Answer, Retrieved, Statement

current: ContextVar["Asking | None"] = ContextVar("current", default=None)


class Asking:
    """One run of `ask`. Its fields grow while it runs; `answer` or `error` is set at its end."""

    def __init__(self, ask: Callable[[], Answer]) -> None:
        self.text = ""
        self.statements: list[Statement] = []
        self.retrieved: Retrieved | None = None
        self.ahead = 0
        self.part = ""  # of the statement that is being written, what was told
        self.answer: Answer | None = None
        self.error: Exception | None = None
        self.stopping = Flag()
        self._ask = ask
        self._events: SimpleQueue[Event | None] = SimpleQueue()
        self._thread = Thread(target=self._run, name="vademecum-asking", daemon=True)
        self._thread.start()

    @property
    def running(self) -> bool:
        """Whether it isn't done yet."""
        return self.answer is None and self.error is None

    def stop(self) -> None:
        """Ends it at the next word; what was finished and judged is kept."""
        self.stopping.set()

    def wait(self, seconds: float | None = None) -> bool:
        """Waits for its end, at most so long; whether it is done."""
        self._thread.join(seconds)
        return not self.running

    def tell(self, event: Event) -> None:
        """What the step `answer` calls."""
        match event:
            case Found(retrieved):
                self.retrieved = retrieved
            case Waiting(ahead):
                self.ahead = ahead
            case Piece(text):
                self.text += text
                self.part += text
            case Judged(statement):
                self.statements.append(statement)
                self.part = ""
        self._events.put(event)

    def events(self) -> Iterator[Event]:
        """Each event as it comes, once; raises what went wrong. Left before its end, it stops the answer."""
        try:
            while (event := self._events.get()) is not None:
                yield event
        finally:
            self.stop()
        if self.error is not None:
            raise self.error

    def _run(self) -> None:
        current.set(self)
        try:
            self.answer = self._ask()
        except Exception as error:  # whoever listens raises it: a thread has nobody to raise it to
            if not isinstance(error, VademecumError):
                trouble.note(error)
            self.error = error
        self._events.put(None)
