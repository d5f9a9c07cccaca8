"""The words of the page Ask."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Literal

from pipelines.schema import WITHHELD as WITHHELD
from pipelines.schema import Filters, Mode, Statement, Support
from views.words import common

ASK_TITLE = "Ask your documents"
BOX = "Ask a medical question"
EMPTY = "Your library is empty."
EMPTY_MORE = "Add documents and I can answer from them."
ADD_DOCUMENTS = "Add documents"
USE_SAMPLES = "Use the sample documents"
TRY = "Try a topic"
CARE = "Answers come only from your documents and can be wrong. Open the evidence before you act on a dose or a number."
AGAIN = "Ask again"
CHANGED = "The search settings were changed since this answer."
EARLIER = "Earlier questions"
ASKED_AS, EDIT, ASK_EDITED = "Asked as:", "Edit", "Ask this"
FOLLOW_UP = "Ask a follow-up"
QUOTES_INSTEAD = "Answer with quotes only"
FOUND_READ = "These passages were found; you can read them yourself."
YOUR_QUESTION = "Your question"
NOT_HERE = "This answer is not on this computer."
NOT_HERE_MORE = (
    "Answers are kept until you close or reload the page, or longer if you say so in Settings. Ask the question again."
)
NOT_KEPT = "This question could not be kept for later."
MODEL_MISSING = "The language model file is missing:"
HOW_TO_FIX = "See how to fix it"
NO_MODEL = "The language model did not answer."
DISAGREE = "Sources disagree on this point."
DISAGREE_MORE = "I show both and do not choose."

MODES: Mapping[str, Mode] = MappingProxyType({"Both": "hybrid", "Meaning": "dense", "Words": "sparse"})
SEARCH_BY = "Search by"
SEARCH_HELP = (
    "Meaning finds other wordings. Words finds exact names and numbers. Both is the default because it did best in our "
    "tests."
)
FROM_YEAR, TO_YEAR, KIND, SOURCE = "From year", "To year", "Kind", "Source"
CLEAR = "Clear all"
ANY = "Any"

ABSTAINED = "I could not find this in your library."
NEAREST = "The nearest passages are below; none of them answers the question."
DENIED = "The language model found no answer in the passages below. You can read them yourself."
ABSTAINED_FILTERS = "I could not find this with these filters."
WITHOUT_FILTERS = "Without them your documents hold an answer."
WITHOUT_NEITHER = "Without them I could not find it either."
BY_WORDS = "Search by words"
CLEAR_FILTERS = "Clear filters"
PASSAGES = "Nearest passages"

STATES: Mapping[Support, tuple[str, str, Literal["green", "orange", "gray"]]] = MappingProxyType(
    {  # word, icon, colour
        "supported": ("Supported", ":material/check_circle:", "green"),
        "unsupported": ("Unsupported", ":material/warning:", "orange"),
        "not checked": ("Not checked", ":material/help:", "gray"),
    }
)
QUOTES = "Answered by quotes."
QUOTES_ONLY = "Answered by quotes only: no language model is set up."

CITED, ALSO_FOUND = "Cited", "Also found, not used"
CLOSEST = "Closest passage:"
SEARCHED = "How this was searched"
SEARCHED_COLUMNS = ("Passage", "Rank by meaning", "Rank by words", "Final rank", "Words that matched", "Used in answer")
LEARNED = ("Rank by SPLADE", "Terms of SPLADE (question x passage, + is added)")
RERANKED = ("Rank before reranking", "Rank by the reranker")
YES, NO, NONE = "yes", "no", "none"


def columns(learned: bool, reranked: bool) -> tuple[str, ...]:
    """The headings of how passages were found: with SPLADE's where it took part, and the reranker's."""
    further = (LEARNED if learned else ()) + (RERANKED if reranked else ())
    return (*SEARCHED_COLUMNS[:3], *further, *SEARCHED_COLUMNS[3:])


def dropped(number: int) -> str:
    return f"The language model had no room for {common.count(number, 'passage')}, the weakest ones."


def until_back(path: str) -> str:
    return f"{path}. Answers use quotes only until it is back."


REMOVED_MORE = "Its quote is kept here until you close or reload the page."


def removed(numbers: Sequence[int]) -> str:
    """At the buttons of evidence whose document has gone."""
    named = " and ".join(f"Evidence {number}" for number in numbers)
    return f"The document of {named} was removed from your library. {REMOVED_MORE}"


def whose(title: str, kind: str, year: int | None) -> str:
    """Where a side of a disagreement comes from: "Metformin in adults · Guideline, 2022"."""
    facts = ", ".join(filter(None, (kind.capitalize() if kind != "other" else "", str(year or ""))))
    return " · ".join(filter(None, (title, facts)))


def withheld(number: int) -> str:
    """What strict mode left out."""
    is_are = "was" if number == 1 else "were"
    return (
        f"{common.count(number, 'statement')} of a draft {is_are} left out: your documents do not support what it said."
    )


def outside(number: int, total: int) -> str:
    """How much the filters leave out."""
    return f"{number:,} of {common.count(total, 'passage')} {'stands' if number == 1 else 'stand'} outside of them."


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
    first = f"{good} of {common.count(total, 'statement')} {'is' if total == 1 else 'are'} supported by your documents."
    bad, open_ = states.count("unsupported"), states.count("not checked")
    said = [f"{bad} {'is' if bad == 1 else 'are'} unsupported"] if bad else []
    said += [f"{open_} {'was' if open_ == 1 else 'were'} not checked"] if open_ else []
    return first, f"{', '.join(said)}." if said else ""


def statement(number: int, total: int, support: Support) -> str:
    return f"Statement {number} of {total}, {support}."


def why(reason: str) -> str:
    return f"Why: {reason}."


def provenance(model: str, seconds: float, generation: int, set_up: bool) -> str:
    """Who answered, if anybody did, how fast, from which version."""
    quotes = QUOTES if set_up else QUOTES_ONLY
    by = quotes if model == "quotes only" else f"Answered by {model}." if model else ""
    return f"{by} {seconds:.1f}\N{NO-BREAK SPACE}s. Library version {generation}.".strip()


def outdated(answer: int, now: int) -> str:
    return f"This answer is from library version {answer}. The library is now at version {now}."


def sources(cited: int, found: int) -> str:
    return f"Sources: {cited} cited, {found} also found"
