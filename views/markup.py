"""Text of documents, file names and questions as HTML: always escaped, never read as Markdown or HTML."""

import re
from collections.abc import Iterable, Sequence
from html import escape as escape

import streamlit as st

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|~<>$:&@])")
# Streamlit turns ":material/home:", ":smile:", "->" and the like into signs even where they are escaped.
_SIGNS = re.compile(r"([:<>=~-])(?=\S)")
CELL = " | "  # between the cells of a row, as the readers write it
_JOINER = "\u2060"  # takes no room and breaks these up
_ROUND = str.maketrans("[]<>", "()()")


def text(tag: str, content: str, css: str = "") -> None:
    """One element that holds `content` as text."""
    st.html(element(tag, content, css))


def element(tag: str, content: str, css: str = "") -> str:
    """The element as HTML."""
    return f"<{tag}{f' class={css!r}' if css else ''}>{escape(content)}</{tag}>"


def flowing(content: str) -> str:
    """Text for a place without tables: where it holds rows of one, with signs that read well between the cells."""
    return "; ".join(line.replace(CELL, " · ") for line in content.splitlines()) if CELL in content else content


def label(content: str, longest: int = 120) -> str:
    """`content` for a label that Streamlit reads as Markdown, such as a button's, so that it shows as it is."""
    return _MARKDOWN.sub(r"\\\1", _SIGNS.sub(rf"\1{_JOINER}", _short(content, longest)))


def unseen(content: str, longest: int = 120) -> str:
    """`content` for a label that is not shown: a screen reader gets it as it stands, and would read escapes out.

    Streamlit reads it as Markdown too, where nobody sees it; without brackets that can load no picture.
    """
    return _short(content, longest).translate(_ROUND)


def _short(content: str, longest: int) -> str:
    folded = " ".join(content.split())
    return folded if len(folded) <= longest else folded[:longest].rsplit(" ", 1)[0] + "…"


def card(title: str, content: str = "", alert: bool = False) -> None:
    """A block with a title in bold; as an alert in red. A screen reader is told by `announcer.say`."""
    body = f" {escape(content)}" if content else ""
    st.html(f'<div class="card{" alert" if alert else ""}"><b>{escape(title)}</b>{body}</div>')


def table(caption: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table; the first column holds the row's heading. The caption is for screen readers."""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in header)
    body = "".join(f"<tr>{_cells(header, row)}</tr>" for row in rows)
    st.html(
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(caption)}"><table class="plain">'
        f'<caption class="unseen">{escape(caption)}</caption><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _cells(header: Sequence[str], row: Sequence[str]) -> str:
    """A row's cells, each with its column's name for narrow screens, where they stand below each other."""
    named = zip(header[1:], row[1:], strict=True)
    cells = "".join(f'<td data-label="{escape(name)}">{escape(cell)}</td>' for name, cell in named)
    return f'<th scope="row">{escape(row[0])}</th>{cells}'


def chips(parts: Iterable[str], rest: Iterable[str] = ()) -> str:
    """Kind and year in chips, other facts behind them, as HTML."""
    shown = [element("span", part, "chip") for part in parts if part]
    plain = " · ".join(escape(part) for part in rest if part)
    return f'<p class="facts">{" ".join(shown)} {plain}</p>'
