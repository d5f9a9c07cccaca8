"""Groups of people: whether a window speaks of those that a statement speaks of."""

from functools import lru_cache

from pipelines.grounding.places import gap, likeness
from pipelines.grounding.quantity import Quantity
from pipelines.grounding.terms import Parsed, Token
from pipelines.grounding.windows import Window

MARGIN = 0.6  # how much more alike the surroundings of another group have to be
NEARBY = 0.8  # and how alike at least
PEOPLE = frozenset("people adults patients persons individuals women men age adult patient person".split())
POPULATIONS: dict[str, frozenset[str]] = {
    name: frozenset(forms.split())
    for name, forms in {
        "newborns": "newborn newborns neonate neonates neonatal",
        "infants": "infant infants infancy baby babies",
        "children": "child children childhood paediatric pediatric paediatrics pediatrics toddler toddlers  kids "
        "schoolchildren preschool preschoolers",
        "boys": "boy boys",
        "girls": "girl girls",
        "young people": "young youngsters",
        "adolescents": "adolescent adolescents adolescence teenager teenagers teens teenage youth youths",
        "adults": "adult adults adulthood",
        "older people": "elderly older geriatric seniors octogenarians",
        "women": "woman women female females mother mothers",
        "men": "man men male males father fathers",
        "pregnant women": "pregnant pregnancy pregnancies gestation antenatal prenatal",
        "breastfeeding women": "breastfeeding breast-feeding lactating lactation",
        "animals": "mouse mice rat rats animal animals rabbit rabbits dog dogs murine",
    }.items()
}
# Who is named where another is meant as well: "infants" are children, a "pregnant woman" is a woman.
WITHIN = {
    "children": {"newborns", "infants", "adolescents", "boys", "girls"},
    "infants": {"newborns"},
    "women": {"pregnant women", "breastfeeding women"},
    "adults": {"older people", "pregnant women", "women", "men"},
}


@lru_cache(maxsize=50_000)
def population(word: str) -> str:
    """The group of people that a word in lower case stands for, "" for none."""
    return next((name for name, forms in POPULATIONS.items() if word in forms), "")


def groups(text: Parsed) -> dict[str, list[Token]]:
    found: dict[str, list[Token]] = {}
    for i, token in enumerate(text.tokens):
        name = next(
            (group for part in token.low.removesuffix("'s").rstrip("'").split("-") if (group := population(part))), ""
        )
        if not name:
            continue
        if token.low == "older" and not (i + 1 < len(text.tokens) and text.tokens[i + 1].low in PEOPLE):
            continue
        found.setdefault(name, []).append(token)
    return found


def wrong(statement: Parsed, window: Window) -> list[str]:
    """Groups of people that the passage doesn't speak of, or not at this place."""
    reasons = []
    mine, there, above, around_it = (groups(text) for text in (statement, window.parsed, window.head, window.body))
    for name, tokens in mine.items():
        same = {name, *WITHIN.get(name, ())}
        others = [group for group in (*there, *above) if group not in same]
        if not same & (there.keys() | above.keys()):
            rivals = [group for group in others if group not in mine]
            if rivals and not (same & around_it.keys() and not _rival(statement, tokens, window, there, mine)):
                reasons.append(f"the passage is about {rivals[0]}, not {name}")
            elif not same & around_it.keys():
                reasons.append(f"{name} are not named in the passage")
        elif rival := _arm(statement, tokens, window, there, same):
            reasons.append(f"the passage says this of {rival}, not of {name}")
        elif not _counted(statement, window) and (rival := _rival(statement, tokens, window, there, mine, same)):
            reasons.append(f"the passage is about {rival} there, not {name}")
    return reasons


def _counted(statement: Parsed, window: Window) -> bool:
    """Whether numbers tell which group is meant, so that the words around need not."""
    return len(groups(window.parsed)) > 1 and bool(_common(statement, window))


def _common(statement: Parsed, window: Window) -> list[tuple[Quantity, Quantity]]:
    """Numbers that stand once in the window and in the statement too."""
    out = []
    for one in statement.quantities:
        found = [q for q in window.parsed.quantities if q.measure == one.measure and q.values == one.values]
        if len(found) == 1:
            out.append((one, found[0]))
    return out


def _arm(statement: Parsed, tokens: list[Token], window: Window, there: dict[str, list[Token]], same: set[str]) -> str:
    """The group to which the passage gives the number that the statement gives to this one; "" where it is the same."""
    mine = groups(statement)
    if len(mine) != 1 or len(there) < 2:
        return ""
    for _, found in _common(statement, window):
        order = sorted((gap(window.parsed, token, found), name) for name, some in there.items() for token in some)
        if order[0][1] not in same and order[0][0] + 2 < min(far for far, name in order if name in same):
            return order[0][1]
    return ""


def _rival(
    statement: Parsed, tokens: list[Token], window: Window, there: dict[str, list[Token]], mine: dict[str, list[Token]],
    same: set[str] | None = None,
) -> str:  # fmt: skip
    """A group that the statement doesn't name and that stands in the passage where the statement has its own."""
    good = max(
        (likeness(statement, t, window.parsed, o) for t in tokens for name in same or () for o in there.get(name, ())),
        default=0.0,
    )
    enough = max(good + MARGIN, NEARBY)
    for name, others in there.items():
        if name in mine or name in (same or ()):
            continue
        if max(likeness(statement, t, window.parsed, o) for t in tokens for o in others) > enough:
            return name
    return ""
