"""What a file is, by its content first: first bytes, XML root, HTML doctype, JSON lines, MEDLINE tags.

The suffix decides only between plain text, Markdown and CSV, and a name that promises another type is refused.
"""

import json
import re
from pathlib import Path

from pipelines.errors import Refused
from pipelines.readers.base import MEGABYTE, File
from pipelines.readers.binary import OLE, Binary, Foreign, refuse_binary, refuse_ole, refuse_zip
from pipelines.readers.decode import MARKS
from pipelines.readers.safe import EMPTY, GZIP, again, check, open_stream

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
HTML = "text/html"
MARKDOWN = "text/markdown"
TEXT = "text/plain"
JATS = "application/jats+xml"
PUBMED = "application/pubmed+xml"
MEDLINE = "application/nbib"
MEDQUAD = "application/medquad+xml"
JSONL = "application/jsonl"
CSV = "text/csv"

XML = (JATS, PUBMED, MEDQUAD, HTML)
PROMISES: dict[str, tuple[str, tuple[str, ...]]] = {  # suffix: what its name promises, the types that keep it
    ".pdf": ("a PDF", (PDF,)),
    ".docx": ("a Word document", (DOCX,)),
    ".html": ("an HTML page", (HTML,)),
    ".htm": ("an HTML page", (HTML,)),
    ".xhtml": ("an HTML page", (HTML,)),
    ".xml": ("XML", XML),
    ".nxml": ("XML", XML),
    ".jsonl": ("JSON Lines", (JSONL,)),
    ".ndjson": ("JSON Lines", (JSONL,)),
    ".nbib": ("MEDLINE text", (MEDLINE,)),
    ".csv": ("a CSV table", (CSV,)),
    ".tsv": ("a CSV table", (CSV,)),
    ".md": ("Markdown", (MARKDOWN,)),
    ".markdown": ("Markdown", (MARKDOWN,)),
}
BY_SUFFIX = {".md": MARKDOWN, ".markdown": MARKDOWN, ".csv": CSV, ".tsv": CSV, ".txt": TEXT, ".text": TEXT, "": TEXT}
TEXTS = {*PROMISES, *BY_SUFFIX} - {".pdf", ".docx", ""}  # suffixes that promise text of some kind
PROLOG = re.compile(r"(?:\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE(?:[^\[>]|\[.*?\]\s*(?=>))*>)*", re.S | re.I)
ROOT = re.compile(r"<(?:[\w.-]+:)?([A-Za-z][\w.-]*)")
ROOTS = {
    "pmc-articleset": JATS,
    "PubmedArticleSet": PUBMED,
    "PubmedArticle": PUBMED,
    "PubmedBookArticle": PUBMED,
    "MedlineCitationSet": PUBMED,
    "MedlineCitation": PUBMED,
}
ENVELOPES = {"OAI-PMH", "GetRecord", "ListRecords", "record", "records"}
PAGE = re.compile(r"<!doctype\s+html|<html\b", re.I)
ELEMENTS = {"head", "body", "main", "div", "section", "article", "p", "h1", "h2", "h3", "table", "ul", "ol", "title"}
ELEMENTS |= {"meta", "link", "script", "style", "span", "header", "nav", "form"}
TAGGED = re.compile(r"\s*[A-Z]{2,4} *- .*?^PMID- *\d|\s*PMID- *\d", re.S | re.M)


def detect(file: File) -> str:
    """The media type of a file, one of the constants above.

    Raises Refused for types that aren't read, for a name that promises another type, and as `open_stream` does.
    """
    suffix = suffix_of(file)
    what, kept = PROMISES.get(suffix, ("", ()))
    try:
        found = _content(file, suffix)
    except Foreign as error:
        if isinstance(error, Binary) and suffix in TEXTS:
            raise Refused("The file holds bytes that are no text.", "Save it again as text in UTF-8.") from None
        if not what:
            raise
        found = ""
    if what and found not in kept:
        raise Refused(f"The name ends in {suffix}, but this is not {what}.", "Check where it came from, and its name.")
    return found


def suffix_of(file: File) -> str:
    """The suffix that tells the type, lower case: ".xml" for "a.xml.gz". Raises Refused for a .gz that is none."""
    path = Path(file.path.name.lower())
    if path.suffix != ".gz":
        return path.suffix
    check(file)
    with open(file.path, "rb") as stream:
        if stream.read(2) != GZIP:
            raise Refused("The name ends in .gz, but this is not gzip.", "Check where it came from, and its name.")
    return path.with_suffix("").suffix


def _content(file: File, suffix: str) -> str:
    """The type that the first 64 KB tell. Raises Foreign for a type that isn't read."""
    with open_stream(file) as stream:
        head = stream.read(1 << 16)
        if head.lstrip()[:1] == b"{" and b"\n" not in head:  # one record can be longer than that
            head += stream.readline(16 * MEGABYTE)
    if not head:
        raise again(EMPTY)
    if b"%PDF-" in head[:1024]:
        return PDF
    if head.startswith(b"PK\x03\x04"):
        refuse_zip(file)
        return DOCX
    if head.startswith(OLE):
        refuse_ole(file)
    if head.startswith(b"{\\rtf"):
        raise Foreign("This is an RTF file.", "Save it as DOCX and add that.")
    refuse_binary(head)
    text = _lenient(head)
    if not text.strip():
        raise Refused("The file holds no text.", "Save it again or remove it.")
    return _markup(text, suffix) or _lines(text, suffix) or _plain(suffix)


def _markup(text: str, suffix: str) -> str:
    """The type of a file that begins with an element; empty for Markdown or text that only happens to."""
    begin = PROLOG.match(text)
    found = ROOT.match(text, begin.end() if begin else 0)
    if not found:
        return ""
    root = found.group(1)
    if root in ROOTS:
        return ROOTS[root]
    if root == "article" and re.search(r"<front\b|article-type|dtd-version|//NLM//DTD", text):
        return JATS
    if root in ENVELOPES and re.search(r"<(?:[\w.-]+:)?article\b[^>]*(?:article-type|jats)", text):
        return JATS
    if root == "Document" and re.search(r"<(?:QAPairs|Focus)\b", text):
        return MEDQUAD
    if PAGE.search(text[: found.end() + 1]):
        return HTML
    if suffix in BY_SUFFIX:
        return ""
    if root.lower() in ELEMENTS:
        return HTML
    raise Foreign(f"This is XML of a kind that isn't read (<{root}>).", "Add JATS, PubMed or MedQuAD XML.")


def _lines(text: str, suffix: str) -> str:
    """JSON Lines or MEDLINE text; empty for anything else."""
    if suffix not in (".md", ".markdown", ".csv", ".tsv") and TAGGED.match(text):
        return MEDLINE
    try:
        if isinstance(json.loads(text.strip().split("\n", 1)[0]), dict):
            return JSONL
    except (ValueError, RecursionError):
        pass
    if suffix == ".json":
        raise Refused("This is JSON, but not one object a line.", "Save it as JSON Lines, one document a line.")
    return ""


def _plain(suffix: str) -> str:
    """The type of a text without marks of its own, by its suffix."""
    if suffix in PROMISES and suffix not in BY_SUFFIX:  # ".pdf", ".xml" and others that the content doesn't keep
        return TEXT
    if suffix not in BY_SUFFIX:
        raise Foreign(f"Files that end in {suffix} aren't read.", "If it is plain text, rename it to .txt.")
    return BY_SUFFIX[suffix]


def _lenient(head: bytes) -> str:
    """The head as text; bytes that fit no encoding are replaced, since only ASCII matters here."""
    for mark, encoding in MARKS:
        if head.startswith(mark):
            return head.decode(encoding, "replace")
    return head.decode("utf-8", "replace")
