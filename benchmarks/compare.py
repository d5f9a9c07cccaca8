"""Search on the test sets by each supported model that is here, by BM25 and by both; and with vectors cut shorter.

    python -m benchmarks.compare DATA [--models minilm bm25 ...] [--sets medquad-dev bioasq ...] [--sizes]

DATA is the folder that holds the sets. Encoding takes from minutes (cystic-fibrosis) to half an hour (medquad) on 2
cores for a small model, once: the indexes stay in the library's folder `evaluations`.
"""

import argparse
import os
from pathlib import Path

from benchmarks.record import save
from benchmarks.similarity import here
from pipelines import systems
from pipelines.compare import compare
from pipelines.compare_report import markdown
from pipelines.config import Settings, check, read
from pipelines.plain import plain

SETS = {"medquad-dev": ("dev", 1), "bioasq": ("test", 1), "cystic-fibrosis": ("test", 2), "medquad": ("dev", 1)}
SIZES = (768, 512, 384, 256, 128, 64)


def main() -> None:
    """Measures and saves, set by set."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("data", type=Path)
    parser.add_argument("--config", type=Path, default=Path("config.yml"))
    parser.add_argument("--models", nargs="+")
    parser.add_argument("--sets", nargs="+", choices=list(SETS), default=list(SETS)[:3])
    parser.add_argument("--sizes", action="store_true", help="vectors of dense models cut, instead")
    arguments = parser.parse_args()
    models = arguments.models or here()
    settings = check(read(arguments.config))
    for name in arguments.sets:
        if arguments.sizes:
            sizes(settings, arguments.data, name, models)
        else:
            models_on(settings, arguments.data, name, arguments.models or everything(models))


def everything(models: list[str]) -> list[str]:
    """Each dense model fused with BM25, the models alone, BM25; so the first is what the product searches by."""
    dense = [name for name in models if systems.kind(systems.require(name)) == "dense"]
    return [*(f"{name}+bm25" for name in dense), *models, "bm25"]


def models_on(settings: Settings, data: Path, name: str, models: list[str]) -> None:
    """Models side by side on one set."""
    split, relevant = SETS[name]
    found = compare(settings, models, data / name, split, relevant=relevant)
    print(markdown(found), flush=True)
    save(f"compare-{name}", f"{name}, titled passages", {**plain(found), "load": round(os.getloadavg()[0], 1)})


def sizes(settings: Settings, data: Path, name: str, models: list[str]) -> None:
    """Each dense model's vectors cut to the sizes that it has."""
    split, relevant = SETS[name]
    results = []
    for model in models:
        place = systems.require(model)
        full = systems.dimensions(place) or 0
        if systems.kind(place) == "dense":
            cuts = [size for size in SIZES if size <= full]
            found = compare(settings, [model], data / name, split, cuts, relevant)
            print(markdown(found), flush=True)
            results.append(plain(found))
    save(f"sizes-{name}", f"{name}, titled passages", results)


if __name__ == "__main__":
    main()
