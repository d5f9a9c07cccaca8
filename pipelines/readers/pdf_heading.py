"""The levels of a PDF's headings, from their numbers, their style, and the headings that every paper has."""

import re
from collections import Counter
from collections.abc import Sequence

from pipelines.readers.boilerplate import MAIN, boilerplate
from pipelines.readers.hyphen import HYPHEN
from pipelines.readers.pdf_block import Block
from pipelines.readers.pdf_mark import capitals

NUMBER = re.compile(r"(\d{1,2}(?:\.\d{1,2})*)\.?\s+\D")
DEEPEST = 4
Key = tuple[float, bool, bool, bool, str]


def levels(headings: Sequence[Block]) -> dict[int, int]:
    """The level of each heading, from 1, by `id(block)`."""
    keys = {id(block): _key(block) for block in headings}
    ranks = _ranks(headings, keys)
    numbered = [block for block in headings if NUMBER.match(_text(block))]
    counts = len(numbered) >= 3 and any("." in _number(block) for block in numbered)
    found: dict[int, int] = {}
    for block in headings:
        if counts and NUMBER.match(_text(block)):
            found[id(block)] = min(_number(block).count(".") + 1, DEEPEST)
        else:
            found[id(block)] = 1 if boilerplate(_text(block)) else ranks[keys[id(block)]]
    return found


def _key(block: Block) -> Key:
    style = block.style
    return (round(style.size), capitals(_text(block)), style.bold, not style.italic, style.font)


def _ranks(headings: Sequence[Block], keys: dict[int, Key]) -> dict[Key, int]:
    """The level of each style: those of the main headings, of the end matter and larger ones are 1.

    The others follow by size and weight; those of one size and weight by their first appearance: a paper opens an outer
    section before an inner one.
    """
    order = {key: -place for place, key in reversed(list(enumerate(keys.values())))}
    counts = Counter(keys[id(block)] for block in headings if MAIN.fullmatch(_text(block)))
    most = max(counts.values(), default=0)
    main = {key for key, count in counts.items() if count >= max(2, most / 2) or count == most}
    ends = Counter(keys[id(block)] for block in headings if boilerplate(_text(block)))
    of_all = Counter(keys.values())
    end = [key for key, count in ends.items() if key not in main and 2 * count > of_all[key]]
    smallest = min((key[:3] for key in main), default=None)
    rest = [key for key in order if key not in main and key not in end]
    top = [key for key in rest if smallest is not None and key[0] > smallest[0]]
    inner = sorted((key for key in rest if key not in top), key=lambda key: (*key[:4], order[key]), reverse=True)
    ranks = dict.fromkeys([*main, *end, *top], 1)
    for depth, key in enumerate(inner, 2 if main or top else 1):
        ranks[key] = min(depth, DEEPEST)
    return ranks


def _text(block: Block) -> str:
    return " ".join(line.text for line in block.lines).replace(HYPHEN, "-")


def _number(block: Block) -> str:
    match = NUMBER.match(_text(block))
    return match.group(1) if match else ""
