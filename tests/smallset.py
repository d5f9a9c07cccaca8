"""A small test set in BEIR form, of words that the tiny models know: questions share words with what answers them."""

import json
from pathlib import Path

import numpy as np

from tests.tinymodels import WORDS

PASSAGES, QUESTIONS = 60, 16


def write(folder: Path, seed: int = 0) -> Path:
    """Fills the folder; split "dev", one to three passages a question with judgement 1 or 2."""
    random = np.random.default_rng(seed)
    corpus = [
        {"_id": f"p{n}", "title": str(random.choice(WORDS)), "text": " ".join(random.choice(WORDS, 12))}
        for n in range(PASSAGES)
    ]
    queries, rows = [], []
    for n in range(QUESTIONS):
        right = [int(one) for one in random.choice(PASSAGES, random.integers(1, 4), replace=False)]
        said = corpus[right[0]]["text"].split()
        queries.append({"_id": f"q{n}", "text": " ".join([*said[:4], *random.choice(WORDS, 2)])})
        rows += [f"q{n}\tp{one}\t{1 + place % 2}" for place, one in enumerate(right)]
    (folder / "qrels").mkdir(parents=True)
    for name, found in (("corpus", corpus), ("queries", queries)):
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(one) + "\n" for one in found), encoding="utf-8")
    (folder / "qrels" / "dev.tsv").write_text("\n".join(["query-id\tcorpus-id\tscore", *rows]) + "\n", encoding="utf-8")
    return folder
