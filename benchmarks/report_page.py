"""The section of docs/measures.md on the web page."""

from collections.abc import Iterator
from typing import Any

from benchmarks.record import load
from benchmarks.report_form import origin, table

COMMAND = "python -m benchmarks.page DATA"
# What is wanted of each, in milliseconds; UI.md, the specification of the page, names them.
WANTED = {
    "first_paint": ("the page Ask, from its address to the box for questions", 2000),
    "click_on_ask": ("a click on Ask, under an answer", 150),
    "click_on_library": ("a click on Library, with the table of all documents", 150),
    "drawer": ("the drawer with the quote in its section", 300),
    "picture_cold": ("the page of a PDF in the drawer, drawn for the first time", 800),
}
GROWN = 100  # megabytes wanted at most over the questions


def page() -> Iterator[str]:
    """What was measured beside what is wanted."""
    yield "## The web page\n"
    record = load("page")
    if record is None:
        yield f"Not measured yet: `{COMMAND}`.\n"
        return
    figures: dict[str, Any] = record["figures"]
    yield origin(record, COMMAND)
    yield f"{figures['documents']:,} documents, {figures['passages']:,} passages, headless Chromium beside the server."
    yield "Times are the browser's own, from the press to the last change of the page.\n"
    rows = [
        (text, f"{figures[name]['median']:.0f}", f"{figures[name]['slowest']:.0f}", f"{wanted:,}")
        for name, (text, wanted) in WANTED.items()
        if name in figures
    ]
    yield from table(("", "median, ms", "slowest, ms", "wanted, ms"), rows)
    yield (
        f"Memory of the server over {figures['questions']} questions in one session: {figures['memory_mb']:,.0f} MB, "
        f"and {figures['grown_mb']:,.0f} MB more at the end; wanted: less than {GROWN} MB more.\n"
    )
