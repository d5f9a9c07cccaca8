"""Makes the samples that no text editor can write: PDF, DOCX and gzip, from the texts in tests/sample_texts.

    python -m tests.make_samples

"x.pdf.md" becomes samples/.../x.pdf, "x.docx.md" x.docx; "x.xml" and "x.jsonl" become x.xml.gz and x.jsonl.gz. The same
texts give the same bytes: dates and ids are fixed. PDF needs reportlab, and matplotlib for its DejaVu fonts.
"""

import gzip
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import docx
import yaml
from docx.text.paragraph import Paragraph
from markdown_it import MarkdownIt
from markdown_it.token import Token

TEXTS = Path(__file__).with_name("sample_texts")
SAMPLES = Path(__file__).parents[1] / "samples"


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a text: a heading of level 1 to 3, a paragraph, a caption, a list item or a table.

    `text` keeps *italic* marks; `rows` holds a table, its header first.
    """

    what: str
    text: str = ""
    level: int = 0
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Text:
    """A text to set: its front matter and its blocks."""

    title: str
    published: datetime
    date: str
    kind: str
    authors: str
    running: str
    columns: int
    blocks: tuple[Block, ...]


def make(folder: Path = SAMPLES) -> list[Path]:
    """Writes every made sample under `folder`; gives their paths, relative to it."""
    made = []
    for source in sorted(path for path in TEXTS.rglob("*") if path.is_file()):
        packed = source.suffix != ".md"
        name = source.with_name(source.name + ".gz") if packed else source.with_suffix("")
        path = name.relative_to(TEXTS)
        (folder / path.parent).mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(
            gzip.compress(source.read_bytes(), mtime=0) if packed else _set(source, path.suffix)
        )
        made.append(path)
    return made


def read(source: Path) -> Text:
    """A text with its front matter: title, published, kind, authors, and for PDF layout and running (the page head)."""
    _, front, body = source.read_text(encoding="utf-8").split("---\n", 2)
    meta = {key: str(value) for key, value in yaml.safe_load(front).items()}
    date = meta["published"]
    whole = date + "2000-01-01"[len(date) :]
    return Text(
        title=meta["title"],
        published=datetime.fromisoformat(whole),
        date=date,
        kind=meta["kind"],
        authors=meta["authors"],
        running=meta.get("running", ""),
        columns=2 if meta.get("layout") == "two columns" else 1,
        blocks=tuple(_blocks(MarkdownIt("commonmark").enable("table").parse(body))),
    )


def _blocks(tokens: list[Token]) -> Iterator[Block]:
    rows: list[list[str]] = []
    listed, level = False, 0
    for token in tokens:
        if token.type in ("bullet_list_open", "bullet_list_close"):
            listed = token.nesting > 0
        elif token.type == "heading_open":
            level = int(token.tag[1])
        elif token.type == "table_open":
            rows = []
        elif token.type == "tr_open":
            rows.append([])
        elif token.type == "table_close":
            yield Block("table", rows=tuple(tuple(row) for row in rows))
        elif token.type == "inline" and token.level > 2 and rows and not listed:
            rows[-1].append(token.content)
        elif token.type == "inline":
            text = " ".join(token.content.split())
            what = "heading" if level else "item" if listed else "caption" if text.startswith("Table ") else "paragraph"
            yield Block(what, text, level)
            level = 0


def _set(source: Path, suffix: str) -> bytes:
    text = read(source)
    if suffix == ".docx":
        return to_docx(text)
    from tests.sample_pdf import to_pdf  # here, so that the other kinds need no reportlab

    return to_pdf(text)


def to_docx(text: Text) -> bytes:
    """The text as a Word document with styles for headings, captions and lists, and its core properties set."""
    document = docx.Document()
    properties = document.core_properties
    properties.title, properties.author, properties.category = text.title, text.authors, text.kind
    properties.created = properties.modified = text.published
    properties.last_modified_by, properties.comments, properties.language = text.authors, "", "en-GB"
    for block in text.blocks:
        if block.what == "table":
            _docx_table(document, block.rows)
        elif block.what == "heading":
            style = "Title" if block.level == 1 else f"Heading {block.level - 1}"
            document.add_paragraph(block.text, style=style)
        else:
            style = {"item": "List Bullet", "caption": "Caption"}.get(block.what, "Normal")
            _runs(document.add_paragraph(style=style), block.text)
    packed = io.BytesIO()
    document.save(packed)
    return _undated(packed)


def _docx_table(document: docx.document.Document, rows: tuple[tuple[str, ...], ...]) -> None:
    table = document.add_table(rows=len(rows), cols=len(rows[0]), style="Table Grid")
    for line, row in zip(table.rows, rows, strict=True):
        for cell, text in zip(line.cells, row, strict=True):
            _runs(cell.paragraphs[0], text)
    for cell in table.rows[0].cells:
        for run in cell.paragraphs[0].runs:
            run.bold = True
    document.add_paragraph()


def _runs(paragraph: Paragraph, text: str) -> None:
    for number, part in enumerate(text.split("*")):
        paragraph.add_run(part).italic = number % 2 == 1 or None


def _undated(packed: io.BytesIO) -> bytes:
    """The same zip without the time of its making."""
    out = io.BytesIO()
    with zipfile.ZipFile(packed) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            member = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            member.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(member, old.read(name))
    return out.getvalue()


if __name__ == "__main__":
    for path in make():
        print(path)
