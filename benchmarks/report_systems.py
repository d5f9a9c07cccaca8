"""The sections of docs/measures.md on the model systems: similarity, search side by side, vectors cut shorter."""

from collections.abc import Iterator
from typing import Any

from benchmarks.compare import SETS
from benchmarks.record import load
from benchmarks.report_form import origin, table
from pipelines.compare import TESTED
from pipelines.published import PUBLISHED

MAIN = "nDCG@10"
TIMES = ("encoded a second", "search, median ms (p95)")
SIMILARITY = "python -m benchmarks.similarity DATA"
COMPARE = "python -m benchmarks.compare DATA"


def similarity() -> Iterator[str]:
    """Pearson and Spearman of each model that was here, beside the published figures."""
    yield "## Similarity on pairs\n"
    record = load("similarity")
    if record is None:
        yield f"Not measured yet: `{SIMILARITY}`.\n"
        return
    yield origin(record, SIMILARITY)
    yield "1,000 pairs of question and long answer, a random negative for each, five draws; times 100. Mean, and the"
    yield "least and most of the five. [evaluating.md](evaluating.md) says what Spearman can be at most, and why.\n"
    rows: list[tuple[str, ...]] = []
    for one in record["figures"]:
        published = PUBLISHED.get(one["model"], {})
        told = (str(published.get(name, {}).get("PubMed QA", "-")) for name in ("Pearson", "Spearman"))
        rows.append((one["model"], spread(one["pearson"]), spread(one["spearman"]), *told))
    yield from table(("model", "Pearson", "Spearman", "Pearson, published", "Spearman, published"), rows)


def spread(one: dict[str, float]) -> str:
    """Mean, least and most."""
    return f"{one['mean']:.2f} ({one['low']:.2f} to {one['high']:.2f})"


def compared() -> Iterator[str]:
    """Models, BM25 and both on each set."""
    yield "## Models side by side\n"
    for name in SETS:
        record = load(f"compare-{name}")
        if record is None:
            yield f"{name}: not measured yet: `{COMPARE} --sets {name}`.\n"
            continue
        found = record["figures"]
        yield f"### {name}\n"
        yield f"{found['questions']:,} questions, {found['passages']:,} passages."
        yield origin(record, command(name, found))
        # Times tell nothing of a machine with more to do than it has cores.
        busy = found["load"] > int(record["machine"].split()[0])
        heads = ("index, MB", *(() if busy else TIMES))
        rows = [_result(one)[: len(TESTED) + 2 + len(heads)] for one in found["results"]]
        yield from table(("", *TESTED, f"{MAIN}, 95 % interval", *heads), rows)
        if busy:
            yield f"Times are left out: the machine was busy with other work (load {found['load']}).\n"
        yield from differences(found)


def command(name: str, found: dict[str, Any]) -> str:
    """The call that makes this comparison."""
    return f"{COMPARE} --sets {name} --models {' '.join(one['name'] for one in found['results'])}"


def _result(one: dict[str, Any]) -> tuple[str, ...]:
    low, high = one["intervals"][MAIN]
    rate = f"{one['encoded']:.0f}" if one["encoded"] else "-"
    means = (f"{one['values'][name]:.3f}" for name in TESTED)
    spent = f"{one['median_ms']:.1f} ({one['p95_ms']:.1f})"
    return one["name"], *means, f"{low:.3f} to {high:.3f}", f"{one['megabytes']:.1f}", rate, spent


def differences(found: dict[str, Any]) -> Iterator[str]:
    """Those of the main measure to the first model, as sentences."""
    first = found["results"][0]["name"]
    for one in found["differences"]:
        if one["measure"] == MAIN:
            yield (
                f"{MAIN} of {one['name']} less that of {first}: {one['mean']:+.3f} ({one['low']:+.3f} to "
                f"{one['high']:+.3f}), p {one['p']:.4f}, by Holm over {len(found['differences'])} comparisons "
                f"{one['adjusted']:.4f}.\n"
            )


def sizes() -> Iterator[str]:
    """Vectors of one build, cut."""
    yield "## Vectors cut shorter\n"
    record = load("sizes-medquad-dev")
    call = f"{COMPARE} --sets medquad-dev --sizes"
    if record is None:
        yield f"Not measured yet: `{call}`.\n"
        return
    yield origin(record, call)
    yield "The first dimensions of the vectors of one build, brought to unit length again. Models that weren't trained"
    yield "for it (Matryoshka) lose more.\n"
    rows: list[tuple[str, ...]] = [
        (one["name"], str(one["dimensions"]), f"{one['values'][MAIN]:.3f}", f"{one['intervals'][MAIN][0]:.3f} to "
         f"{one['intervals'][MAIN][1]:.3f}", f"{one['megabytes']:.1f}")
        for found in record["figures"] for one in found["results"]
    ]  # fmt: skip
    yield from table(("", "dimensions", MAIN, "95 % interval", "memory of the vectors, MB"), rows)
