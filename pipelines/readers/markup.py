"""Parses XML and HTML without entities, network or DTD.

XML that declares entities is refused before it is parsed: bombs, external files and parameter entities all begin
there. A DOCTYPE that only names its DTD, as JATS and PubMed files have, is fine; the DTD is never fetched.
"""

import re
from collections.abc import Iterator

from lxml import etree, html

from pipelines.errors import Refused
from pipelines.readers.base import MEGABYTE, File
from pipelines.readers.decode import declared, decode, invalid
from pipelines.readers.safe import open_bytes, open_stream

ENTITY = re.compile(r"<!ENTITY", re.I)
REMARK = re.compile(r"<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)", re.S)  # comments and instructions, open ones to the end
CONTROL = re.compile(r"&#(?:x0*(?:[0-8bce-f]|1[0-9a-f]|7f)|0*(?:[0-8]|1[124-9]|2\d|3[01]|127))(?:;|(?![0-9a-f]))", re.I)
BEGIN = re.compile(r"<(?:html|head|body|title|meta)\b", re.I)  # behind this a page can only speak of entities
ASCII_LIKE = ("utf-8", "ascii", "iso8859", "cp125", "koi8")  # encodings in which the bytes "<!ENTITY" look the same


def parse_xml(file: File) -> etree._Element:
    """The root element of an XML file.

    Entity references that only the DTD would explain stay in the tree as entity nodes. Raises Refused for declared
    entities, damaged or truncated XML, invalid encodings, and as `open_bytes` does.
    """
    text = decode(open_bytes(file))
    refuse_entities(text)
    # What was searched is what is parsed: the declared encoding can't make the parser see something else.
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        raise damaged(error) from None
    _refuse_declared(root)
    return root


def iter_xml(file: File, *tags: str) -> Iterator[etree._Element]:
    """Each element named in `tags`, whole and one at a time, for files too large to hold; cleared once taken.

    Raises Refused as `parse_xml` does, for truncated files after the elements in front of the cut.
    """
    encoding = _stream_encoding(file)
    with open_stream(file) as stream:
        events = etree.iterparse(
            stream, tag=tags, encoding=encoding, resolve_entities=False, no_network=True, load_dtd=False,
            huge_tree=False, remove_pis=True,
        )  # fmt: skip
        try:
            for _, element in events:
                _refuse_declared(element)
                yield element
                element.clear()
                while (before := element.getprevious()) is not None:
                    parent = before.getparent()
                    if parent is None:
                        break
                    parent.remove(before)
        except etree.XMLSyntaxError as error:
            while stream.read(MEGABYTE):  # a bomb or a cut shows only further on, and is the better reason
                pass
            raise damaged(error) from None


def parse_html(file: File) -> html.HtmlElement:
    """The root of an HTML page.

    The parser expands no entities of a page's own; such a page is refused all the same, since a browser would show
    another text than was read, and XML of unknown kinds comes here too. Raises Refused for it, for a page without any
    element, and as `open_bytes` and `decode` do.
    """
    text = decode(open_bytes(file))
    refuse_entities(BEGIN.split(REMARK.sub("", text), maxsplit=1)[0])
    data = CONTROL.sub("", text).encode("utf-8", "replace")  # "&#1;": XML, which the tree is, has no such character
    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        return html.document_fromstring(data, parser=parser)
    except etree.ParserError:
        raise Refused("The page holds no text.", "Check it in a browser.") from None


def refuse_entities(text: str) -> None:
    """Raises Refused where `text`, XML, declares an entity."""
    if ENTITY.search(text):
        raise Refused("XML with entity declarations.", "Remove the ENTITY lines from its DOCTYPE, if you trust it.")


def damaged(error: etree.XMLSyntaxError) -> Refused:
    """The refusal for a parser's error, which names the line."""
    message = str(error.msg or "")
    if "encoding" in message or "proper UTF-8" in message:
        return invalid()
    line = error.lineno or 0
    if "XML_PARSE_HUGE" in message:  # libxml2's own limits
        return Refused(f"One piece of the XML is too large or nested too deep, at line {line}.", "Split it up.")
    return Refused(f"The XML is cut short or damaged at line {line}.", "Fetch or export it again.")


def _refuse_declared(element: etree._Element) -> None:
    """The same check on what the parser understood: nothing can be hidden from it."""
    dtd = element.getroottree().docinfo.internalDTD
    if dtd is not None and any(True for _ in dtd.iterentities()):  # type: ignore[attr-defined]  # the stubs lack it
        refuse_entities("<!ENTITY")


def _stream_encoding(file: File) -> str:
    """The encoding to parse the stream with, once its first megabyte was searched for entities."""
    with open_stream(file) as stream:
        head = stream.read(MEGABYTE)
    encoding = declared(head) or "utf-8"
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or not encoding.startswith(ASCII_LIKE):
        raise Refused("This large XML file is not UTF-8.", "Save it as UTF-8.")
    refuse_entities(head.decode("ascii", "replace"))
    return encoding
