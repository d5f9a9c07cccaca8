"""Pairs of one's own library: headings and what stands below them, negatives by the library's own search."""

from pathlib import Path

import pytest

from pipelines.config import RetrieveSettings
from pipelines.errors import DataError
from pipelines.retrieve import Retriever
from pipelines.schema import Chunk
from pipelines.training.held import Held
from pipelines.training.library_pairs import anchor, pairs, text
from tests.home import Home

GOUT = """# Gout

## What causes gout?
Gout comes of crystals of uric acid in a joint, often after years of too much of it.

## Treatment
Colchicine and rest help in an attack; allopurinol keeps the acid low for years.

## References
Smith J. A very long line about the crystals of uric acid in a joint, 1999.
"""
ASTHMA = """# Asthma

## Treatment
An inhaler with a steroid keeps the airways open; a second one helps in an attack.
"""


def chunk(title: str, section: str, body: str = "A body that is long enough to say something on its own.") -> Chunk:
    return Chunk("d#0", "d", title, section, body, 0, len(body))


@pytest.mark.parametrize(
    ("title", "section", "asked"),
    [
        ("Gout", "What causes gout?", "What causes gout?"),
        ("Gout", "What causes it?", "Gout: What causes it?"),
        ("Gout", "Results › Treatment", "Gout: Treatment"),
        ("Gout in men", "Abstract", "Gout in men"),
        ("Gout in men", "", "Gout in men"),
        ("", "Treatment of gout", "Treatment of gout"),
        ("Gout", "References", ""),
        ("", "", ""),
    ],
)
def test_what_a_heading_asks(title: str, section: str, asked: str) -> None:
    assert anchor(chunk(title, section)) == asked


def test_what_the_anchor_says_is_left_out_of_the_text() -> None:
    one = chunk("Gout", "What causes gout?")
    assert text(one, anchor(one)) == f"Gout\n{one.body}"
    other = chunk("Gout", "Treatment")
    assert text(other, anchor(other)) == other.body


def test_pairs_of_a_library(home: Home) -> None:
    (home.docs / "gout.md").write_text(GOUT, encoding="utf-8")
    (home.docs / "asthma.md").write_text(ASTHMA, encoding="utf-8")
    home.ingest()
    held = Held()
    held.add(["Asthma: Treatment"])
    found = {pair.anchor: pair for pair in pairs(Retriever(home.library(), RetrieveSettings()), held)}
    assert set(found) == {"What causes gout?", "Gout: Treatment"}
    assert found["Gout: Treatment"].positive.startswith("Colchicine")
    for pair in found.values():
        assert 1 <= len(pair.negatives) <= 2
        assert not any(pair.positive in one for one in pair.negatives)


def test_an_empty_library_is_told(home: Home, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="The library is empty"):
        list(pairs(Retriever(home.library(), RetrieveSettings()), Held()))
