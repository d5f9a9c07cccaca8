"""Reads Markdown (CommonMark with tables). One document a file; front matter tells its title, date and kind."""

import re
from collections.abc import Collection, Iterator
from html import escape
from itertools import zip_longest

from lxml.html import defs
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from pipelines.readers import html, matter
from pipelines.readers.base import File
from pipelines.readers.compose import spaces
from pipelines.readers.decode import text as text_of
from pipelines.readers.decode import visible
from pipelines.readers.markdown_hidden import UNSEEN, hides, shown
from pipelines.readers.outline import Outline
from pipelines.schema import Document, Refusal

CAPTION = re.compile(r"(?:table|tab\.)\s*\d+\b", re.I)
LISTS = ("bullet_list", "ordered_list")
APART = ("table", "html_block")  # in a list's item: no part of its line
TAG = re.compile(r"</?([a-z][a-z0-9-]*)", re.I)
CLOSING = re.compile(r"</([a-z][a-z0-9-]*)", re.I)


def read(file: File) -> Iterator[Document | Refusal]:
    """The file as one document. Raises Refused as `decode.text` does."""
    facts, body = matter.split(visible(text_of(file)))
    tree = SyntaxTreeNode(MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(body))
    heads = [node for node in tree.children if node.type == "heading"]
    title = facts.fields.get("title") or (_text(heads[0]) if heads else "") or file.stem
    outline = Outline(title)
    _write(tree.children, outline)
    yield facts.document(outline.composer, title, file.label)


def _write(nodes: list[SyntaxTreeNode], outline: Outline) -> None:
    """Adds the blocks; a paragraph like "Table 1. Doses" right above a table is its caption."""
    caption = ""
    seen = list(shown(nodes))
    for node, after in zip_longest(seen, seen[1:]):
        if node.type == "heading":
            outline.heading(_text(node), int(node.tag[1:]))
        elif node.type == "paragraph" and after and after.type == "table" and CAPTION.match(_text(node)):
            caption = _text(node)
            continue
        elif node.type == "table":
            _table(node, caption, outline)
        elif node.type in LISTS:
            _list(node, outline)
        elif node.type == "blockquote":
            _write(node.children, outline)
        elif node.type in ("fence", "code_block"):
            outline.paragraph(node.content)
        elif node.type == "html_block":
            html.write(html.fragment(node.content), outline)
        elif node.type == "paragraph":
            outline.paragraph(_text(node))
        caption = ""


def _table(node: SyntaxTreeNode, caption: str, outline: Outline) -> None:
    rows = [[_text(cell) for cell in row.children] for part in node.children for row in part.children]
    outline.table(caption, rows[0], rows[1:])


def _list(node: SyntaxTreeNode, outline: Outline) -> None:
    """A list as a paragraph; a table in one of its items stands between its lines."""
    lines: list[str] = []
    for item in _items(node):
        if isinstance(item, str):
            lines.append(item)
        else:
            outline.paragraph("\n".join(lines))
            _write([item], outline)
            lines = []
    outline.paragraph("\n".join(lines))


def _items(node: SyntaxTreeNode, indent: str = "") -> Iterator[str | SyntaxTreeNode]:
    """The lines of a list: "- item" or "1. item", nested ones set in; and the blocks in it that can't be a line."""
    first = int(node.attrs.get("start", 1))
    for number, item in enumerate(node.children, first):
        texts = [f"{indent}{number}." if node.type == "ordered_list" else f"{indent}-"]
        for child in shown(item.children):
            nested = child.type in LISTS
            if nested or any(part.type in APART for part in child.walk()):
                if texts:
                    yield " ".join(texts)
                texts = []
                yield from _items(child, indent + "  ") if nested else (child,)
            elif text := _text(child):
                texts.append(text if texts else f"{indent}  {text}")
        if texts:
            yield " ".join(texts)


def _text(node: SyntaxTreeNode) -> str:
    """The plain text of a node on one line: no marks, links by their text, what is struck out left out."""
    tags = [part.content for part in node.walk() if part.type == "html_inline"]
    if not tags:
        return spaces(_raw(node))
    closed = {match.group(1).lower() for tag in tags if (match := CLOSING.match(tag))}
    return html.line(_raw(node, closed))


def _raw(node: SyntaxTreeNode, closed: Collection[str] | None = None) -> str:
    """A node's text; with the names of the tags that are `closed` in it, as HTML."""
    if node.type in ("softbreak", "hardbreak", "s"):
        return " "
    if node.type in ("text", "code_inline", "fence", "code_block"):
        return node.content if closed is None else escape(node.content)
    if node.type == "html_inline":
        return _tag(node.content, closed or ())
    if node.type in ("html_block", "image"):
        return ""
    between = "" if node.type in ("inline", "em", "strong", "link") else " "
    return between.join(_raw(child, closed) for child in node.children)


def _tag(source: str, closed: Collection[str]) -> str:
    """A tag as HTML. One that nothing closes can't hold the rest of the line, and may be text: "weight <W and >5".

    One that hides what follows hides the rest of the line.
    """
    name = (match.group(1).lower() if (match := TAG.match(source)) else "").strip()
    if not name or (name in closed and name in {*defs.tags, *UNSEEN}) or name in defs.empty_tags or hides(source):
        return source
    return "" if name in closed or name in defs.tags or source.startswith("</") else escape(source)
