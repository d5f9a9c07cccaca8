"""Erased documents leave nothing in the library's folder."""

import pytest

from pipelines import erase, uploads
from pipelines.catalogue import Catalogue, pack
from pipelines.errors import NotHeld
from tests.home import Home, numbers, titles

SECRET = "Zanzibarine"


def traces(home: Home, needles: tuple[bytes, ...]) -> list[str]:
    """Files of the library that still hold any of these bytes."""
    files = [file for file in (home.path / "library").rglob("*") if file.is_file()]
    return sorted(str(file) for file in files if any(needle in file.read_bytes() for needle in needles))


def needles(home: Home, id: str) -> tuple[bytes, ...]:
    """A word of the document as it stands in rows, and the middle of its packed record."""
    generation = home.library().open()
    assert generation is not None
    document = generation.catalogue.document(id)
    assert document is not None
    packed = pack(document)
    return SECRET.encode(), SECRET.lower().encode(), packed[len(packed) // 3 : 2 * len(packed) // 3]


@pytest.fixture
def grown(home: Home) -> Home:
    """Three versions, the secret document in the last two; it came through the web page."""
    home.write("gout.jsonl", "Gout hurts.")
    home.ingest()
    text = f'{{"id": "secret", "title": "{SECRET}", "text": "{SECRET} 5 mg twice daily helps."}}\n'
    copy = uploads.keep(home.path / "library", "secret.jsonl", text.encode())
    home.start().add([copy])
    home.write("asthma.jsonl", "Asthma wheezes.")
    home.ingest()
    return home


def test_removed_is_kept_in_older_versions_erased_is_nowhere(grown: Home) -> None:
    found = needles(grown, "secret")
    grown.start().remove(["secret"])
    assert traces(grown, found), "one can go back"
    grown.start().rollback()
    report = grown.start().erase(["secret"])
    assert (report.removed, report.published) == (1, True)
    assert traces(grown, found) == []
    assert titles(grown) == ["Asthma", "Gout"]
    assert numbers(grown) == [report.generation]


def test_erase_without_names_clears_what_was_removed_before(grown: Home) -> None:
    found = needles(grown, "secret")
    grown.start().remove(["secret"])
    (grown.path / "library" / "uploads" / "secret.jsonl").unlink()
    grown.start().erase([])
    assert traces(grown, found) == []
    assert titles(grown) == ["Asthma", "Gout"]


def test_the_files_of_the_person_stay(grown: Home) -> None:
    grown.start().erase(["Gout"])
    assert (grown.docs / "gout.jsonl").exists()
    assert titles(grown) == ["Asthma", SECRET]


def test_a_copy_that_holds_other_documents_stays_and_that_is_told(home: Home) -> None:
    rows = [f'{{"id": "{id}", "title": "{id}", "text": "{id} helps."}}\n' for id in ("one", "two")]
    home.start().add([uploads.keep(home.path / "library", "both.jsonl", "".join(rows).encode())])
    report = home.start().erase(["one"])
    assert [outcome.reason for outcome in report.outcomes if outcome.reason] == [
        "Its copy in the library's folder holds other documents too and was kept. Erase the file to be rid of it."
    ]
    assert (home.path / "library" / "uploads" / "both.jsonl").exists()
    home.start().erase(["uploads/both.jsonl"])
    assert not (home.path / "library" / "uploads" / "both.jsonl").exists()


def test_nothing_is_erased_by_a_name_that_is_not_there(grown: Home) -> None:
    before = numbers(grown)
    with pytest.raises(NotHeld, match="'Sciatica' is not in the library"):
        grown.start().erase(["Sciatica"])
    assert numbers(grown) == before
    assert not (grown.path / "library" / erase.FILE).exists()


def test_an_empty_library_has_nothing_to_erase(home: Home) -> None:
    with pytest.raises(NotHeld, match="is empty"):
        home.start().erase(["x"])


def test_killed_after_publishing_the_next_writer_ends_it(grown: Home) -> None:
    found = needles(grown, "secret")
    library = grown.path / "library"
    until = grown.library().current
    grown.start().remove(["secret"])
    copy = str((library / "uploads" / "secret.jsonl").absolute())
    erase._mark(library, until, [copy])
    assert traces(grown, found)
    grown.ingest()
    assert traces(grown, found) == []


def test_killed_before_publishing_nothing_is_lost(grown: Home) -> None:
    before = numbers(grown)
    erase._mark(grown.path / "library", grown.library().current, [])
    with grown.library().writing():
        pass
    assert numbers(grown) == before
    assert not (grown.path / "library" / erase.FILE).exists()


def test_a_catalogue_keeps_no_remains(grown: Home) -> None:
    found = needles(grown, "secret")
    grown.start().remove(["secret"])
    newest = max(numbers(grown))
    data = (grown.path / "library" / "generations" / str(newest) / "catalogue.db").read_bytes()
    assert not any(needle in data for needle in found)
    catalogue = Catalogue(grown.path / "library" / "generations" / str(newest) / "catalogue.db")
    assert catalogue.document("secret") is None
    catalogue.close()
