"""The words for an answer that is being made: what is shown, what a screen reader is told, how it came out."""

from collections.abc import Mapping
from types import MappingProxyType

from pipelines.asking import Asking
from pipelines.schema import WITHHELD, Answer, Ended
from views.words import ask, common

STOP = "Stop"
WRITING = "Writing..."
SAY_SEARCHING, SAY_WRITING, STILL = "Searching.", "Writing the answer.", "Still writing."
DRAFT = "Draft, not checked yet"
ENDED: Mapping[Ended, str] = MappingProxyType(
    {"stopped": "Stopped.", "timed out": "The language model was too slow.", "failed": "The answer ends early."}
)


def searching(documents: int) -> str:
    return f"Searching {common.count(documents, 'document')}..."


def ahead(number: int) -> str:
    """The place in the queue before the language model."""
    return f"{common.count(number, 'question')} {'is' if number == 1 else 'are'} ahead of yours."


def state(run: Asking, documents: int) -> str:
    """How far an answer is, in a line."""
    if run.retrieved is None:
        return searching(documents)
    if run.ahead:
        return ahead(run.ahead)
    return f"{WRITING} {common.count(len(run.statements), 'statement')} checked." if run.statements else WRITING


def spoken(run: Asking) -> str:
    """How far an answer is, in a few words for a screen reader."""
    if run.retrieved is None:
        return SAY_SEARCHING
    return ahead(run.ahead) if run.ahead else SAY_WRITING


def ready(answer: Answer) -> str:
    """What came of a question, in a sentence for a screen reader."""
    if answer.ended != "finished":
        return ENDED[answer.ended]
    if answer.abstained:
        return WITHHELD if answer.withheld else ask.ABSTAINED_FILTERS if answer.filters else ask.ABSTAINED
    states = [statement.support for statement in answer.statements]
    counts = [f"{states.count(state)} {state}" for state in ask.STATES if state in states]
    return f"Answer ready: {common.count(len(states), 'statement')}, {', '.join(counts)}."


def ended(answer: Answer, seconds: float) -> tuple[str, str]:
    """An answer that did not come to its end: what happened, and what there is of it."""
    done = len(answer.statements)
    counted = f"{common.count(done, 'statement')} {'was' if done == 1 else 'were'}"
    were = f"{counted} finished and checked. The rest was left out."
    rest = were if done else ask.FOUND_READ
    if answer.ended == "stopped":
        return ENDED["stopped"], were if done else f"What was not finished is left out. {ask.FOUND_READ}"
    if answer.ended == "timed out":
        return f"The model did not answer within {seconds:g} seconds.", rest
    return ENDED["failed"], f"{common.sentence(common.in_page(answer.note))} {rest}"
