"""One queue before the language model: first come, first served, each told how many are ahead."""

import threading
from collections import deque
from collections.abc import Callable

from pipelines.errors import Stopped

GLANCE = 0.05  # seconds between two looks at an event that somebody else may set


def nobody(ahead: int) -> None:
    """Is told the place in the queue, and passes over it."""


class Turns:
    """Gives the one turn there is to whoever has waited longest."""

    def __init__(self) -> None:
        self._line: deque[object] = deque()  # the first one has the turn
        self._moved = threading.Condition()

    def take(self, stop: threading.Event, waiting: Callable[[int], None] = nobody) -> Callable[[], None]:
        """Waits for a turn and returns what gives it back; calling that again does nothing.

        `waiting` is called with the number of those ahead, at once and whenever it changes, last with 0. Raises
        Stopped when `stop` is set first.
        """
        ticket, told = object(), -1
        with self._moved:
            self._line.append(ticket)
        try:
            while told != 0:
                with self._moved:
                    if self._line.index(ticket) == told:
                        self._moved.wait(GLANCE)
                    ahead = self._line.index(ticket)
                if stop.is_set():
                    raise Stopped("Stopped before it was its turn.")
                if ahead != told:
                    waiting(ahead)
                    told = ahead
        except BaseException:
            self._leave(ticket)
            raise
        return lambda: self._leave(ticket)

    def _leave(self, ticket: object) -> None:
        with self._moved:
            if ticket in self._line:
                self._line.remove(ticket)
            self._moved.notify_all()
