"""Small trainings that tests share: pairs of a made-up world, and one call from pairs to a model."""

import json
from pathlib import Path
from typing import Any

from pipelines.training import pairs as pairing
from pipelines.training.pairs import Pair
from pipelines.training.recipes import Kind, recipe
from pipelines.training.run import Order, train

ILLNESSES = ("gout", "asthma", "diabetes", "glaucoma", "anemia", "fever", "cough", "cancer")
PARTS = {"symptoms": "pain and cough", "treatment": "a drug, a dose of it", "cause": "a gene or a virus"}


def world() -> list[Pair]:
    """Three questions on each illness; negatives are the other parts of the same page."""
    texts = {(one, part): f"{one}\nThe {part} of {one}: {said}." for one in ILLNESSES for part, said in PARTS.items()}
    return [
        Pair(f"What is the {part} of {one}?", text, tuple(texts[one, other] for other in PARTS if other != part))
        for (one, part), text in texts.items()
    ]


def beir_folder(folder: Path, pairs: list[Pair], split: str = "dev") -> Path:
    """The pairs as a BEIR folder of one split."""
    (folder / "qrels").mkdir(parents=True)
    rows = [(f"q{n}", f"p{n}", pair, *pair.positive.split("\n", 1)) for n, pair in enumerate(pairs)]
    lines = {
        "corpus.jsonl": [json.dumps({"_id": id, "title": title, "text": text}) for _, id, _, title, text in rows],
        "queries.jsonl": [json.dumps({"_id": id, "text": pair.anchor}) for id, _, pair, _, _ in rows],
        f"qrels/{split}.tsv": [f"{question}\t{passage}\t1" for question, passage, *_ in rows],
    }
    for name, found in lines.items():
        (folder / name).write_text("\n".join(found) + "\n", encoding="utf-8")
    return folder


def trained(home: Path, kind: Kind, start: Path, name: str = "model", **changes: Any) -> Path:
    """The folder of a model that was trained for two steps, or as `changes` say: fields of Order and of Recipe.

    `listen` and `say` may be among them.
    """
    listen = changes.pop("listen", lambda progress: None)
    say = changes.pop("say", lambda text: None)
    file = home / "pairs.jsonl"
    if not file.exists():
        pairing.write(world(), file)
    order = {key: changes.pop(key) for key in list(changes) if key in Order.__dataclass_fields__}
    if kind == "matryoshka":
        changes.setdefault("dimensions", (16, 8))
    numbers = {"batch": 8, "steps": 2, "tokens": 32, "rate": 1e-3, "warm_up": 0.0, **changes}
    order = Order(**{"pairs": (file,), "base": str(start), "out": home / name, **order})
    return train(recipe(kind, **numbers), order, listen, say)
