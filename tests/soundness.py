"""What holds for every document that a reader gives, whatever the format."""

from pathlib import Path

import pytest
from hypothesis import strategies as st

from pipelines.errors import Refused
from pipelines.readers import read
from pipelines.readers.base import File
from pipelines.readers.decode import INVISIBLE
from pipelines.schema import Document, Refusal


def legible(exclude: str = "") -> st.SearchStrategy[str]:
    """Characters that a reader keeps: no controls, and none of those that nobody sees, which readers drop."""
    found = st.characters(codec="utf-8", exclude_categories=["C"], exclude_characters=exclude)
    return found.filter(lambda one: not INVISIBLE.search(one))


def sound(document: Document) -> Document:
    """The document, once its sections are ordered, disjoint and inside the text, and its tables inside sections."""
    end = 0
    for section in document.sections:
        assert end <= section.start < section.end <= len(document.text)
        assert document.text[section.start : section.end].strip()
        end = section.end
    for table in document.tables:
        assert table.start <= table.body < table.end
        assert any(section.start <= table.start and table.end <= section.end for section in document.sections)
        assert document.text[table.start : table.body].endswith("\n") or table.start == table.body
    assert document.id
    assert document.sections
    assert not INVISIBLE.search("\n".join([document.title, document.text, *(s.title for s in document.sections)]))
    return document


def records(path: Path, content: str | bytes, label: str = "", **columns: str) -> list[Document | Refusal]:
    """Everything that reading a file with this content gives, by its detected type."""
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(read(File(path, label or path.name, columns=columns)))


def documents(path: Path, content: str | bytes, label: str = "", **columns: str) -> list[Document]:
    """The documents of a file that refuses none of its records, each of them sound."""
    found = records(path, content, label, **columns)
    assert not [record for record in found if isinstance(record, Refusal)]
    return [sound(record) for record in found if isinstance(record, Document)]


def refused(path: Path, content: str | bytes, **columns: str) -> Refused:
    """The refusal of a whole file; fails when it is taken."""
    with pytest.raises(Refused) as caught:
        records(path, content, **columns)
    assert caught.value.reason
    assert caught.value.remedy
    return caught.value


def parts(document: Document) -> dict[str, str]:
    """The text of each section by its title; the texts of sections with one title are joined by a line."""
    found: dict[str, str] = {}
    for section in document.sections:
        text = document.text[section.start : section.end]
        found[section.title] = f"{found[section.title]}\n{text}" if section.title in found else text
    return found
