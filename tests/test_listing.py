"""The list of documents: what narrows it, how it is sorted."""

from hypothesis import given
from hypothesis import strategies as st

from pipelines import listing
from pipelines.generation import Generation
from pipelines.listing import SORTS, Listing
from pipelines.records import Entry, Source
from tests.home import Home


def generation(home: Home) -> Generation:
    found = home.library().open()
    assert found is not None
    return found


def test_narrowed_by_words_kind_year_and_state(home: Home) -> None:
    home.write(
        "a.jsonl",
        {"id": "1", "title": "Gout in adults", "text": "x one.", "published": "2020", "kind": "guideline"},
        {"id": "2", "title": "adults with GOUT", "text": "x two.", "published": "2010", "kind": "trial"},
        {"id": "3", "title": "Éclampsie", "text": "x three."},
    )
    half = home.write("b.jsonl", {"id": "4", "title": "Half", "text": "x four."})
    half.write_text(half.read_text() + "no JSON\n")
    (home.docs / "empty.txt").touch()
    home.ingest()
    one = generation(home)
    found = listing.of(one)
    assert listing.of(one) is found
    titles = lambda **wanted: [entry.title for entry in found.pick(**wanted)]  # noqa: E731
    assert titles() == ["adults with GOUT", "Gout in adults", "Half", "Éclampsie"]
    assert titles(find="gout adults") == ["adults with GOUT", "Gout in adults"]
    assert titles(find="ÉCLAMP") == ["Éclampsie"]
    assert titles(find="gout", kinds=["trial"]) == ["adults with GOUT"]
    assert titles(year=2020) == ["Gout in adults"]
    assert titles(state="partial") == ["Half"]
    assert titles(sort="year")[:2] == ["Gout in adults", "adults with GOUT"]
    assert (found.years, found.kinds) == ([2020, 2010], ("other", "guideline", "trial"))
    assert [source.label for source in found.refused] == ["docs/empty.txt"]


def test_a_key_tells_no_path_and_finds_its_document(home: Home) -> None:
    home.write("secret-name.jsonl", "Gout hurts.")
    home.ingest()
    found = Listing(generation(home))
    (entry,) = found.entries
    assert "secret" not in listing.key(entry.id)
    assert found.named(listing.key(entry.id)) == entry
    assert found.named("nothing") is None


@given(st.sampled_from(SORTS), st.text(max_size=4))
def test_sorting_loses_nothing_and_finding_only_narrows(sort: listing.Sort, find: str) -> None:
    found = SHELF
    everything = found.pick(sort=sort)
    assert sorted(entry.id for entry in everything) == sorted(entry.id for entry in found.entries)
    narrowed = found.pick(find=find, sort=sort)
    assert narrowed == [entry for entry in everything if entry in narrowed]


class _Shelf:
    """A generation's catalogue of twelve documents, some alike."""

    def __init__(self) -> None:
        self.catalogue = self

    def sources(self) -> list[Source]:
        return []

    def documents(self) -> list[Entry]:
        return [
            Entry(str(n), f"T{n % 3}", "other", 2000 + n % 4, None, n % 5, f"2026-0{n % 9 + 1}-01", "")
            for n in range(12)
        ]


SHELF = Listing(_Shelf())  # type: ignore[arg-type]
