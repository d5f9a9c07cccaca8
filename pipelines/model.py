"""The language model as the answerer uses it: one queue, pieces of text, stop and a time limit."""

import atexit
import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from pipelines import trouble
from pipelines.backend import Backend, Message, Plain
from pipelines.config import LlmSettings
from pipelines.errors import ModelError, Stopped, TimedOut, VademecumError
from pipelines.llm import Local
from pipelines.neutral import neutral
from pipelines.thinking import spoken
from pipelines.turns import GLANCE, Turns, nobody

END = None  # behind the last piece
FAREWELL = 5.0  # seconds that a generation has to end when the program does


class Model:
    """The configured language model, loaded at its first use.

    Every message is made neutral on its way in (`neutral.py`), so no control token can come from a document.
    """

    def __init__(self, llm: Any, settings: LlmSettings, offline: bool = False) -> None:
        self.settings = settings
        self.name = settings.path.rstrip("/").rsplit("/", 1)[-1]  # what answers show
        self._generation = llm.generator
        self._turns = Turns()
        self._loading = threading.Lock()
        self._backend: Backend | None = None
        if isinstance(self._generation, Local):
            self._generation.configure(settings, offline)

    def load(self) -> None:
        """Makes the model ready; ModelError with one line and its remedy when that can't be."""
        with self._loading:
            if self._backend is None:
                try:
                    self._backend = self._open()
                except VademecumError:
                    raise
                except Exception as error:
                    raise self._unforeseen(error) from error

    def _open(self) -> Backend:
        if isinstance(self._generation, Local):
            return self._generation.backend
        return Plain(self._generation, self.settings)

    @property
    def backend(self) -> Backend:
        """What runs the model, loaded."""
        self.load()
        assert self._backend is not None
        return self._backend

    @property
    def window(self) -> int:
        """Tokens of prompt and answer together."""
        return self.backend.window

    def neutral(self, text: str) -> str:
        """The text as the model is given it."""
        return neutral(text, self.backend.marks)

    def count(self, messages: Sequence[Message]) -> int:
        """Tokens of the chat prompt that these messages make."""
        return self.backend.count(self._neutral(messages))

    def _neutral(self, messages: Sequence[Message]) -> list[Message]:
        return [{**message, "content": self.neutral(message["content"])} for message in messages]

    def stream(
        self,
        messages: Sequence[Message],
        most: int,
        stop: threading.Event,
        waiting: Callable[[int], None] = nobody,
    ) -> Iterator[str]:
        """Waits its turn, then gives the answer piece by piece, thinking left out.

        `most` is the longest answer in tokens; `waiting` is told how many are ahead. Raises Stopped when `stop` is set,
        TimedOut after `llm.seconds`, ModelError when the model fails.
        """
        leave = self._turns.take(stop, waiting)
        try:
            run = _Run(self, messages, most)
            run.start(leave)
        except BaseException:
            leave()
            raise
        try:
            yield from spoken(run.pieces(stop))
        finally:
            run.halt.set()
            if not run.holds:
                leave()

    def _unforeseen(self, error: Exception) -> ModelError:
        """An error as one line; its own text may quote the prompt, so only kind and place are told."""
        if isinstance(error, MemoryError):
            return ModelError(f"There is no memory left for {self.name}. Take a smaller one, or lower llm.n_ctx.")
        return ModelError(
            f"The language model {self.name} failed: {trouble.place(error)}. See what is wrong with: vademecum doctor"
        )


class _Run:
    """One generation, in a thread of its own, so that a stuck model holds nobody."""

    def __init__(self, model: Model, messages: Sequence[Message], most: int) -> None:
        self.halt = threading.Event()
        self.holds = True  # whether the turn stays taken until the model itself is free
        self._model = model
        self._messages = messages
        self._most = most
        self._limit = model.settings.seconds
        self._ends: float | None = None  # on the monotonic clock; set once the model is loaded
        self._out: queue.SimpleQueue[str | Exception | None] = queue.SimpleQueue()

    def start(self, leave: Callable[[], None]) -> None:
        """Starts the thread, which gives the turn back when it ends."""
        thread = threading.Thread(target=self._generate, args=(leave,), name="generation", daemon=True)
        _running[thread] = self.halt
        thread.start()

    def _generate(self, leave: Callable[[], None]) -> None:
        outcome: Exception | None = END
        try:
            backend = self._model.backend
            self.holds = backend.exclusive
            self._ends = time.monotonic() + self._limit
            messages = self._model._neutral(self._messages)
            room = self._room(backend, messages)
            for piece in backend.run(messages, min(self._most, room), self.halt):
                self._out.put(piece)
                if self.halt.is_set():
                    break
                if self._late():
                    raise self._timed_out()
        except VademecumError as error:
            outcome = error
        except Exception as error:
            outcome = self._explained(error)
        finally:
            leave()
            self._out.put(outcome)
            _running.pop(threading.current_thread(), None)

    def _room(self, backend: Backend, messages: Sequence[Message]) -> int:
        """Tokens that are left for the answer, at least one."""
        tokens = backend.count(messages)
        if tokens < backend.window:
            return backend.window - tokens
        raise ModelError(
            f"The prompt has {tokens:,} tokens, and {self._model.name} has room for {backend.window:,} with the "
            "answer. Ask a shorter question, or raise llm.n_ctx."
        )

    def _explained(self, error: Exception) -> ModelError:
        backend = self._model._backend
        known = backend.explain(error) if backend else ""
        return ModelError(known) if known else self._model._unforeseen(error)

    def pieces(self, stop: threading.Event) -> Iterator[str]:
        """What the thread hands over, until it ends, is stopped, or has taken too long."""
        while True:
            if stop.is_set():
                raise Stopped("Stopped.")
            try:
                piece = self._out.get(timeout=GLANCE)
            except queue.Empty:
                if self._late():
                    raise self._timed_out() from None
                continue
            if isinstance(piece, Exception):
                raise piece
            if piece is END:
                return
            yield piece

    def _late(self) -> bool:
        return self._ends is not None and time.monotonic() > self._ends

    def _timed_out(self) -> TimedOut:
        return TimedOut(
            f"{self._model.name} was not done after {self._limit:g} seconds (llm.seconds). Ask again with a shorter "
            "question, raise llm.seconds, or take a smaller model."
        )


_running: dict[threading.Thread, threading.Event] = {}  # generations under way, and what ends each


@atexit.register
def _end_all() -> None:
    """Ends what still runs: the interpreter can't be taken down while llama.cpp computes."""
    running = dict(_running)
    for halt in running.values():
        halt.set()
    for thread in running:
        thread.join(FAREWELL)
