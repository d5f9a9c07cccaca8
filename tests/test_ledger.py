"""Which file holds which document: nothing is indexed twice, nothing is lost, names are stable."""

import random
from collections import Counter
from itertools import pairwise

import pytest

from pipelines.schema import Filters, Query
from tests.home import Home

GOUT = {"id": "1", "title": "Gout", "text": "Gout is treated with allopurinol."}
GOUT_TOO = {"id": "9", "title": "Gout", "text": "Gout is treated with allopurinol."}
ASTHMA = {"id": "1", "title": "Asthma", "text": "Asthma is treated with salbutamol."}


def documents(home: Home) -> dict[str, str]:
    """Title of each document in the library, by id."""
    generation = home.library().open()
    return {entry.id: entry.title for entry in generation.catalogue.documents()} if generation else {}


def states(home: Home) -> dict[str, tuple[str, str]]:
    """Status and reason of each source, by label."""
    generation = home.library().open()
    assert generation is not None
    return {source.label: (source.status, source.reason) for source in generation.catalogue.sources()}


def found_under(home: Home, label: str) -> set[str]:
    """The documents that a search of one source finds."""
    query = Query("treated", filters=Filters(sources=(label,)))
    return {passage.chunk.document for passage in home.start().search(query).passages}


def test_the_same_content_under_two_names_is_indexed_once(home: Home) -> None:
    home.write("a.jsonl", GOUT)
    home.write("b.jsonl", GOUT_TOO)
    report = home.ingest()
    assert (report.added, report.passages) == (1, 1)
    assert [outcome.change for outcome in report.outcomes] == ["added", "duplicate"]
    assert documents(home) == {"1": "Gout"}
    assert states(home) == {
        "docs/a.jsonl": ("ready", ""),
        "docs/b.jsonl": ("duplicate", 'Already in your library as "Gout".'),
    }
    assert found_under(home, "docs/a.jsonl") == found_under(home, "docs/b.jsonl") == {"1"}


@pytest.mark.parametrize("how", ["removed", "pruned", "changed", "refused"])
def test_after_the_first_is_gone_the_second_still_holds_it(home: Home, how: str) -> None:
    first = home.write("a.jsonl", GOUT)
    home.write("b.jsonl", GOUT_TOO)
    home.ingest()
    if how == "removed":
        report = home.start().remove(["docs/a.jsonl"])
    elif how == "pruned":
        first.unlink()
        report = home.ingest(prune=True)
    elif how == "changed":
        home.write("a.jsonl", ASTHMA)
        report = home.ingest()
    else:
        first.write_text("{}")
        report = home.ingest()
    assert documents(home)["1"] == "Gout"
    assert report.removed == 0
    assert report.passages == (how == "changed"), "what stays is not encoded again"
    assert states(home)["docs/b.jsonl"] == ("ready", "")
    assert found_under(home, "docs/b.jsonl") == {"1"}
    [passage] = home.start().search(Query("gout", mode="sparse")).passages
    assert passage.chunk.source == "docs/b.jsonl", "the source shown is one that is there"


def test_two_documents_under_one_id_are_both_kept(home: Home) -> None:
    home.write("a.jsonl", GOUT)
    home.write("b.jsonl", ASTHMA)
    assert home.ingest().added == 2
    kept = documents(home)
    assert sorted(kept.values()) == ["Asthma", "Gout"]
    assert kept["1"] == "Gout"
    [other] = kept.keys() - {"1"}
    assert other.startswith("1@")
    assert home.ingest().published is False
    home.write("b.jsonl", {**ASTHMA, "text": "Asthma is treated with inhalers."})
    assert home.ingest().changed == 1
    assert documents(home) == kept, "the id stays when its text changes"
    (home.docs / "a.jsonl").unlink()
    home.write("b.jsonl", ASTHMA)
    report = home.ingest(prune=True)
    assert (report.changed, report.removed) == (1, 1)
    home.write("b.jsonl", {**ASTHMA, "text": "Asthma is treated with steroids."})
    assert home.ingest().changed == 1
    assert documents(home) == {other: "Asthma"}, "the id stays when the other one is gone"


def test_two_files_that_swap_their_contents_lose_nothing(home: Home) -> None:
    """Each one's new content stands in the old catalogue, under the id of the document that is being replaced."""
    home.write("a.jsonl", GOUT)
    home.write("b.jsonl", {**ASTHMA, "id": "2"})
    home.ingest()
    home.write("a.jsonl", {**ASTHMA, "id": "1"})
    home.write("b.jsonl", {**GOUT, "id": "2"})
    report = home.ingest()
    assert sorted(documents(home).values()) == ["Asthma", "Gout"]
    assert report.passages == 0
    assert found_under(home, "docs/a.jsonl") | found_under(home, "docs/b.jsonl") == set(documents(home))


def test_a_renamed_file_keeps_its_documents(home: Home) -> None:
    home.write("a.jsonl", GOUT).rename(home.docs / "b.jsonl")
    home.ingest()
    (home.docs / "b.jsonl").rename(home.docs / "c.jsonl")
    report = home.ingest(prune=True)
    assert (report.passages, report.removed) == (0, 0)
    assert documents(home) == {"1": "Gout"}
    assert states(home) == {"docs/c.jsonl": ("ready", "")}
    told = {one.source: (one.change, one.reason) for one in report.outcomes}
    assert told["docs/c.jsonl"] == ("renamed", "Before it was docs/b.jsonl.")
    assert (told["docs/b.jsonl"][0], report.unchanged) == ("removed", 1)


def test_a_copy_is_no_renamed_file(home: Home) -> None:
    home.write("a.jsonl", GOUT)
    home.write("b.jsonl", GOUT_TOO)
    home.ingest()
    (home.docs / "a.jsonl").unlink()
    home.write("c.jsonl", GOUT)
    told = {one.source: one.change for one in home.ingest(prune=True).outcomes}
    assert told == {"docs/a.jsonl": "removed", "docs/b.jsonl": "unchanged", "docs/c.jsonl": "duplicate"}


def test_some_documents_of_a_file_are_elsewhere_too(home: Home) -> None:
    home.write("a.jsonl", GOUT)
    home.write("b.jsonl", GOUT_TOO, {**ASTHMA, "id": "2"})
    home.ingest()
    assert documents(home) == {"1": "Gout", "2": "Asthma"}
    assert states(home)["docs/b.jsonl"] == ("ready", "")
    home.write("b.jsonl", {**ASTHMA, "id": "2"})
    home.ingest()
    assert documents(home) == {"1": "Gout", "2": "Asthma"}
    assert found_under(home, "docs/b.jsonl") == {"2"}


CONTENTS = ["gout hurts", "asthma wheezes", "croup barks", "sepsis kills"]


@pytest.mark.parametrize("seed", range(8))
def test_after_any_changes_the_library_holds_what_the_files_hold(home: Home, seed: int) -> None:
    """Files that are written, swapped, emptied and taken away, several at once, then synchronised."""
    chance = random.Random(seed)
    holds: dict[str, list[str]] = {}
    for _ in range(6):
        for name in chance.sample(["a.jsonl", "b.jsonl", "c.jsonl"], chance.randint(1, 3)):
            holds[name] = chance.sample(CONTENTS, chance.randint(0, 3))
        if not any(holds.values()):
            holds["a.jsonl"] = CONTENTS[:1]
        for name, contents in holds.items():
            ids = chance.sample("123", len(contents))
            rows = [{"id": i, "title": c, "text": c} for i, c in zip(ids, contents, strict=True)]
            home.write(name, *rows) if rows else (home.docs / name).unlink(missing_ok=True)
        home.ingest(prune=True)
        check(home, holds)
        assert home.ingest(prune=True).published is False


def check(home: Home, holds: dict[str, list[str]]) -> None:
    """The library holds each content once, and each file's documents are found under its name."""
    generation = home.library().open()
    assert generation is not None
    titles = {entry.id: entry.title for entry in generation.catalogue.documents()}
    expected = {content for contents in holds.values() for content in contents}
    assert Counter(titles.values()) == Counter(expected)
    live = {f"docs/{name}" for name, contents in holds.items() if contents}
    assert {source.label for source in generation.catalogue.sources()} == live
    for name, contents in holds.items():
        found = generation.catalogue.held_under(f"docs/{name}")
        assert sorted(titles[id] for id in found) == sorted(contents)
    chunks = generation.chunks(range(generation.rows))
    assert {chunk.document for chunk in chunks} == titles.keys()
    assert len({chunk.id for chunk in chunks}) == len(chunks)
    assert all(chunk.source in live for chunk in chunks)


def test_reports_count_every_document_once(home: Home) -> None:
    home.write("a.jsonl", GOUT, {**ASTHMA, "id": "2"})
    reports = [home.ingest(), home.ingest()]
    home.write("a.jsonl", GOUT, {**ASTHMA, "id": "2", "text": "New."}, {"id": "3", "title": "New", "text": "Croup."})
    reports.append(home.ingest())
    home.write("a.jsonl", GOUT)
    reports.append(home.ingest())
    assert [(r.added, r.changed, r.unchanged, r.removed) for r in reports] == [
        (2, 0, 0, 0),
        (0, 0, 2, 0),
        (1, 1, 1, 0),
        (0, 0, 1, 2),
    ]
    assert all(one.generation <= two.generation for one, two in pairwise(reports))
