"""Markdown, read again by markdown-it: ours is structure, what documents say is text."""

import re

import pytest
from hypothesis import given, settings
from markdown_it import MarkdownIt
from markdown_it.token import Token

from pipelines.export import markdown
from pipelines.export.record import Export
from pipelines.export.text import line
from tests import exports
from tests.exports import DOSE, HOSTILE, NOTHING, TEXT, document, references

PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
OURS = {"strong_open", "strong_close", "hardbreak"}


def tokens(export: Export) -> list[Token]:
    """All tokens, those inside of lines too, without text."""
    found = []
    for token in PARSER.parse(markdown.write(export)):
        found += [token, *(child for child in token.children or () if child.type != "text")]
    return found


def structure(export: Export) -> list[tuple[str, str]]:
    return [(token.type, token.markup) for token in tokens(export)]


def texts(export: Export) -> list[str]:
    """The text of each paragraph and heading."""
    return [
        "".join(child.content or ("\n" if child.type == "hardbreak" else "") for child in token.children or ())
        for token in PARSER.parse(markdown.write(export))
        if token.type == "inline"
    ]


def test_an_answer() -> None:
    assert markdown.write(exports.export(keep=True)) == """\
## What is the dose of metformin?

Supported by the documents: 1 of 3 statements.

**Sources disagree on this point: 500 mg in one, 850 mg in the other. Both are shown, none is chosen.**

> "Start with 500 mg once daily." [1], Dose, trial, 2019

> "Start with 850 mg once daily." [2], Dose, review, 2011

1. Start with 500 mg once daily. [1, 3] (Supported)

   > "Start with 500 mg once daily." [1], page 4, Dose

   > "Take it with food." [3], Dose

2. **[Unsupported]** It can be continued at an eGFR of 20. [1] (Unsupported: the number 20 is not in the cited passage)

   > "Stop it below an eGFR of 30." [1], Dose

3. **[Not checked]** Most people tolerate it well. (Not checked: no passage was cited)

### References

1. Smith JA, van der Berg J. Metformin in adults. Heart. 2019;105(3):222-8. doi: 10.1136/heart.2019\\_1. \
PMID: 42; PMCID: PMC77.
2. HOPE Group. Metformin, looked at again. Heart. 2011. PMID: 43.
3. Metformin: how to take it \\[Internet\\]. NHS. 2022 \\[cited 2026 Nov 20\\]. Available from: https\\://nhs.example/met/

Answered by: quotes only. Library version 12. Searched by meaning and words. Exported on 2026-11-21.
"""  # fmt: skip


def test_an_abstention() -> None:
    assert (
        markdown.write(exports.export(NOTHING))
        == """\
## What is the dose of metformin?

Not in this library: I could not find this in your documents.

### Nearest passages. They were found, and none of them is cited.

**Metformin: how to take it**, page 4, Dose

> "Take it with food."

**Metformin, looked at again**, page 4, Dose

> "Start with 850 mg once daily."

Library version 12. Searched by meaning and words. Exported on 2026-11-21.
"""
    )


def test_references_alone() -> None:
    text = markdown.write(references(document()))
    assert text.startswith("## References\n\n1. Smith JA, van der Berg J. Metformin in adults. Heart.")
    assert text.endswith("\n\nExported on 2026-11-21.\n")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(text: str) -> None:
    assert structure(exports.hostile(text)) == structure(exports.hostile("plain"))
    assert structure(exports.unanswered(text)) == structure(exports.unanswered("plain"))


@settings(deadline=None, max_examples=60)
@given(TEXT.filter(line))
def test_any_text_stays_text(text: str) -> None:
    export = exports.alone(document("met", text, title=text), exports.said(text))
    assert {type for type, _ in structure(export)} <= {
        "heading_open", "heading_close", "paragraph_open", "paragraph_close", "inline", *OURS,
        "ordered_list_open", "ordered_list_close", "list_item_open", "list_item_close",
    }  # fmt: skip
    assert sum(type == "list_item_open" for type, _ in structure(export)) == 2


@given(TEXT.filter(line))
def test_text_shows_as_it_is(text: str) -> None:
    escaped = markdown.escaped(line(text))
    assert "".join(token.content for token in PARSER.parseInline(escaped)[0].children or ()) == line(text)
    (_, inline, _) = PARSER.parse(escaped)  # one paragraph
    assert inline.type == "inline"


def test_question_statement_and_quote_can_be_read_back() -> None:
    found = texts(exports.hostile("*a* | [b](c) #1"))
    assert found[0] == "*a* | [b](c) #1"
    assert '"*a* | [b](c) #1" [1], *a* | [b](c) #1' in "\n".join(found)


@pytest.mark.parametrize("text", HOSTILE)
def test_addresses_are_not_linked_by_themselves(text: str) -> None:
    assert not re.search(r"(?<!\\)://|www\.", markdown.write(exports.hostile(text)))


def test_rows_of_a_table_stay_lines() -> None:
    rows = "10 mg | child\n- 20 mg | adult\n# 30 mg"
    whole = document("met", rows)
    found = texts(exports.alone(whole, exports.said(DOSE, exports.cite(whole, rows))))
    assert found[3] == '"10 mg | child\n- 20 mg | adult\n# 30 mg" [1], Dose'
