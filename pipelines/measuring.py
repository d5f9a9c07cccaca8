"""Carries out a plan of what to measure, and does so for the web page in a thread of its own, one at a time."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock, Thread
from typing import Any

from pipelines import asked, evaluate, evaluate_answers, evaluations, failures, ground, judged, trouble
from pipelines.application import Vademecum
from pipelines.asked import Asked
from pipelines.draft import Listener
from pipelines.errors import DataError, LibraryBusy, Stopped, VademecumError
from pipelines.evaluate import Evaluation
from pipelines.evaluations import Figure, Kept, Plan
from pipelines.records import Progress
from pipelines.retrieve import Retriever
from pipelines.schema import Mode
from pipelines.significance import randomised

POINTS = 60  # of a curve that is kept

Measure = Callable[[Plan, Listener], Kept]


def measure(plan: Plan, vademecum: Vademecum, config: Mapping[str, Any], listen: Listener) -> Kept:
    """Measures what the plan says; `config` is the contents of config.yml. Raises DataError for a set without sense.

    Nothing is written but the library of a test set, which is built once.
    """
    return _search(plan, vademecum, listen) if plan.task == "search" else _answers(plan, vademecum, config, listen)


def _search(plan: Plan, vademecum: Vademecum, listen: Listener) -> Kept:
    settings, place = vademecum.settings, Path(plan.place)
    if not plan.modes:
        raise DataError("No way to search is chosen. Choose one or more.")
    if plan.place and place.is_file():
        raise DataError(f"{place} is a file; name a folder in BEIR form for the search. Files are for answers.")
    if plan.place:
        tests = ground.of_folder(settings, place, plan.split, True, plan.relevant, plan.limit, listen)
    else:
        tests = ground.of_library(vademecum.library, plan.limit, listen)
    retriever = Retriever(tests.library, settings.retrieve, settings.reranking)
    done = {mode: evaluate.measured(tests, retriever, mode, _telling(listen, mode)) for mode in plan.modes}
    first, generation = next(iter(done.values())), tests.library.open()
    return evaluations.new(
        plan,
        name=tests.name,
        questions=first.questions,
        passages=first.passages,
        seconds=sum(one.seconds for one in done.values()),
        generation=0 if plan.place or generation is None else generation.manifest.number,
        model=generation.manifest.model if generation else "",
        figures={mode: _figures(one) for mode, one in done.items()},
        failures={mode: one.failures for mode, one in done.items()},
        doubt=_doubt(done) if len(done) > 1 else {},
    )


def _telling(listen: Listener, mode: Mode) -> Listener:
    return lambda progress: listen(replace(progress, detail=mode))


def _figures(found: Evaluation) -> dict[str, Figure]:
    return {name: Figure(value, *found.intervals[name], found.questions) for name, value in found.values.items()}


def _doubt(done: Mapping[Mode, Evaluation]) -> dict[str, float]:
    """For each measure the p of the best mode against the next one, question by question."""
    found = {}
    for name in next(iter(done.values())).values:
        best, following = sorted(done.values(), key=lambda one: -one.values[name])[:2]
        found[name] = randomised([best.rows[name][id] - following.rows[name][id] for id in best.rows[name]])
    return found


def _answers(plan: Plan, vademecum: Vademecum, config: Mapping[str, Any], listen: Listener) -> Kept:
    name, asking, questions = _asked(plan, vademecum, config, listen)
    generation = asking.library.open()
    found = evaluate_answers.measured(name, asking, questions, listen)
    points = judged.curve(found.judged)
    return evaluations.new(
        plan,
        name=name,
        questions=len(questions),
        passages=generation.rows if generation else 0,
        seconds=sum(one.answer.seconds for one in found.judged),
        generation=0 if generation is None or asking is not vademecum else generation.manifest.number,
        model=found.model,
        figures={"answers": evaluations.figures(found.summary)},
        failures={"answers": failures.of_answers(found.judged)},
        curve=(*points[: -1 : max(len(points) // POINTS, 1)], *points[-1:]),
    )


def _asked(
    plan: Plan, vademecum: Vademecum, config: Mapping[str, Any], listen: Listener
) -> tuple[str, Vademecum, list[Asked]]:
    """The name of the set, the application that is asked, and the questions."""
    path = Path(plan.place)
    if plan.place and path.is_dir():
        other, questions = evaluate_answers.of_folder(
            dict(config), path, plan.split, plan.relevant, plan.limit, plan.leave_out, listen
        )
        return path.resolve().name, other, questions
    if plan.leave_out:
        raise DataError('Only of a BEIR folder can answers be left out; mark questions with "answerable": false.')
    if plan.place:
        return path.name, vademecum, asked.read(path, vademecum.library.open())[: plan.limit]
    own = ground.of_library(vademecum.library, plan.limit, listen)
    return own.name, vademecum, [Asked(id, text, frozenset(own.qrels[id])) for id, text in own.queries.items()]


@dataclass(frozen=True, slots=True)
class Test:
    """How the last measurement goes, or went; `plan` is None before the first."""

    __test__ = False  # pytest takes classes with such a name for tests

    plan: Plan | None = None
    running: bool = False
    stopping: bool = False
    progress: Progress | None = None
    share: float = 0.0  # of the present stage, 0 to 1
    left: float | None = None  # seconds to the end of the stage; None while nobody can tell
    kept: Kept | None = None
    error: Exception | None = None


class Measuring:
    """Measures for the pages of one server, a plan at a time. Safe between threads.

    `measure(plan, listen)` does the work, and can be another one; what it gives is kept below `library`.
    """

    def __init__(self, measure: Measure, library: Path, clock: Callable[[], float] = time.monotonic) -> None:
        self.test = Test()
        self.library = library
        self.measure = measure
        self._clock = clock
        self._stage = ("", 0.0)  # the present stage and when it began
        self._stop = False
        self._thread: Thread | None = None
        self._lock = Lock()

    def start(self, plan: Plan) -> None:
        """Begins to measure; raises LibraryBusy while another plan is carried out."""
        with self._lock:
            if self.test.running:
                raise LibraryBusy("A test is running already. Wait until it is done, or stop it, then try again.")
            self.test, self._stop, self._stage = Test(plan, running=True), False, ("", 0.0)
            self._thread = Thread(target=self._run, args=(plan,), name="vademecum-measuring", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Has it end at its next step; nothing is kept of it but passages that were encoded."""
        self._stop = True
        with self._lock:
            if self.test.running:
                self.test = replace(self.test, stopping=True)

    def wait(self) -> Test:
        """Returns when it is done: how it went."""
        if self._thread is not None:
            self._thread.join()
        return self.test

    def forget(self) -> None:
        """Clears away how the last one went; what was kept stays."""
        with self._lock:
            if not self.test.running:
                self.test = Test()

    def _run(self, plan: Plan) -> None:
        try:
            kept = self.measure(plan, self._listen)
            evaluations.keep(self.library, kept)
        except Exception as error:  # the page tells it: a thread has nobody to raise it to
            if not isinstance(error, VademecumError):
                trouble.note(error)
            self._end(error=error)
        else:
            self._end(kept=kept)

    def _end(self, kept: Kept | None = None, error: Exception | None = None) -> None:
        with self._lock:
            self.test = replace(self.test, running=False, stopping=False, kept=kept, error=error)

    def _listen(self, progress: Progress) -> None:
        if self._stop:
            raise Stopped("Stopped. Nothing was kept of this test.")
        now = self._clock()
        if self._stage[0] != progress.stage:
            self._stage = (progress.stage, now)
        with self._lock:
            modes = self.test.plan.modes if self.test.plan else ()
            share = _share(progress, modes)
            left = (now - self._stage[1]) * (1 - share) / share if share > 0 and now > self._stage[1] else None
            self.test = replace(self.test, progress=progress, share=share, left=left)


def _share(progress: Progress, modes: tuple[Mode, ...]) -> float:
    """How much of the stage is done; a search goes through the questions once for each mode."""
    share = min(progress.done / progress.total, 1.0) if progress.total else 0.0
    if progress.stage == "searching" and progress.detail in modes:
        return (modes.index(progress.detail) + share) / len(modes)
    return share
