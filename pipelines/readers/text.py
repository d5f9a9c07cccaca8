"""Reads plain text. Headings are guessed: underlined, in capitals, numbered, or short between blank lines."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.readers import matter
from pipelines.readers.base import File
from pipelines.readers.boilerplate import boilerplate
from pipelines.readers.compose import spaces
from pipelines.readers.decode import text as text_of
from pipelines.readers.decode import visible
from pipelines.readers.hyphen import Joiner
from pipelines.readers.outline import Outline
from pipelines.schema import Document, Refusal

RULE = re.compile(r"(=+|-+|~+|\^+|\*+|#+)")
NUMBER = re.compile(r"(\d{1,2}(?:\.\d{1,2})*)[.)]?\s+[A-Z]")
MARKED = re.compile(r"(#{1,6})\s+(.+?)\s*#*")
ITEM = re.compile(r"(?:[-*•+‣▪]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)])\s+\S")
SENTENCE = re.compile(r"[.!?;,:]$")
LONGEST, SHORT = 120, 70  # characters of a title; of a heading without any mark
CAPITALS, PLAIN = 2, 4  # levels of headings in capitals and of those that are only short


@dataclass(frozen=True, slots=True)
class Heading:
    """A line that is a heading; `level` 1 is the outermost."""

    title: str
    level: int


def read(file: File) -> Iterator[Document | Refusal]:
    """The file as one document. Raises Refused as `decode.text` does."""
    facts, body = matter.split(visible(text_of(file)).replace("\f", "\n\n"))
    parts = list(_parts(body, Joiner(body.split())))
    first = next((part for part in parts), "")
    title = facts.fields.get("title", "")
    if not title:
        title = first.title if isinstance(first, Heading) else _title(first)
        if title and first == title:
            parts = parts[1:]
    outline = Outline(title)
    for part in parts:
        if isinstance(part, Heading):
            outline.heading(part.title, part.level)
        elif spaces(part) != spaces(title):
            outline.paragraph(part)
    if outline.composer.empty and title:
        outline.composer.paragraph(title)
    yield facts.document(outline.composer, title or file.stem, file.label)


def _title(paragraph: str) -> str:
    """A first paragraph that is one short line without a full stop is the title."""
    line = paragraph.strip()
    return "" if "\n" in line or len(line) > LONGEST or line.endswith(".") else line


def _parts(text: str, joiner: Joiner) -> Iterator[Heading | str]:
    """Headings and paragraphs in order. Lines of a paragraph are joined, those of a list or a verse stay."""
    for block in re.split(r"\n[ \t]*\n", text):
        lines = [line.rstrip() for line in block.split("\n") if line.strip()]
        while lines:
            heading, used = _heading(lines)
            if heading:
                yield heading
                lines = lines[used:]
                continue
            end = next((i for i in range(1, len(lines)) if _underlined(lines[i:])), len(lines))
            yield _paragraph(lines[:end], joiner)
            lines = lines[end:]


def _underlined(lines: list[str]) -> bool:
    """Whether the second line underlines the first."""
    if len(lines) < 2 or not RULE.fullmatch(lines[1].strip()):
        return False
    return len(lines[1].strip()) > 2 and len(lines[0].strip()) <= LONGEST and not RULE.fullmatch(lines[0].strip())


def _heading(lines: list[str]) -> tuple[Heading | None, int]:
    """The heading that the lines of a block begin with, and how many lines it takes."""
    line = lines[0].strip()
    if _underlined(lines):
        return Heading(line, 1 if lines[1].strip()[0] in "=#*" else 2), 2
    if marked := MARKED.fullmatch(line):
        return Heading(marked.group(2), len(marked.group(1))), 1
    letters = [char for char in line if char.isalpha()]
    if len(line) > LONGEST or not letters or line.endswith((".", ",", ";")) or RULE.fullmatch(line):
        return None, 0
    alone = len(lines) == 1
    if len(letters) > 3 and line.isupper() and (alone or len(line) < SHORT):
        return Heading(line, CAPITALS), 1
    if (number := NUMBER.match(line)) and alone and len(line) <= SHORT:
        return Heading(line, CAPITALS + number.group(1).count(".")), 1
    if alone and boilerplate(line):
        return Heading(line, 1), 1
    short = alone and len(line) <= SHORT and line[0].isupper() and len(line.split()) <= 8
    if short and not SENTENCE.search(line) and not ITEM.match(line) and not re.search(r"\d\s*(?:mg|g|mL|%)", line):
        return Heading(line, PLAIN), 1
    return None, 0


def _paragraph(lines: list[str], joiner: Joiner) -> str:
    """The lines as a paragraph; list items keep lines of their own."""
    text = ""
    for line in lines:
        if RULE.fullmatch(line.strip()):
            continue
        listed = ITEM.match(line.strip()) is not None or "|" in line or "\t" in line.strip()
        text = f"{text}\n{line.strip()}" if text and listed else joiner.join(text, line.strip())
    return text
