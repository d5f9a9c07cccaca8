"""Reads Markdown (CommonMark with tables). One document a file; front matter tells its title, date and kind."""

import re
from collections.abc import Iterator
from itertools import zip_longest

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from pipelines.readers import html, matter
from pipelines.readers.base import File
from pipelines.readers.compose import spaces
from pipelines.readers.decode import text as text_of
from pipelines.readers.decode import visible
from pipelines.readers.outline import Outline
from pipelines.schema import Document, Refusal

CAPTION = re.compile(r"(?:table|tab\.)\s*\d+\b", re.I)


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
    for node, after in zip_longest(nodes, nodes[1:]):
        if node.type == "heading":
            outline.heading(_text(node), int(node.tag[1:]))
        elif node.type == "paragraph" and after and after.type == "table" and CAPTION.match(_text(node)):
            caption = _text(node)
            continue
        elif node.type == "table":
            _table(node, caption, outline)
        elif node.type in ("bullet_list", "ordered_list"):
            outline.paragraph("\n".join(_items(node)))
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


def _items(node: SyntaxTreeNode, indent: str = "") -> Iterator[str]:
    """The lines of a list: "- item" or "1. item", nested ones set in."""
    first = int(node.attrs.get("start", 1))
    for number, item in enumerate(node.children, first):
        sign = f"{number}." if node.type == "ordered_list" else "-"
        texts = [_text(child) for child in item.children if not child.type.endswith("_list")]
        yield f"{indent}{sign} {' '.join(filter(None, texts))}"
        for child in item.children:
            if child.type.endswith("_list"):
                yield from _items(child, indent + "  ")


def _text(node: SyntaxTreeNode) -> str:
    """The plain text of a node on one line: no marks, links by their text, HTML tags left out."""
    return spaces(_raw(node))


def _raw(node: SyntaxTreeNode) -> str:
    if node.type in ("softbreak", "hardbreak"):
        return " "
    if node.type in ("text", "code_inline", "fence", "code_block"):
        return node.content
    if node.type == "html_inline":
        return " " if node.content.startswith("<br") else ""
    if node.type in ("html_block", "image"):
        return ""
    between = " " if node.type in ("list_item", "blockquote", "bullet_list", "ordered_list") else ""
    return between.join(_raw(child) for child in node.children)
