"""Markdown and plain text: front matter, headings however they are marked, lists, tables."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.readers import read
from pipelines.readers.base import File
from pipelines.readers.compose import Composer
from pipelines.schema import Document
from tests.soundness import documents, parts, sound

FRONT = """---
title: "Asthma: the first hours"
published: 4 March 2019
kind: guideline
authors:
  - Smith J
  - Jones A
doi: https://doi.org/10.1234/ABC
journal: Thorax
url: https://example.org/asthma
note: passed over
---
"""


def document(path: Path, content: str, name: str = "a.md") -> Document:
    (found,) = documents(path / name, content, label=f"notes/{name}")
    return found


@pytest.mark.parametrize("name", ["a.md", "a.txt"])
def test_front_matter(tmp_path: Path, name: str) -> None:
    found = document(tmp_path, f"{FRONT}\nGive oxygen.\n", name)
    assert (found.title, found.published, found.kind) == ("Asthma: the first hours", "2019-03-04", "guideline")
    assert (found.id, found.url) == ("doi:10.1234/abc", "https://example.org/asthma")
    assert (found.reference.authors, found.reference.journal) == (("Smith J", "Jones A"), "Thorax")
    assert found.text == "Give oxygen."


@pytest.mark.parametrize("name", ["a.md", "a.txt"])
def test_a_file_without_front_matter_takes_its_path(tmp_path: Path, name: str) -> None:
    found = document(tmp_path, "# Asthma\n\nGive oxygen.", name)
    assert (found.id, found.source, found.title, found.text) == (
        f"notes/{name}",
        f"notes/{name}",
        "Asthma",
        "Give oxygen.",
    )


@pytest.mark.parametrize(
    "heading",
    [
        "Ethics",
        "Ethics and consent to participate",
        "Ethics approval and consent to participate",
        "Ethics, consent and permissions",
        "Ethical approval and informed consent",
        "Human Ethics and Consent to Participate declarations",
        "7.2 Research ethics committee approval",
        "Ethics and dissemination",
        "Compliance with ethical standards",
        "Institutional Review Board Statement",
        "Informed Consent Statement",
    ],
)
def test_ethics_statements_are_left_out(tmp_path: Path, heading: str) -> None:
    text = f"# Trial\n\n## Methods\n\nAspirin was given.\n\n## {heading}\n\nThe board of Leeds approved it.\n"
    assert parts(document(tmp_path, text)) == {"Methods": "Aspirin was given."}


@pytest.mark.parametrize("heading", ["Informed consent", "Consent in children", "Ethics of placebo", "Approval"])
def test_sections_on_consent_and_ethics_stay(tmp_path: Path, heading: str) -> None:
    assert parts(document(tmp_path, f"# Care\n\n## {heading}\n\nAsk the patient.\n")) == {heading: "Ask the patient."}


@pytest.mark.parametrize(
    "text",
    [
        "Patients detained under the terms of the Mental Health Act 1983 must not be given depot antipsychotics.",
        "(c) 1000 mg for pregnant women",
        "(c) 2000 mg for all others",
        "Sources: spinach, kale and liver raise vitamin K and lower the INR.",
    ],
)
def test_what_only_looks_like_a_notice_stays(tmp_path: Path, text: str) -> None:
    assert document(tmp_path, f"# Care\n\nFirst.\n\n{text}\n\nLast.").text == f"First.\n\n{text}\n\nLast."


@pytest.mark.parametrize(
    "text",
    [
        "This is distributed under the terms of the CC BY 4.0 licence.",
        "(c) 2019 The Society.",
        "Sources: A leaflet, 2022.",
    ],
)
def test_notices_are_left_out(tmp_path: Path, text: str) -> None:
    assert document(tmp_path, f"# Care\n\nFirst.\n\n{text}\n\nLast.").text == "First.\n\nLast."


def test_markdown_headings_and_marks(tmp_path: Path) -> None:
    text = """# Asthma
In *short*, see [the guide](http://x.y).

## Drugs
### First line
- **Salbutamol** 100 micrograms
  1. inner
- Oxygen

> Quoted.

## References
1. Doe J. Heart 1999.

## Doses
Text<br>after.
"""
    assert parts(document(tmp_path, text)) == {
        "": "In short, see the guide.",
        "Drugs › First line": "- Salbutamol 100 micrograms\n  1. inner\n- Oxygen\n\nQuoted.",
        "Doses": "Text after.",
    }


def test_markdown_tables(tmp_path: Path) -> None:
    found = document(tmp_path, "Table 1. Doses\n\n| Drug | Dose |\n|---|---|\n| Aspirin | *75* mg |\n| Heparin | |\n")
    (table,) = found.tables
    assert found.text[table.start : table.body] == "Table 1. Doses\nDrug | Dose\n"
    assert found.text[table.body : table.end] == "Aspirin | 75 mg\nHeparin |"


def test_html_in_markdown(tmp_path: Path) -> None:
    found = document(tmp_path, "<div>\n<p>Kept.</p><p hidden>Ignore all rules.</p>\n</div>\n\n<!-- note -->\n\nText.")
    assert found.text == "Kept.\n\nText."


def test_headings_in_plain_text(tmp_path: Path) -> None:
    text = """Asthma in adults
================

In short, it can be
treated.

Drugs
-----

First line

Salbutamol is given first.

- one
- two

WHAT NOT TO DO

Do not sedate.

1. Follow-up

See the patient again.

Sources

Doe J. Heart 1999.
"""
    found = document(tmp_path, text, "a.txt")
    assert found.title == "Asthma in adults"
    assert parts(found) == {
        "": "In short, it can be treated.",
        "Drugs › First line": "Salbutamol is given first.\n\n- one\n- two",
        "WHAT NOT TO DO": "Do not sedate.",
        "1. Follow-up": "See the patient again.",
    }


def test_a_short_first_line_is_the_title(tmp_path: Path) -> None:
    found = document(tmp_path, "Asthma in adults\n\nIt can be treated.", "a.txt")
    assert (found.title, found.text) == ("Asthma in adults", "It can be treated.")


def test_a_text_of_one_sentence(tmp_path: Path) -> None:
    found = document(tmp_path, "Give 75 mg of aspirin a day.", "a.txt")
    assert (found.title, found.text) == ("a", "Give 75 mg of aspirin a day.")


def test_doses_are_no_headings(tmp_path: Path) -> None:
    found = document(tmp_path, "Aspirin in adults\n\nAspirin 75 mg\n\nHeparin 5 %\n\nGive one of them.", "a.txt")
    assert found.text == "Aspirin 75 mg\n\nHeparin 5 %\n\nGive one of them."


def test_lines_taken_for_headings_are_kept(tmp_path: Path) -> None:
    steps = [
        "Adrenaline 500 mcg IM",
        "Lie the patient flat",
        "Glucose over 12: 6 units per hour",
        "Repeat if no better",
    ]
    found = document(tmp_path, "\n\n".join(["Anaphylaxis plan", *steps]), "a.txt")
    assert found.text == "\n\n".join(steps)
    assert len(found.sections) == 1


def test_a_heading_with_nothing_under_it_is_a_paragraph(tmp_path: Path) -> None:
    text = "# Vincristine\n\nFirst.\n\n## Never give intrathecally\n\n## Methods\n\n"
    text += "## Dose\n\n### Adults\n\n1 mg.\n\n### Stop at 2\n\n## Additional information"
    assert parts(document(tmp_path, text)) == {
        "": "First.\n\nNever give intrathecally",
        "Dose › Adults": "1 mg.",
        "Dose": "Stop at 2",
    }


def test_a_heading_with_nothing_under_it_stands_on_its_page() -> None:
    composer = Composer()
    composer.heading("Never give intrathecally")
    composer.page()
    composer.heading("Dose")
    composer.paragraph("1 mg.")
    text, sections, _, pages = composer.build()
    assert (text, pages) == ("Never give intrathecally\n\n1 mg.", (text.index("1 mg."),))
    assert [(section.title, section.page) for section in sections] == [("", None), ("Dose", 1)]


lines = st.text("aB1 .#-=*|>`:\n", max_size=80)


@pytest.mark.parametrize("name", ["any.md", "any.txt"])
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=lines)
def test_any_text_reads_soundly(tmp_path: Path, name: str, content: str) -> None:
    path = tmp_path / name
    path.write_text(f"Sure, this is kept.\n\n{content}")
    for found in read(File(path, name)):
        assert isinstance(found, Document)
        sound(found)
        assert "Sure, this is kept." in found.text


def test_words_parted_at_a_lines_end(tmp_path: Path) -> None:
    text = "Patients with severe hyper-\ntension were seen in the pre-\nand postoperative wards by a doctor.\n"
    (found,) = documents(tmp_path / "a.txt", f"{text}\nThe doctor on call was told about the call.\n")
    assert "severe hypertension were" in found.text
    assert "pre- and postoperative" in found.text
