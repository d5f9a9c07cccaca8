"""The similarity protocol of the model cards on PubMed QA (pqa_labeled), for each supported model that is here.

    python -m benchmarks.similarity DATA [--models minilm pubmedbert ...]

DATA is the folder that holds pubmedqa/. Models that aren't here are named with what fetches them.
"""

import argparse
from pathlib import Path

from benchmarks.record import save
from pipelines import similarity, systems
from pipelines.plain import plain


def main() -> None:
    """Measures and saves."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("data", type=Path)
    parser.add_argument("--models", nargs="+", default=here())
    arguments = parser.parse_args()
    rows = []
    for model in arguments.models:
        found = similarity.similarity(arguments.data / "pubmedqa" / "pqa_labeled.jsonl.gz", model)
        print(model, round(found.pearson.mean, 2), round(found.spearman.mean, 2), flush=True)
        rows.append(plain(found))
    save("similarity", "PubMed QA, pqa_labeled", rows)


def here() -> list[str]:
    """The supported systems whose weights are on this machine; says what fetches the others."""
    for system in systems.SYSTEMS:
        if systems.locate(system.profile) is None:
            print(f"Left out, {system.profile}: {systems.missing(system.profile)}")
    return [system.profile for system in systems.SYSTEMS if systems.locate(system.profile)]


if __name__ == "__main__":
    main()
