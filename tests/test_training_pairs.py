"""Files of pairs: what is written is read, and a bad line is told with its place."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.errors import DataError
from pipelines.training import pairs as pairing
from pipelines.training.pairs import Pair, folder_and_split
from tests.trained import world

TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip)


@given(st.lists(st.builds(Pair, TEXT, TEXT.map("p".__add__), st.lists(TEXT.map("n".__add__)).map(tuple)), min_size=1))
def test_what_is_written_is_read(tmp_path_factory: pytest.TempPathFactory, pairs: list[Pair]) -> None:
    for name in ("pairs.jsonl", "pairs.jsonl.gz"):
        file = tmp_path_factory.mktemp("pairs") / name
        assert pairing.write(pairs, file) == len(pairs)
        assert pairing.read(file) == pairs


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", "line 2, isn't JSON"),
        ("[]", "line 2, isn't an object"),
        ('{"anchor": "a"}', "line 2, has no text as 'positive'"),
        ('{"anchor": " ", "positive": "b"}', "line 2, has no text as 'anchor'"),
        ('{"anchor": "a", "positive": "b", "negatives": "c"}', "'negatives' that are no list of texts"),
        ('{"anchor": "a", "positive": "b", "negatives": ["b"]}', "names its positive among its negatives"),
    ],
)
def test_a_bad_line_is_told_with_its_place(tmp_path: Path, line: str, told: str) -> None:
    file = tmp_path / "pairs.jsonl"
    file.write_text('{"anchor": "a", "positive": "b"}\n' + line + "\n", encoding="utf-8")
    with pytest.raises(DataError, match=told):
        pairing.read(file)


def test_a_file_that_is_missing_or_empty_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="vademecum pairs beir"):
        pairing.read(tmp_path / "pairs.jsonl")
    (tmp_path / "empty.jsonl").write_text("", encoding="utf-8")
    with pytest.raises(DataError, match="holds no pairs"):
        pairing.read(tmp_path / "empty.jsonl")


def test_nothing_is_left_of_pairs_that_break_off(tmp_path: Path) -> None:
    def broken():  # type: ignore[no-untyped-def]
        yield world()[0]
        raise DataError("broken")

    with pytest.raises(DataError, match="broken"):
        pairing.write(broken(), tmp_path / "pairs.jsonl")
    assert list(tmp_path.iterdir()) == []


def test_the_split_stands_behind_the_folder() -> None:
    assert folder_and_split("data/medquad:test") == (Path("data/medquad"), "test")
    assert folder_and_split("data/medquad") == (Path("data/medquad"), "dev")
