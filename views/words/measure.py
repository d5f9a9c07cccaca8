"""The words of the page Measure."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

from pipelines.evaluations import Figure, Kept, Plan, Task
from pipelines.failures import Failure
from pipelines.records import Progress
from pipelines.schema import Mode
from views.words import ask, common

INTRO = "How well does the search find what answers a question, and how good are the answers? A test set tells."
WHAT = "What"
TASKS: Mapping[str, Task] = MappingProxyType({"Search": "search", "Answers": "answers"})
SET = "Test set"
OWN = "Your library's titles and headings"
OTHER = "A folder or file on this computer"
FOLDER = "Folder in BEIR form, or for answers a file of questions"
FOLDER_EXAMPLE = "/home/you/medquad-dev"
MODES = "Modes"
NAMES: Mapping[str, str] = MappingProxyType({mode: name for name, mode in ask.MODES.items()})
SPLIT = "Judgements (split)"
RELEVANT = "A passage is right from judgement"
LIMIT = "Only the first so many questions"
ALL = "all"
LEAVE_OUT = "Share of questions whose documents are left out, in %"
LEAVE_OUT_MORE = (
    "Of a folder only. These questions have no answer then, so it shows whether the library says so. A folder without "
    "some of its passages is encoded anew."
)
RUN, STOP = "Run the test", "Stop"
DONE = "The test is done. Its figures are below."
OWN_EASY = (
    "These questions are the titles and headings of your documents. They are searched with the text, so this is an "
    "easy test: use it to compare modes and versions, not to judge how well other questions are answered."
)
NOT_RUN = "No test has been run yet."
NOT_RUN_SET = "This set has not been measured yet."
NOT_RUN_MORE = (
    "Run one on a folder in BEIR form, or on the titles and headings of your library. 2,625 questions in three modes "
    "take a minute or two. A new folder is encoded first, once: about 3 minutes for 10,000 passages."
)
NO_PLACE = "Name a folder first."
STARTING = "Starting..."
STOPPING = "Stopping..."
STOPPED = "Stopped."
STOPPED_MORE = "Nothing was kept of this test. Passages that were encoded are kept for the next one."
GONE = "That run is no longer on this computer. The last one is shown."
RUNS = "Run"
METRIC = "Judge by"
METRICS: Mapping[str, str] = MappingProxyType(
    {
        "nDCG@10": "How high the right passages stand among the first ten. 1 is perfect.",
        "accuracy@1": "How often the first passage is a right one.",
        "recall@10": "How many of the right passages are among the first ten.",
        "MRR@10": "1 divided by the place of the first right passage, 0 after the tenth.",
        "MAP@100": "How high all the right passages stand among the first hundred.",
    }
)
CSV = "Download CSV"
COLUMNS = ("Mode", *METRICS)
INTERVAL = "95 % interval"
ANSWER_COLUMNS = ("Measure", "Mean", INTERVAL, "Questions")
ANSWER_MEASURES: Mapping[str, str] = MappingProxyType(
    {
        "supported": "Statements supported",
        "unsupported": "Statements unsupported",
        "not checked": "Statements not checked",
        "citation precision": "Citations that are right",
        "citation recall": "Statements cited and supported",
        "relevant cited": "A right passage is cited",
        "answered": "Answered, of those with an answer",
        "answered though not": "Answered, of those without",
    }
)
TASK_TITLE = "the answers"
CURVE = "When it says no"
CURVE_MORE = (
    "Each point is a threshold of the evidence. Better is higher and further left: more questions answered that have "
    "an answer here, and fewer that have none."
)
CURVE_X, CURVE_Y = "answered, of those without an answer here", "answered, of those with an answer here"
CURVE_COLUMNS = ("Evidence from", "Answered, with an answer here", "Answered, without")
NO_CURVE = (
    "Every question of this test has an answer in the documents, so it can't show whether the library says no rightly. "
    'Leave some documents of a folder out, or mark questions in a file with "answerable": false.'
)
WORST = "Where it fails"
WORST_MORE = "The worst questions, worst first. A question opens in Ask."
ELSEWHERE = "Ask searches your own library, not the passages of this test set."
PERFECT = "No question went wrong."
_FAULTS = MappingProxyType(
    {"refused": "Not answered, though a passage answers it.", "invented": "Answered, though no passage answers it."}
)
_STAGES = MappingProxyType(
    {"reading": "Reading passages", "encoding": "Encoding passages", "building": "Building the index"}
)


def known(name: str, split: str) -> str:
    """A set measured before: "medquad-dev, dev"; a file of questions has no splits."""
    return name if Path(name).suffix == ".jsonl" else f"{name}, {split}"


def options(number: int) -> str:
    return f"Options: {number or 'none'}{' set' if number else ''}"


def naming(plan: Plan | None) -> str:
    """What is being measured: "medquad-dev, dev"."""
    return known(Path(plan.place).name, plan.split) if plan and plan.place else OWN


def begun(plan: Plan | None) -> str:
    return f"The test has begun: {naming(plan)}."


def going(progress: Progress, left: float | None, modes: int) -> str:
    """ "Both: question 900 of 2,625, about 30 s left." """
    rest = f", about {lasted(left)} left" if left is not None else ""
    if progress.stage == "answering":  # one at a time: told is the one that is being answered
        return f"Question {min(progress.done + 1, progress.total):,} of {progress.total:,}{rest}."
    if progress.stage == "searching":
        mode = NAMES.get(progress.detail, "")
        head = f"{mode}: question" if mode and modes > 1 else "Question"
        return f"{head} {progress.done:,} of {progress.total:,}{rest}."
    stage = _STAGES.get(progress.stage, STARTING)
    once = " This is done once for each folder." if progress.stage == "encoding" else ""
    return f"{stage}: {progress.done:,} of {progress.total:,}{rest}.{once}"


def lasted(seconds: float) -> str:
    """ "30 s", "4 min", "2 h"."""
    if seconds < 90:
        return f"{max(round(seconds), 1)} s"
    return f"{round(seconds / 60)} min" if seconds < 5400 else f"{round(seconds / 3600)} h"


def last(kept: Kept) -> str:
    """ "Last run 20 Nov 2026, 2,625 questions, 10,075 passages, 41 s." """
    facts = [
        common.count(kept.questions, "question"),
        common.count(kept.passages, "passage"),
        lasted(kept.seconds),
    ]
    judged = f" Right from judgement {kept.plan.relevant}." if kept.plan.relevant > 1 else ""
    left = f" Documents of {percent(kept.plan.leave_out)} of the questions left out." if kept.plan.leave_out else ""
    return f"Last run {common.day(kept.ended)}, {', '.join(facts)}. {by(kept)}{judged}{left}"


def by(kept: Kept) -> str:
    return f"Searched with {kept.model}." if kept.plan.task == "search" else f"Answered by {kept.model}."


def run(kept: Kept) -> str:
    """A run in a list: "20 Nov 2026 14:02, 2,625 questions"."""
    when = datetime.fromisoformat(kept.ended).astimezone()
    return f"{common.day(kept.ended)} {when:%H:%M}, {common.count(kept.questions, 'question')}"


def outdated(then: int, now: int) -> str:
    return f"Measured on library version {then}; the library is now at {now}."


def other_model(then: str, now: str) -> str:
    return f"Measured with {then}; the search model is now {now}."


def figure(one: Figure) -> str:
    """ "0.878 (0.868 to 0.888)"."""
    return f"{one.mean:.3f} ({interval(one)})"


def interval(one: Figure) -> str:
    return f"{one.low:.3f} to {one.high:.3f}"


def best(kept: Kept, metric: str) -> tuple[str, str]:
    """The sentence in bold, and how sure it is: "Best: Both, nDCG@10 0.878 (0.868 to 0.888)." """
    ranked = kept.ranked(metric)
    name, first = NAMES[ranked[0][0]], f"{metric} {figure(ranked[0][1])}."
    if len(ranked) == 1:
        return f"{name}: {first}", ""
    following = NAMES[ranked[1][0]]
    doubt = kept.doubt.get(metric, 1.0)
    if doubt < 0.05:
        told = f"p {doubt:.3f}" if doubt >= 0.001 else "p below 0.001"
        return f"Best: {name}, {first}", f"It is ahead of {following} by more than chance ({told})."
    return f"Best: {name}, {first}", f"{following} may be as good: the difference can be chance (p {doubt:.2f})."


def answers(figures: Mapping[str, Figure]) -> str:
    """ "92 % of the statements are supported (90 to 94 %), 71 % of the citations are right." """
    said = []
    if "supported" in figures:
        one = figures["supported"]
        share, between = percent(one.mean), f"{100 * one.low:.0f} to {percent(one.high)}"
        said.append(f"{share} of the statements are supported ({between})")
    if "citation precision" in figures:
        said.append(f"{percent(figures['citation precision'].mean)} of the citations are right")
    if "answered" in figures:
        said.append(f"{percent(figures['answered'].mean)} of the questions with an answer are answered")
    if "answered though not" in figures:
        said.append(f"{percent(figures['answered though not'].mean)} of those without are answered all the same")
    return common.sentence(", ".join(said))


def percent(share: float) -> str:
    """ "92 %", in one piece."""
    return f"{100 * share:.0f}\N{NO-BREAK SPACE}%"


def chart(title: str, rows: list[tuple[str, Figure]]) -> str:
    """What a chart shows, for those who don't see it."""
    return f"Bar chart of {title}: {'; '.join(f'{name} {figure(one)}' for name, one in rows)}."


def curve(points: int) -> str:
    return f"Line chart: {CURVE_Y}, against {CURVE_X}, at {points} thresholds. The table below holds the same."


def failure(one: Failure, mode: Mode | str) -> str:
    """What went wrong with a question."""
    if one.fault:
        cited = f"Support and right citations together {one.value:.2f}."
        return _FAULTS.get(one.fault, cited)
    place = f"place {one.rank}" if one.rank else "not among the first 100"
    first = f" Found first: {one.found.rstrip('.')}." if one.rank != 1 and one.found else ""
    return f"nDCG@10 {one.value:.2f}. First right passage: {place}, {one.expected.rstrip('.')}.{first}"
