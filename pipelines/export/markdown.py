"""An answer with its references as Markdown. Text of documents is data: no mark, link or picture."""

import re
from collections.abc import Iterator, Sequence

from pipelines.export import said
from pipelines.export.record import Export, Line, Quote
from pipelines.export.vancouver import reference

# A backslash before any of these is CommonMark for the sign itself: marks of CommonMark, GitHub (tables, strikes, sums,
# names) and Pandoc (notes, sub- and superscripts).
SIGNS = re.compile(r"[\\`*_{}\[\]<>#|~$&!^@]")
# Addresses that GitHub links as they stand, and :smileys:.
LINKS = re.compile(r":(?=[^\s\d]|\d+:)|(?<=www)\.", re.IGNORECASE)
STARTS = re.compile(r"^(?:[-+=]|\d{1,9}(?=[.)]))")  # a list or a heading, where they open a line


def escaped(text: str, start: bool = True) -> str:
    """The text so that it shows as it is; `start` where it may open a line."""
    text = LINKS.sub(lambda match: "\\" + match[0], SIGNS.sub(lambda match: "\\" + match[0], text))
    return STARTS.sub(_held, text) if start else text


def _held(match: re.Match[str]) -> str:
    return f"\\{match[0]}" if not match[0].isdigit() else f"{match[0]}\\"


def write(export: Export) -> str:
    """The answer, or the references alone."""
    return "\n".join(_lines(export)).rstrip("\n") + "\n"


def _lines(export: Export) -> Iterator[str]:
    level = "###" if export.question else "##"
    if export.question:
        yield from (f"## {escaped(export.question)}", "")
        for told in said.head(export):
            yield from (escaped(told), "")
        yield from _body(export)
    if export.works or not export.question:
        yield from (f"{level} {said.REFERENCES}", "")
    yield from (f"{work.number}. {escaped(reference(work))}" for work in export.works)
    yield from ("",) if export.works else ()
    yield escaped(said.foot(export))


def _body(export: Export) -> Iterator[str]:
    for dispute in export.disputes:
        yield from (f"**{escaped(said.disagreement(dispute))}**", "")
        for side in dispute.sides:
            yield from (*_quote(side, said.side(export, side)), "")
    for one in export.lines:
        yield from (*_statement(one), "")
    if export.near:
        yield from (f"### {said.NEAREST}", "")
        for passage in export.near:
            place = said.place(passage)
            name = f"**{escaped(passage.title)}**" if passage.title else ""
            yield from (", ".join(filter(None, (name, escaped(place, start=not name)))), "")
            yield from (*_quoted(passage.lines), "")


def _statement(one: Line) -> Iterator[str]:
    mark = f"**[{said.STATES[one.support]}]** " if one.support != "supported" else ""
    first = f"{one.number}. "
    indent = " " * len(first)
    *texts, last = (escaped(text, start=bool(number) or not mark) for number, text in enumerate(one.lines or ("",)))
    told = " ".join(filter(None, (last, said.numbers(one), f"({escaped(said.state(one), start=False)})")))
    yield from _broken((*texts, told), first + mark, indent)
    for quote in one.quotes:
        yield indent.rstrip()
        yield from (indent + text for text in _quote(quote, said.place(quote)))


def _quote(quote: Quote, place: str) -> list[str]:
    where = f", {escaped(place, start=False)}" if place else ""
    return _quoted(quote.lines, quote.context, f" [{quote.number}]{where}")


def _quoted(lines: Sequence[str], context: Sequence[str] = (), behind: str = "") -> list[str]:
    """A block quote: what gives its context, the words in quotation marks, and what stands behind them."""
    texts = [escaped(text) for text in lines] or [""]
    if len(texts) > 1 or texts[0]:
        texts[0] = '"' + escaped(lines[0], start=False)
    texts[-1] += '"' + behind
    return list(_broken((*map(escaped, context), *texts), "> ", "> "))


def _broken(texts: Sequence[str], first: str, rest: str) -> Iterator[str]:
    """Lines that stay lines: each but the last ends in a hard break."""
    for number, text in enumerate(texts):
        yield f"{rest if number else first}{text}{'' if number == len(texts) - 1 else chr(92)}"
