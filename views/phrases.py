"""The sentences of the web page that tell of something: numbers, names, how a run went."""

from collections.abc import Mapping
from types import MappingProxyType

from pipelines.asking import Asking
from pipelines.records import Change, Manifest, Report
from pipelines.schema import Filters, Statement, Support
from pipelines.worker import Task
from views import wording as words

_STAGES = MappingProxyType(
    {"reading": "Reading files", "encoding": "Encoding passages", "building": "Building the index",
     "publishing": "Publishing"}
)  # fmt: skip
_CHANGES: Mapping[Change, str] = MappingProxyType(
    {"added": "added", "changed": "changed", "unchanged": "already there", "duplicate": "duplicates",
     "refused": "refused", "removed": "removed"}
)  # fmt: skip


def unexpected(number: str) -> str:
    return f"Something went wrong (error {number})."


def count(number: int, noun: str) -> str:
    """ "1 document", "5,476 documents"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def searching(documents: int) -> str:
    return f"Searching {count(documents, 'document')}..."


def state(run: Asking, documents: int) -> str:
    """How far an answer is, in a line."""
    if run.retrieved is None:
        return searching(documents)
    if run.ahead:
        return f"{count(run.ahead, 'question')} {'is' if run.ahead == 1 else 'are'} ahead of yours."
    return f"{words.WRITING} {count(len(run.statements), 'statement')} checked." if run.statements else words.WRITING


def dropped(number: int) -> str:
    return f"The language model had no room for {count(number, 'passage')}, the weakest ones."


def withheld(number: int) -> str:
    """What strict mode left out."""
    is_are = "was" if number == 1 else "were"
    return f"{count(number, 'statement')} of a draft {is_are} left out: your documents do not support what it said."


def described(filters: Filters) -> str:
    """The filters of a search in words."""
    parts = [
        f"from {filters.since}" if filters.since else "",
        f"to {filters.until}" if filters.until else "",
        ", ".join(filters.kinds),
        ", ".join(filters.sources),
    ]
    return f"Filters: {'; '.join(part for part in parts if part) or 'none'}."


def filters(number: int) -> str:
    return f"Filters: {f'{number} set' if number else 'none'}"


def summary(statements: tuple[Statement, ...]) -> tuple[str, str]:
    """How many statements are supported, and what of the others."""
    states = [statement.support for statement in statements]
    good, total = states.count("supported"), len(states)
    first = f"{good} of {count(total, 'statement')} {'is' if total == 1 else 'are'} supported by your documents."
    rest = [(states.count("unsupported"), "unsupported"), (states.count("not checked"), "not checked")]
    said = [f"{number} {'is' if number == 1 else 'are'} {word}" for number, word in rest if number]
    return first, f"{', '.join(said)}." if said else ""


def statement(number: int, total: int, support: Support) -> str:
    return f"Statement {number} of {total}, {support}."


def sentence(text: str) -> str:
    """With a capital and a full stop: "500 mg in one, 850 mg in the other." """
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '?', '!')) else '.'}"


def why(reason: str) -> str:
    return f"Why: {reason}."


def provenance(model: str, seconds: float, generation: int, set_up: bool) -> str:
    """Who answered, how fast, from which version."""
    quotes = words.QUOTES if set_up else words.QUOTES_ONLY
    by = quotes if model == "quotes only" else f"Answered by {model}."
    return f"{by} {seconds:.1f} s. Library version {generation}."


def sent_to(place: str) -> str:
    """Where a language model that runs elsewhere gets its questions."""
    return f"Questions and the passages found are sent to {place}, since the language model runs there."


def outdated(answer: int, now: int) -> str:
    return f"This answer is from library version {answer}. The library is now at version {now}."


def sources(cited: int, found: int) -> str:
    return f"Sources: {cited} cited, {found} also found"


def evidence(number: int) -> str:
    return f"Evidence {number}"


def source(number: int) -> str:
    return f"Source {number}"


def passage(number: int) -> str:
    return f"Passage {number}"


def place(number: int, total: int) -> str:
    return f"Quote {number} of {total}"


def page(number: int | None) -> str:
    return f"page {number}" if number else ""


def task(task: Task, number: int) -> str:
    return f"Adding {count(number, 'file')}" if task == "adding" else "Removing documents"


def stage(stage: str, done: int, total: int, counts: Mapping[str, int]) -> str:
    """ "Reading files: 6 of 10 · 3 added · 1 refused"."""
    if stage == "publishing":
        return f"{_STAGES[stage]}..."
    so_far = f"{done:,} of {total:,}" if total else f"{done:,}"
    tally = [f"{counts[change]:,} {word}" for change, word in _CHANGES.items() if counts.get(change)]
    return " · ".join([f"{_STAGES[stage]}: {so_far}", *tally])


def done(task: Task, report: Report) -> tuple[str, str]:
    """What came of a run: the sentence in bold and the rest."""
    if task == "removing":
        if not report.removed:  # only refused files, which hold no document
            return words.CLEARED, ""
        return f"{count(report.removed, 'document')} removed.", words.YOUR_FILES
    changes = [outcome.change for outcome in report.outcomes]
    there = report.unchanged + changes.count("duplicate")
    rest = [
        f"{report.changed:,} changed" if report.changed else "",
        f"{there:,} {'was' if there == 1 else 'were'} already there" if there else "",
        f"{count(len(report.refused), 'file')} {'was' if len(report.refused) == 1 else 'were'} refused"
        if report.refused
        else "",
    ]
    more = ", ".join(part for part in rest if part)
    return f"{count(report.added, 'document')} added.", f"{more}." if more else ""


def totals(current: Manifest, size: int) -> str:
    return " · ".join(
        [
            count(current.documents, "document"),
            count(current.passages, "passage"),
            f"version {current.number}",
            megabytes(size),
        ]
    )


def megabytes(size: int) -> str:
    return f"{size / 1e6:,.0f} MB" if size >= 1e6 else f"{size / 1e3:,.0f} kB"


def twin(name: str, kept: str) -> str:
    """Why an uploaded file has another name now, and what to do with the one before."""
    return f"There was another file called {name}, so this one is {kept}. Remove the older one if this replaces it."


def limit(file_mb: int) -> str:
    return f"{words.FORMATS} · up to {file_mb} MB each"


def remove(number: int) -> str:
    return f"{selected(number)}?"


def day(stamp: str) -> str:
    """The date of an ISO 8601 stamp."""
    return stamp[:10]


def selected(number: int) -> str:
    return f"Remove {count(number, 'document')}"


def refused(number: int) -> str:
    return f"Refused files ({number:,})"


def partial(number: int) -> str:
    return f"Files read in part ({number:,})"


def version(manifest: Manifest, now: bool) -> str:
    return f"Version {manifest.number}{' (now)' if now else ''}: {count(manifest.documents, 'document')}"


def go_to(number: int, now: int) -> str:
    return f"Go {'back' if number < now else 'forward'} to version {number}"


def go_question(number: int, now: int) -> str:
    return f"{go_to(number, now)}?"


def stay(number: int) -> str:
    return f"Stay on {number}"


def going(documents: int, now: int) -> str:
    return f"The library will then hold {count(documents, 'document')}. Version {now} is kept."


def about_project(version: str, config: str, profile: str) -> str:
    laid = f" and the profile {profile}" if profile else ""
    return f"{words.NAME} {version}. Settings are read from {config}{laid}; docs/config.md explains each."
