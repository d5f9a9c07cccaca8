"""What a page made of a Markdown file hides: elements of HTML that open in one block and close in a later one.

Behind `<div hidden>` on a line of its own and a blank line come paragraphs that look like any other.
"""

import re
from collections.abc import Iterable, Iterator

from lxml import html
from lxml.html import defs
from markdown_it.tree import SyntaxTreeNode

from pipelines.readers.html_clean import BLOCKS, hidden

TAG = re.compile(r"""<(/?)([a-z][a-z0-9-]*)((?:[^>"']|"[^"]*"|'[^']*')*)>""", re.I)
UNSEEN = ("template", "noscript")
OUTLASTING = (BLOCKS | {*UNSEEN}) - {"p", "li", "dt", "dd", "tr", "td", "th", "hr"}  # others end with their block


class Curtain:
    """The hidden element that is open, if any; its parts pass by in their order."""

    def __init__(self) -> None:
        self._name = ""
        self._depth = 0  # elements of its name that are open, itself included

    @property
    def drawn(self) -> bool:
        """Whether what comes now is hidden."""
        return bool(self._depth)

    def part(self, source: str) -> str:
        """What of a piece of HTML stands outside of hidden elements."""
        kept, at = [], 0
        for tag in TAG.finditer(source):
            name = tag[2].lower()
            if self.drawn:
                self._depth += (-1 if tag[1] else 1) * (name == self._name)
                at = tag.end()
            elif name in OUTLASTING and hides(tag.group()):
                kept.append(source[at : tag.start()])
                self._name, self._depth = name, 1
        return "".join([*kept, "" if self.drawn else source[at:]])


def hides(tag: str) -> bool:
    """Whether a start tag opens an element that a browser doesn't show."""
    match = TAG.match(tag)
    if not match or match[1] or match[2].lower() in defs.empty_tags:
        return False
    return match[2].lower() in UNSEEN or hidden(html.fragment_fromstring(f"<span{match[3].rstrip('/')}></span>"))


def shown(nodes: Iterable[SyntaxTreeNode]) -> Iterator[SyntaxTreeNode]:
    """The blocks that a browser shows, in their order; of HTML what stands outside of hidden elements."""
    curtain = Curtain()
    for node in nodes:
        before = curtain.drawn
        if node.type == "html_block":
            if node.token is not None:
                node.token.content = curtain.part(node.content)
            yield node
            continue
        curtain.part("".join(part.content for part in node.walk() if part.type == "html_inline"))
        if not before:
            yield node
