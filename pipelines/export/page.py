"""An answer with its references as a page to print: one HTML file that loads nothing and runs nothing.

States are told by word and by the line at the left, as on the screen; colour only helps. Text of documents is escaped,
and each piece stands in a `bdi`, so that none can turn the order of what is around it.
"""

import base64
import hashlib
from collections.abc import Iterator, Sequence
from html import escape

from pipelines.export import said
from pipelines.export.record import Export, Line, Near, Quote
from pipelines.export.vancouver import reference

STYLE = """
:root { color-scheme: light }
body { background: #fff; color: #2f2d2b; font: 11pt/1.45 Georgia, serif; margin: 2em auto; max-width: 42em;
  overflow-wrap: anywhere; padding: 0 1em }
h1 { font-size: 1.5em } h2 { font-size: 1.2em; margin-top: 1.6em }
blockquote { margin: .4em 0 .4em 1em; padding: 0 }
li, section { break-inside: avoid; margin: 0 0 1em }
.statement { border-left: 4px solid #0c5a44; padding-left: .7em }
.unsupported { border-left-style: dashed; border-left-color: #9b4519 }
.not-checked { border-left-style: dotted; border-left-color: #686255 }
.disagreement { border-left: 6px double #9e303b; padding-left: .7em }
.state { font-weight: bold } .where, .foot { color: #57534e; font-size: .9em }
@page { margin: 2cm }
@media print { body { margin: 0; max-width: none; padding: 0 } h2 { break-after: avoid } }
"""
POLICY = "default-src 'none'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'"


def write(export: Export) -> str:
    """The page, whole."""
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    title = escape(export.question or said.REFERENCES)
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY.format(digest)}">\n'
        '<meta name="referrer" content="no-referrer">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n{body(export)}\n</main>\n</body>\n</html>\n"
    )


def body(export: Export) -> str:
    """What stands on the page, as HTML without a style."""
    return "\n".join(_parts(export))


def _parts(export: Export) -> Iterator[str]:
    yield f"<h1>{_text(export.question or said.REFERENCES)}</h1>"
    if export.question:
        yield from (f"<p>{_text(told)}</p>" for told in said.head(export))
        for dispute in export.disputes:
            sides = "".join(_quote(side, said.side(export, side)) for side in dispute.sides)
            told = said.disagreement(dispute)
            yield f'<section class="disagreement"><p class="state">{_text(told)}</p>{sides}</section>'
        if export.lines:
            yield f"<ol>{''.join(map(_statement, export.lines))}</ol>"
        if export.near:
            yield f"<h2>{said.NEAREST}</h2>" + "".join(map(_near, export.near))
        if export.works:
            yield f"<h2>{said.REFERENCES}</h2>"
    if export.works:
        yield f"<ol>{''.join(f'<li>{_text(reference(work))}</li>' for work in export.works)}</ol>"
    yield f'<p class="foot">{_text(said.foot(export))}</p>'


def _text(*lines: str) -> str:
    """Lines of text as text."""
    return "<br>".join(f"<bdi>{escape(line)}</bdi>" for line in lines)


def _statement(one: Line) -> str:
    css = f"statement {one.support.replace(' ', '-')}"
    numbers = f" {said.numbers(one)}" if one.works else ""
    state = f'<p class="state">{_text(said.state(one))}</p>'
    quotes = "".join(_quote(quote, said.place(quote)) for quote in one.quotes)
    return f'<li><div class="{css}"><p>{_text(*one.lines)}{numbers}</p>{state}{quotes}</div></li>'


def _quote(quote: Quote, place: str) -> str:
    where = f"[{quote.number}]" + (f", {_text(place)}" if place else "")
    context = f'<p class="where">{_text(*quote.context)}</p>' if quote.context else ""
    return f'<blockquote>{context}<p>{_quoted(quote.lines)} <span class="where">{where}</span></p></blockquote>'


def _quoted(lines: Sequence[str]) -> str:
    return f"“{_text(*lines)}”"


def _near(passage: Near) -> str:
    where = ", ".join(filter(None, (passage.title, said.place(passage))))
    return f"<section><p><b>{_text(where)}</b></p><blockquote><p>{_quoted(passage.lines)}</p></blockquote></section>"
