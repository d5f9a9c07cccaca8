"""Takes out of an HTML page what isn't its article, and gives the rest the names that `inline.py` knows."""

import re

from lxml import etree, html

from pipelines.readers.inline import STRUCK

BLOCKS = frozenset(
    """address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 header hgroup hr li main menu nav ol p pre section summary table tbody td tfoot th
    thead tr ul""".split()
)
NEVER = "script style noscript template iframe object embed svg canvas video audio button input select textarea "
NEVER += "nav footer dialog link meta head menu label"
ROLES = {"navigation", "banner", "contentinfo", "search", "dialog", "menu", "toolbar"}
JUNK = re.compile(
    r"""(?:^|[\s_-])(?:nav|navbar|navigation|menu|submenu|sidebar|side-bar|breadcrumbs?|footer|cookies?
    |login|signin|popover|popup|modal|widget|widgets|advert|ads|banner|toc|toolbar|print-only|noprint
    |subscribe|newsletter|pagination|pager|tooltip|backtotop|kwd|kwd-group|right-container)(?:$|[\s_-])""",
    re.I | re.X,
)
DOUBTFUL = r"(?:share|sharing|social|metrics|skip|related|recommended|keywords?|search)"
WHOLE = re.compile(rf"(?:^|\s){DOUBTFUL}(?:$|\s)", re.I)
PART = re.compile(rf"(?:^|[\s_-]){DOUBTFUL}(?:$|[\s_-])", re.I)  # also of "age-related" and "social-history"
HEADS = ("h1", "h2", "h3", "h4", "h5", "h6")
HIDDEN_CLASS = re.compile(
    r"(?:^|\s)(?:hidden|hide|sr-only|visually-?hidden|screen-reader(?:-text)?|d-none)(?:$|\s)", re.I
)
HIDDEN_STYLE = re.compile(
    r"""display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|content-visibility\s*:\s*hidden
    |opacity\s*:\s*(?:0+(?:\.0*)?|\.0+)\s*%?\s*(?:[;!]|$)
    |font-size\s*:\s*(?:(?:0+(?:\.0*)?|\.0+)(?![.\d])|0*(?:\.\d+|1(?:\.0+)?)p[xt]\b)  # up to one pixel
    |(?:^|[;\s])color\s*:\s*transparent
    |(?:text-indent|left|right|top|bottom|margin)\s*:\s*-(?:\d{4,}\s*(?:px|pt|%)|\d{3,}\s*(?:r?em|vw|vh))
    |clip(?:-path)?\s*:\s*(?:rect\(\s*[01](?:px)?[\s,]+[01](?:px)?[\s,]+[01](?:px)?[\s,]+[01](?:px)?\s*\)|inset\(\s*(?:[5-9]\d|100)%)
    |transform\s*:\s*scale[xy]?\(\s*(?:0+(?:\.0*)?|\.0+)\s*[,)]""",
    re.I | re.X,
)
EMPTY_BOX = re.compile(r"(?:^|[;\s])(?:max-)?(?:height|width)\s*:\s*[01](?:px)?\s*(?:[;!]|$)", re.I)
CLIPPED = re.compile(r"overflow(?:-[xy])?\s*:\s*(?:hidden|clip)", re.I)
REMARK = re.compile(r"/\*.*?\*/", re.S)
STRUCK_STYLE = re.compile(r"text-decoration(?:-line)?\s*:[^;]*line-through", re.I)
NUMBER = re.compile(r"[\s\[(]*\d{1,3}(?:\s*[-–,;]\s*\d{1,3})*[\s\])]*")
SENTENCE = re.compile(r"\w[)\]”\"’']*[.!?](?:\s|$)")
SERVICE = re.compile(r"\s*(?:downloads?|export|share|follow|print|languages?|skip|tags)\b", re.I)  # "Download:"
MOST = 0.6  # of the page's text: an element that holds so much is its article


def clean(root: etree._Element) -> None:
    """Drops scripts, navigation, hidden text and the like from a page, and marks its citations."""
    for element in [*root.iter(*NEVER.split())]:
        drop(element)
    body = root.find("body")
    for form in [*root.iter("form")]:  # some sites put the whole page into one
        if not sentence(form) and _length(form) < MOST * _length(root if body is None else body):
            drop(form)
    strike(root)
    for element in [*root.iterdescendants()]:
        if isinstance(element.tag, str) and (hidden(element) or _junk(element)):
            drop(element)
    for link in [*root.iter("a")]:
        if NUMBER.fullmatch("".join(map(str, link.itertext()))) and "#" in (link.get("href") or ""):
            link.tag = "xref"
            link.set("ref-type", "bibr")
    for element in root.iter():
        if element.tag in BLOCKS:  # so that the texts of two blocks in a cell don't run together
            element.tail = f" {element.tail or ''}"
            if element.tag not in ("pre", "table", "tr", "tbody"):
                element.text = f" {element.text or ''}"


def strike(root: etree._Element) -> None:
    """Empties what is struck out; a space stays, so that what stood around it doesn't run together."""
    for element in [*root.iterdescendants()]:
        if element.tag in STRUCK or STRUCK_STYLE.search(element.get("style") or ""):
            element[:] = []
            element.text = " "


def hidden(element: etree._Element) -> bool:
    """Whether a browser doesn't show an element, by its attributes; style sheets aren't looked at."""
    style = REMARK.sub("", element.get("style") or "")
    return (
        element.get("hidden") is not None
        or (element.get("aria-hidden") or "").strip().lower() == "true"
        or HIDDEN_STYLE.search(style) is not None
        or (EMPTY_BOX.search(style) is not None and CLIPPED.search(style) is not None)
        or HIDDEN_CLASS.search(element.get("class") or "") is not None
    )


def content(root: etree._Element) -> etree._Element:
    """The element that holds the article: article or main when it has most of the text, else the body."""
    body = root.find("body")
    whole = body if body is not None else root
    for path in (".//article", ".//main", ".//*[@role='main']"):
        found = root.findall(path)
        if len(found) == 1 and _length(found[0]) >= MOST * _length(whole):
            return found[0]
    return whole


def _length(element: etree._Element) -> int:
    return sum(len(" ".join(str(text).split())) for text in element.itertext())


def _junk(element: etree._Element) -> bool:
    """Whether an element is part of the page's furniture, by its role, its name, or its many links."""
    if element.tag in ("html", "body", "main", "article") or element.get("role") == "main":
        return False
    if element.get("role") in ROLES:
        return True
    beside = element.tag == "aside" or element.get("role") in ("complementary", "alert")
    if beside and not sentence(element, signed=element.get("role") != "alert"):
        return True
    if element.tag in ("div", "section", "ul", "ol", "span", "header", "p", "aside"):
        names = f"{element.get('class') or ''} {element.get('id') or ''}"
        if _named(names, element) and len(element.findall(".//p")) < 8:
            return True
    return element.tag in ("ul", "ol", "div", "p") and _links(element)


def _named(names: str, element: etree._Element) -> bool:
    """Whether its class or id names furniture; a doubtful name only where there is neither heading nor sentence."""
    if JUNK.search(names) or WHOLE.search(names):
        return True
    return PART.search(names) is not None and not (_headed(element) or sentence(element))


def _headed(element: etree._Element) -> bool:
    """Whether an element begins with a heading."""
    for inner in element.iter():
        if inner.tag in HEADS:
            return True
        if (inner.text or "").strip():
            return False
    return False


def sentence(element: etree._Element, signed: bool = True) -> bool:
    """Whether an element holds a sentence, its links apart; it ends in a sign unless that isn't asked for."""
    linked = sum(len(" ".join(map(str, link.itertext())).split()) for link in element.iter("a"))
    text = " ".join(" ".join(map(str, element.itertext())).split())
    return len(text.split()) - linked >= 3 and (not signed or SENTENCE.search(text) is not None)


def _introduced(element: etree._Element) -> bool:
    """Whether "Symptoms include:" stands right before an element, or a heading of the article."""
    at: etree._Element | None = element
    while at is not None and at.tag != "body":
        before, above = at.getprevious(), at.getparent()
        lead = (before.tail or "") if before is not None else (above.text or "") if above is not None else ""
        if before is not None and not lead.strip():
            if before.tag in HEADS and any(True for _ in element.iterancestors("article", "main")):
                return True
            lead = "".join(map(str, before.itertext()))
        if before is not None or lead.strip():
            return lead.rstrip().endswith(":") and not SERVICE.match(lead)
        at = above
    return False


def _links(element: etree._Element) -> bool:
    """Whether an element is a list of links: three or more that make up nearly all of its text."""
    links = element.findall(".//a[@href]")
    if len(links) < 3 or any(True for _ in element.iter("table", "h1", "h2", "h3")):
        return False
    if any(map(_introduced, [element, *element.iter("ul", "ol")])):
        return False
    linked = sum(_length(link) for link in links)
    return linked > 0.85 * max(1, _length(element))


def drop(element: etree._Element) -> None:
    """Takes an element out; what follows it stays."""
    if isinstance(element, html.HtmlElement) and element.getparent() is not None:
        element.drop_tree()
