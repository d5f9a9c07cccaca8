"""Retrieval on MedQuAD: each mode, titled and bare, in the dev and the full setting; and the fusions on dev.

    python -m benchmarks.retrieval DATA [--config config.yml]

DATA is the folder that holds medquad/ and medquad-dev/. Encoding 2 x 64,844 passages takes about half an hour on 2
cores, once: the indexes stay in the library's folder `evaluations`.
"""

import argparse
from pathlib import Path

from benchmarks.record import save
from pipelines import evaluate
from pipelines.config import RetrieveSettings, Settings, check
from pipelines.profiles import load
from pipelines.schema import MODES

FUSIONS = [("weighted", w) for w in (0.5, 0.6, 0.7, 0.8, 0.9)]
FUSIONS += [("minmax", w) for w in (0.4, 0.5, 0.6, 0.7, 0.8)] + [("rrf", w) for w in (0.5, 0.7)]


def main() -> None:
    """Measures and saves."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("data", type=Path)
    parser.add_argument("--config", type=Path, default=Path("config.yml"))
    parser.add_argument("--only", choices=("modes", "fusions"))
    arguments = parser.parse_args()
    settings = check(load(arguments.config))
    if arguments.only != "fusions":
        modes(settings, arguments.data)
    if arguments.only != "modes":
        fusions(settings, arguments.data)


def modes(settings: Settings, data: Path) -> None:
    """All modes, both settings, titled and bare."""
    rows = []
    for name in ("medquad-dev", "medquad"):
        for titled in (True, False):
            for mode in MODES:
                found = evaluate.retrieval(settings, data / name, "dev", mode, titled)
                kept = ("accuracy@1", "recall@10", "nDCG@10", "MRR@10", "MAP@100")
                row = {"set": name, "titled": titled, "mode": mode, "passages": found.passages,
                       "questions": found.questions, "values": found.values,
                       "intervals": {key: found.intervals[key] for key in kept}}  # fmt: skip
                rows.append(row)
                print(name, titled, mode, {key: round(found.values[key], 4) for key in kept}, flush=True)
    save("retrieval", "MedQuAD dev questions, both settings", rows)


def fusions(settings: Settings, data: Path) -> None:
    """Each fusion and weight on dev, titled."""
    rows = []
    for fusion, weight in FUSIONS:
        chosen = RetrieveSettings.model_validate({"mode": "hybrid", "fusion": fusion, "weight": weight})
        tried = settings.model_copy(update={"retrieve": chosen})
        found = evaluate.retrieval(tried, data / "medquad-dev", "dev", "hybrid", True)
        rows.append({"fusion": fusion, "weight": weight, "values": found.values})
        print(fusion, weight, round(found.values["nDCG@10"], 4), round(found.values["recall@10"], 4), flush=True)
    save("fusion", "MedQuAD dev setting, titled passages", rows)


if __name__ == "__main__":
    main()
