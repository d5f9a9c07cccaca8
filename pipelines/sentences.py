"""Where the sentences of a medical text begin and end.

Four packages were weighed on MedQuAD, on abstracts and on the 96 cases that stand in tests/test_sentences.py. Of those
sentencex 1.0.32 gets 71 right, pysbd 0.3.4 and blingfire 0.1.8 get 69, syntok 1.4.4 gets 65. None splits after
"shown.1,2" or "group B.", none sees the bullets inside MedQuAD's lines, and pysbd would take four minutes for them.
Mending one of them took as many rules as are here, so they stand alone.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

Span = tuple[int, int]

STOP = re.compile(
    r"""
    (?P<mark>[.?!…]++) (?P<close>["'”’»)\]]*+)
    (?:  # what it refers to: "shown. [3]", "shown.1,2" (behind a word only: "7.5 MHz" is a number), "shown.¹"
        [ ]?\[\d{1,4}(?:[ ]?[,–-][ ]?\d{1,4})*+\]
        | (?<=(?:[^\W\d_][^\W\d_]|.[)%])\.)\d{1,3}(?:[,–-]\d{1,3})*+
        | [⁰¹²³⁴-⁹]++
    )?+ (?=\s|$)
    |  # "rash.Treatment helps", but not "Cancer.Net from"
    (?<=[a-z][a-z][a-z])(?P<glued>\.)(?=\(?(?!Net\b|Com\b|Org\b)[A-Z]+[a-z]*+(?:['’-][a-z]++)?+[ ,])
    """,
    re.VERBOSE,
)
WORD = re.compile(r"[^\s()\[\]{}\"“”‘’/–—-]*$")
NEXT = re.compile(r"\s*[\"'“‘«(\[*]*+(\S*)")
NUMBERING = re.compile(  # what stands in front of a sentence: "1.", "2.3.", "(a)", "iv.", "Figure 2."
    r"\s*[-–•*]?\s*\(?(?:(?:Figure|Fig\.|Table|Box|Video)\s)?(?:S?\d{1,2}(?:\.\d{1,2})*+|[A-Za-z]|[ivx]{1,4})$"
)
DOTTED = re.compile(r"(?:[A-Za-z]{1,2}\.)+[A-Za-z]{1,2}$")
INITIAL = re.compile(r"(?:^|.*[^\w.])[A-Z]$", re.DOTALL)
LABELLED = re.compile(r"\b(?!(?:by|and|or|of|with|from|to|in|the|for|as)\s)(?:[a-z]{2,}\s|\w+-)[A-Z]$")  # "vitamin D"
SPLIT = re.compile(r"(?:(?<!\d)0|[=<>]\s?)$")  # "P = 0. 007", a number that was torn apart
# Sentences that begin with a small letter: "mRNA is", "p53 is", "β-blockers are", "von Willebrand"
SMALL = re.compile(r"[a-z]{1,3}[A-Z0-9]|[α-ωµ]|(?:alpha|beta|gamma|delta|von)\b|https?:|www\.")

NEVER = frozenset(
    "dr prof mr mrs ms messrs st dept e.g i.e eg ie vs viz cf fig figs eq eqs approx ca resp subsp ssp var incl "
    "tbsp tsp".split()
)
NUMBERED = frozenset(  # not before a number: "No. 5", "max. 4 g", "Jan. 2019"
    "no nos p pp ref refs tab vol chap ch sec suppl max min est sp spp al "
    "jan feb mar apr jun jul aug sep sept oct nov dec".split()
)
STARTERS = frozenset(  # words that begin a sentence even after "U.S." or "J."
    "the this that these those there it its he she his her they their we our you your if in on at as for from to by "
    "with when while where who what which how why because although though however after before during since some many "
    "most more several all both each other another no not none here thus therefore also even only such about among "
    "an people patients children women men treatment symptoms results data individuals smoking".split()
)

BLANK = re.compile(r"\n[^\S\n]*\n\s*")
ITEM = re.compile(r"\s*(?:[-–*•◦▪●‣]\s|\(?\d{1,2}[.)]\s|\(?[a-z]\)\s)")
CELL = " | "


def sentences(text: str) -> list[Span]:
    """The spans of the sentences in `text`: ordered, disjoint, without white space at their ends.

    Together they cover every character that isn't white space. A blank line, a row of a table, an item of a list and a
    heading on a line of its own end a sentence as a full stop does.
    """
    return [
        span
        for start, end in _blocks(text)
        for begin, stop in _pieces(start, end, _bullets(text, start, end))
        for part in _pieces(begin, stop, _stops(text, begin, stop))
        if (span := _trim(text, *part))
    ]


def _pieces(start: int, end: int, cuts: Iterator[int]) -> Iterator[Span]:
    for cut in cuts:
        yield start, cut
        start = cut
    yield start, end


def _trim(text: str, start: int, end: int) -> Span | None:
    part = text[start:end]
    start += len(part) - len(part.lstrip())
    end = start + len(part.strip())
    return (start, end) if start < end else None


def _blocks(text: str) -> Iterator[Span]:
    """Paragraphs, and in them the lines that stand for themselves."""
    for start, end in _pieces(0, len(text), (match.end() for match in BLANK.finditer(text))):
        lines = text[start:end].rstrip().split("\n")
        widest = max(map(len, lines))
        position = start
        for line, following in pairwise(lines):
            position += len(line) + 1
            if _alone(line, following, widest):
                yield start, position
                start = position
        yield start, end


def _alone(line: str, following: str, widest: int) -> bool:
    """Whether a line break ends a sentence: around table rows, before list items, after a short heading."""
    if CELL in line or CELL in following or ITEM.match(following):
        return True
    heading = len(line) < widest / 2 and not line.rstrip().endswith((",", ";", "-"))
    return heading and following.lstrip()[:1].isupper()


# --- bullets inside a line

BULLET = re.compile(r"(?<!\S)(?:[•◦▪●‣]\s*|-\s+)(?=(\S))")
OPENING = re.compile(  # words after which a sentence isn't over: "symptoms include - bloating"
    r"\b(?:includes?|including|following|are|is|to|may|can|will|should|be|or|and|of|as|by|with|about|for|on|at|from|in|"
    r"into|than|if|who|that|the|how|you|when|causes?)$"
)
REACH = 300  # how far apart two items of a list may begin, in characters


def _bullets(text: str, start: int, end: int) -> Iterator[int]:
    """Where the items of lists inside a line begin; the dashes of "IL - 6", "5 - 10 mg" and "A - B" are none.

    A dash is a bullet after a stop, a colon or an opening word, and where three stand before capitals. Before a small
    letter it is one too when an item before began small: "- Nystagmus - fast movements - Tremor" is two items.
    """
    found = [(match.start(), match[1], match[0]) for match in BULLET.finditer(text, start, end)]
    capitals = sum(first.isupper() for _, first, _ in found) >= 3
    small, last = False, -REACH
    for position, first, sign in found:
        before = text[max(start, position - 80) : position].rstrip()
        near = position - last < REACH
        opened = not before or before[-1] in ".:;?!" or OPENING.search(before) is not None
        if sign[0] == "-":
            if before.rfind("(") > before.rfind(")") or (not first.isalpha() and not (near and before[-1:] in ".;")):
                continue  # "(1966 - June 2001)", "95% CI: - 0.26"
            chained = (capitals or near) if first.isupper() else near and small and not before[-1:].isupper()
            if not (opened or chained):
                continue
        yield position
        small, last = first.islower() or (small and near), position


# --- stops


def _stops(text: str, start: int, end: int) -> Iterator[int]:
    for match in STOP.finditer(text, start, end):
        if _ends(text, start, end, match):
            start = match.end()
            yield start


def _ends(text: str, start: int, end: int, match: re.Match[str]) -> bool:
    """Whether the stop ends the sentence that began at `start`."""
    after = NEXT.match(text, match.end(), min(end, match.end() + 40))
    following = after[1] if after else ""
    before = text[max(start, match.start() - 30) : match.start()]
    if match["glued"]:
        return not re.search(r"(?:www\.|://|@)\S*$", before)
    if not following:
        return True
    small = following[0].islower() and not SMALL.match(following)
    if match["mark"] != ".":
        return not small
    return _full(before, following, small, text[start : match.start()] if match.start() - start < 16 else "")


def _full(before: str, following: str, small: bool, sentence: str) -> bool:
    """Whether a single full stop between `before` and `following` ends a sentence; `sentence` is all of a short one."""
    found = WORD.search(before)
    word = found[0] if found else ""
    key = word if word.isupper() else word.lower()  # "Ms. Lee", but "treatment of MS. Then"
    if key in NEVER or (following[0].isdigit() and SPLIT.search(before)) or (sentence and NUMBERING.match(sentence)):
        return False
    if key in NUMBERED and (following[0].isdigit() or len(following) == 1):
        return False
    if small:  # badly typed text: "of the bone. joint pain"; but "of 5 cm. long" and "of subg. acer" go on
        return key not in NUMBERED and len(word) > 4 and word.isalpha() and following not in {"and", "or", "but"}
    if DOTTED.match(word):
        starts = following[:2].istitle() and word.islower()
        return starts or re.sub(r"\W.*", "", following).lower() in STARTERS
    if INITIAL.match(before) and not LABELLED.search(before):
        return re.sub(r"\W.*", "", following).lower() in STARTERS
    return True
