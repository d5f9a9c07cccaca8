"""What is measured on is never trained on: no question, no passage of another split, in no place of a pair."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines import beir
from pipelines.errors import DataError
from pipelines.training.beir_pairs import Titles, pairs
from pipelines.training.held import Held, alike, key
from pipelines.training.pairs import Pair
from pipelines.training.title_pairs import pairs as title_pairs
from tests.data import shared

SPLITS = ("train", "dev", "test")
WORDS = ["gout", "asthma", "pain", "fever", "cough", "liver", "kidney", "bone", "skin", "gene"]


@st.composite
def corpora(draw: st.DrawFn) -> dict[str, Any]:
    """Passages with pages, sections and splits; questions of some splits, the same text now and then in two."""
    number = draw(st.integers(4, 14))
    passages = [
        {
            "_id": f"p{n}",
            "title": draw(st.sampled_from(["Gout", "Gout in children", "Asthma", ""])),
            "text": f"own{n} " + " ".join(draw(st.lists(st.sampled_from(WORDS), min_size=6, max_size=9))),
            "section": f"s{draw(st.integers(0, 5))}" if draw(st.booleans()) else "",
            "split": draw(st.sampled_from([*SPLITS, ""])),
        }
        for n in range(number)
    ]
    questions = [
        (f"q{n}", draw(st.sampled_from(["What is gout?", "what is Gout", "What helps?", f"Own {n}?"])))
        for n in range(draw(st.integers(3, 7)))
    ]
    judged = st.lists(st.sampled_from([one["_id"] for one in passages]), min_size=1, max_size=3, unique=True)
    asked = {id: (draw(st.sampled_from(SPLITS)), draw(judged)) for id, _ in questions}
    asked[questions[0][0]] = ("train", draw(judged))
    return {"passages": passages, "questions": dict(questions), "asked": asked}


def save(folder: Path, corpus: dict[str, Any]) -> Path:
    (folder / "qrels").mkdir(parents=True)
    lines = "".join(json.dumps(one) + "\n" for one in corpus["passages"])
    (folder / "corpus.jsonl").write_text(lines, encoding="utf-8")
    lines = "".join(json.dumps({"_id": id, "text": text}) + "\n" for id, text in corpus["questions"].items())
    (folder / "queries.jsonl").write_text(lines, encoding="utf-8")
    for split in SPLITS:
        rows = [
            f"{id}\t{one}\t1\n" for id, (name, judged) in corpus["asked"].items() if name == split for one in judged
        ]
        if rows:
            (folder / "qrels" / f"{split}.tsv").write_text("".join(rows), encoding="utf-8")
    return folder


@settings(max_examples=60, deadline=None)
@given(corpora(), st.booleans())
def test_held_out_items_are_never_in_pairs(
    tmp_path_factory: pytest.TempPathFactory, corpus: dict[str, Any], titled: bool
) -> None:
    folder = save(tmp_path_factory.mktemp("beir") / "set", corpus)
    others = [(id, judged) for id, (split, judged) in corpus["asked"].items() if split != "train"]
    held = {one for _, judged in others for one in judged}
    held |= {one["_id"] for one in corpus["passages"] if one["split"] not in ("", "train")}
    questions = {key(corpus["questions"][id]) for id, _ in others}
    marks = {one["_id"]: one["text"].split()[0] for one in corpus["passages"]}
    right: dict[str, set[str]] = {}
    for id, (split, judged) in corpus["asked"].items():
        if split == "train":
            right.setdefault(corpus["questions"][id], set()).update(marks[one] for one in judged)
    made: list[Pair] = []
    with suppress(DataError):  # where nothing is left
        made = list(pairs(folder, "train", Held(), titled=titled))
    for pair in made:
        assert key(pair.anchor) not in questions
        assert not {marks[one] for one in held} & set(" ".join([pair.positive, *pair.negatives]).split())
        assert right[pair.anchor] & set(pair.positive.split())
        assert not right[pair.anchor] & set(" ".join(pair.negatives).split())
        assert len(pair.negatives) <= 2
        assert not any(alike(pair.positive, text) for text in pair.negatives)


def test_negatives_are_other_sections_of_the_page_and_pages_with_like_titles(tmp_path: Path) -> None:
    rows = [
        ("Gout", "s1", "own0 hurts in the toe at night and swells"), ("Gout", "s1", "own1 more on how it hurts then"),
        ("Gout", "s2", "own2 is treated with a drug for some days"), ("Gout in children", "s3", "own3 is very rare"),
        ("Glaucoma", "s4", "own4 is a disease of the eye nerve"),
    ]  # fmt: skip
    corpus = {
        "passages": [
            {"_id": f"p{n}", "title": title, "section": section, "text": text, "split": "train"}
            for n, (title, section, text) in enumerate(rows)
        ],
        "questions": {"q0": "How does gout feel?"},
        "asked": {"q0": ("train", ["p0"])},
    }
    (made,) = pairs(save(tmp_path / "set", corpus), "train", Held())
    assert made.positive == "Gout\n" + rows[0][2]
    assert made.negatives == ("Gout\n" + rows[2][2], "Gout in children\n" + rows[3][2])
    (bare,) = pairs(tmp_path / "set", "train", Held(), titled=False)
    assert bare.negatives == (rows[2][2], rows[3][2])


def test_titles_that_share_rare_words_are_like() -> None:
    titles = Titles(["Gout", "Gout in children", "Asthma in children", "Asthma"])
    assert titles.like("Gout")[0] == "Gout in children"
    assert "Gout" not in titles.like("Gout")
    assert titles.like("Glaucoma") == []


def test_a_set_that_is_measured_on_is_kept_out_of_titles_too(tmp_path: Path) -> None:
    corpus = {
        "passages": [{"_id": "p0", "title": "On gout.", "text": "Gout hurts.", "split": ""}],
        "questions": {"q0": "What is gout?"},
        "asked": {"q0": ("test", ["p0"])},
    }
    held = Held()
    held.add_split(save(tmp_path / "set", corpus), "test")
    records = tmp_path / "records.jsonl"
    rows = [("On gout", "Another text."), ("Other", "gout HURTS"), ("What is gout", "Some."), ("On asthma", "Kept.")]
    lines = (json.dumps({"title": title, "text": text}) + "\n" for title, text in [*rows, rows[-1], ("", "no title")])
    records.write_text("".join(lines), encoding="utf-8")
    assert [(pair.anchor, pair.positive) for pair in title_pairs(records, held)] == [("On asthma", "Kept.")]


def test_of_medquad_no_dev_or_held_out_passage_is_trained_on() -> None:
    folder = shared("medquad")
    told = beir.further(folder, "split")
    dev = beir.read(folder, "dev")
    questions = {key(text) for text in dev.queries.values()}
    kept = {entry.text for entry in dev.corpus if told[entry.id][0] == "train"}
    for number, pair in enumerate(pairs(folder, "train", Held(), negatives=2)):
        assert key(pair.anchor) not in questions
        assert all(text.partition("\n")[2] in kept for text in (pair.positive, *pair.negatives))
        if number == 400:
            break
