"""Words that several pages share."""

NAME = "Vademecum"
ASK, LIBRARY, MEASURE, SETTINGS = "Ask", "Library", "Measure", "Settings"
OPENING = "Opening your library..."

CANNOT = "This does not work yet."
UNCHANGED = "Nothing in your library was changed."
TRY_AGAIN = "Try again"


def unexpected(number: str) -> str:
    return f"Something went wrong (error {number})."


def count(number: int, noun: str) -> str:
    """ "1 document", "5,476 documents"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def sentence(text: str) -> str:
    """With a capital and a full stop: "500 mg in one, 850 mg in the other." """
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '?', '!')) else '.'}"


def page(number: int | None) -> str:
    return f"page {number}" if number else ""


def megabytes(size: int) -> str:
    return f"{size / 1e6:,.0f} MB" if size >= 1e6 else f"{size / 1e3:,.0f} kB"


def day(stamp: str) -> str:
    """The date of an ISO 8601 stamp."""
    return stamp[:10]
