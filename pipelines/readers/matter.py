"""What a text file tells about its work in its first lines: "key: value" between two lines of dashes."""

import re
from dataclasses import dataclass, field

from pipelines.readers import reference
from pipelines.readers.compose import Composer, spaces
from pipelines.readers.dates import read_date
from pipelines.readers.kind import kind_of, read_kind
from pipelines.schema import Document, Kind, Reference

BLOCK = re.compile(r"\A\s*(?:---|\+\+\+)[ \t]*\n(.*?)\n(?:---|\+\+\+|\.\.\.)[ \t]*(?:\n|\Z)", re.S)
PAIR = re.compile(r"([A-Za-z][\w -]{0,40}?)\s*[:=]\s*(.*)")
KEYS = {  # what people write, and our name for it
    "date": "published",
    "year": "published",
    "type": "kind",
    "category": "kind",
    "author": "authors",
    "link": "url",
    "source": "url",
    "subtitle": "",
}


@dataclass(frozen=True, slots=True)
class Matter:
    """The known fields of front matter; unknown ones are passed over."""

    fields: dict[str, str] = field(default_factory=dict)

    def document(self, composer: Composer, title: str, source: str) -> Document:
        """A document with this text; `title` and `source` are used where the fields don't tell."""
        text, sections, tables, pages = composer.build()
        found = Reference(
            authors=reference.authors(self.fields.get("authors", "")),
            journal=self.fields.get("journal", ""),
            pmid=reference.pmid(self.fields.get("pmid", "")),
            pmcid=reference.pmcid(self.fields.get("pmcid", "")),
            doi=reference.doi(self.fields.get("doi", "")),
            volume=self.fields.get("volume", ""),
            issue=self.fields.get("issue", ""),
            pages=self.fields.get("pages", ""),
        )
        title = spaces(self.fields.get("title", "") or title)
        url = self.fields.get("url", "")
        return Document(
            id=reference.identity(found) or source,
            title=title,
            text=text,
            source=source,
            url=url if re.match(r"https?://", url) else reference.address(found),
            published=read_date(self.fields.get("published", "")),
            kind=self._kind(title),
            sections=sections,
            tables=tables,
            pages=pages,
            reference=found,
        )

    def _kind(self, title: str) -> Kind:
        named = self.fields.get("kind", "")
        return read_kind(named) if named else kind_of([], title)


def split(text: str) -> tuple[Matter, str]:
    """The front matter of a text, and the text behind it; empty fields where there is none."""
    block = BLOCK.match(text)
    if not block or not PAIR.match(block.group(1).strip()):
        return Matter(), text
    fields: dict[str, str] = {}
    last = ""
    for line in block.group(1).splitlines():
        pair = PAIR.fullmatch(line.strip()) if not line.startswith((" ", "\t", "-")) else None
        if pair:
            name = pair.group(1).lower().replace(" ", "_")
            last = KEYS.get(name, name)
            fields[last] = _value(pair.group(2))
        elif last and (item := line.strip().lstrip("-").strip()):  # a list, one item a line
            fields[last] = "; ".join(filter(None, (fields[last], _value(item))))
    return Matter(fields), text[block.end() :]


def _value(text: str) -> str:
    """A value without its quotes; "[a, b]" as "a; b"."""
    text = text.strip()
    if text[:1] == "[" and text[-1:] == "]":
        return "; ".join(part.strip().strip("\"'") for part in text[1:-1].split(",") if part.strip())
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text
