"""Refused files out of sight: without a new version, until they are refused again."""

import pytest

from pipelines import status
from pipelines.errors import NotHeld
from tests.home import Home


def refused(home: Home) -> list[str]:
    return [source.label for source in status.of(home.start()).refused]


@pytest.fixture
def mixed(home: Home) -> Home:
    home.write("good.jsonl", "Gout hurts.")
    for name in ("empty.txt", "none.pdf"):
        (home.docs / name).touch()
    home.ingest()
    return home


def test_a_refused_file_goes_out_of_sight_and_the_version_stays(mixed: Home) -> None:
    assert refused(mixed) == ["docs/empty.txt", "docs/none.pdf"]
    version = mixed.library().current
    assert [source.label for source in mixed.start().dismiss(["docs/empty.txt", "docs/good.jsonl"])] == [
        "docs/empty.txt"
    ]
    assert refused(mixed) == ["docs/none.pdf"]
    assert mixed.library().current == version
    mixed.ingest()
    assert refused(mixed) == ["docs/none.pdf"], "it has not changed"
    mixed.start().dismiss(["docs/none.pdf"])
    assert refused(mixed) == []
    assert len(status.of(mixed.start()).dismissed) == 2


def test_refused_for_something_else_it_comes_back(mixed: Home) -> None:
    mixed.start().dismiss(["docs/none.pdf"])
    (mixed.docs / "none.pdf").write_text("This is no PDF.")
    mixed.ingest()
    assert refused(mixed) == ["docs/empty.txt", "docs/none.pdf"]


def test_nothing_to_put_away(home: Home) -> None:
    assert home.start().dismiss(["x"]) == []
    with pytest.raises(NotHeld):
        home.start().remove(["x"])
