"""Markdown: marks and HTML inside a line, lists that hold tables."""

from pathlib import Path

import pytest

from tests.soundness import documents, parts


def text_of(path: Path, content: str) -> str:
    (found,) = documents(path / "a.md", content)
    return found.text


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Give ~~50~~5 mg.", "Give 5 mg."),
        ("Give <s>50</s>5 mg, <del>never</del> daily.", "Give 5 mg, daily."),
        ("Platelets 10<sup>9</sup>/L, 10<sup>-6</sup> and CO<sub>2</sub>.", "Platelets 10^9/L, 10^-6 and CO2."),
        ("Give **50<sup>1</sup>** mg &amp; *5* mg<br>daily.", "Give 50^1 mg & 5 mg daily."),
        ("Give <u>5</u> mg if K <3 and Na > 4 <!-- note -->.", "Give 5 mg if K <3 and Na > 4."),
        ("Give 5 mg if weight <W kg and >5 days.", "Give 5 mg if weight <W kg and >5 days."),  # "<W kg and >" is no tag
        ("Give <x> mg, then <s> 5 mg, <b>daily.", "Give <x> mg, then 5 mg, daily."),  # never closed: nothing is lost
        ("Give <x>5</x> mg, <span hidden>50</span>daily.", "Give 5 mg, daily."),
    ],
)
def test_a_line_as_it_is_shown(tmp_path: Path, written: str, expected: str) -> None:
    assert text_of(tmp_path, f"# Doses\n\n{written}\n") == expected
    assert text_of(tmp_path, f"# Doses\n\n- {written}\n") == f"- {expected}"


def test_tables_in_a_list(tmp_path: Path) -> None:
    rows = "   | Age | Dose |\n   |---|---|\n   | 1 year | 5 mg |\n   | 2 years | 10 mg |\n"
    text = text_of(tmp_path, f"# Doses\n\n1. By age:\n\n{rows}\n   And then:\n   - stop\n\n   After that.\n2. Watch.\n")
    assert (
        text
        == "1. By age:\n\nAge | Dose\n1 year | 5 mg\n2 years | 10 mg\n\nAnd then:\n  - stop\n  After that.\n2. Watch."
    )


def test_html_in_a_list(tmp_path: Path) -> None:
    assert (
        text_of(tmp_path, "# Doses\n\n- Give:\n\n  <p>5 mg a day</p>\n\n- Watch.\n")
        == "- Give:\n\n5 mg a day\n\n- Watch."
    )


def test_struck_headings_and_cells(tmp_path: Path) -> None:
    (found,) = documents(tmp_path / "a.md", "# A\n\n## Old ~~dose~~\n\n| Drug | Dose |\n|-|-|\n| B | ~~50~~5 mg |\n")
    assert parts(found) == {"Old": "Drug | Dose\nB | 5 mg"}
