"""Makes docs/measures.md and the figures in README.md from benchmarks/results.

python -m benchmarks.report [--check]
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.record import load
from benchmarks.report_answers import abstention, answers, disagree, followups, samples, verifier
from benchmarks.report_form import origin, table
from benchmarks.report_page import page
from benchmarks.report_systems import compared, similarity, sizes
from benchmarks.report_training import trainings

ROOT = Path(__file__).parents[1]
START, END = "<!-- figures -->", "<!-- end -->"
SETTINGS = {"medquad-dev": "dev", "medquad": "full"}
# S-PubMedBert-MS-MARCO fine-tuned on MedQuAD, as its card gives it for the dev setting.
PUBLISHED = {"accuracy@1": 0.661, "recall@10": 0.513, "nDCG@10": 0.522, "MRR@10": 0.734, "MAP@100": 0.435}
SHOWN = ("accuracy@1", "recall@10", "nDCG@10", "MRR@10", "MAP@100")


def main() -> None:
    """Writes the pages, or with --check says which is out of date."""
    pages = {ROOT / "docs" / "measures.md": measures(), ROOT / "README.md": readme()}
    stale = [path for path, text in pages.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    if "--check" in sys.argv:
        for path in stale:
            print(f"{path.name} is out of date. Run: python -m benchmarks.report")
        sys.exit(1 if stale else 0)
    for path, text in pages.items():
        path.write_text(text, encoding="utf-8")


def measures() -> str:
    """The page of figures."""
    parts = [
        "# Measures\n",
        "Made by `python -m benchmarks.report` from the files in `benchmarks/results`; each section",
    ]
    parts[-1] += " names the command that fills it, the data, the commit and the machine.\n"
    for section in (retrieval, fusion, similarity, compared, sizes, trainings, abstention, samples, answers, verifier,
                    disagree, followups, scale, ingest, page):  # fmt: skip
        parts += list(section())
    return "\n".join(parts).rstrip() + "\n"


def readme() -> str:
    """The README with its figures replaced."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    if START not in text:
        return text
    head, rest = text.split(START, 1)
    tail = rest.split(END, 1)[1]
    return f"{head}{START}\n{short()}\n{END}{tail}"


def short() -> str:
    """The few figures that the README shows."""
    lines = []
    if record := load("retrieval"):
        rows = {(r["set"], r["titled"], r["mode"]): r for r in record["figures"]}
        dev, full = rows[("medquad-dev", True, "hybrid")], rows.get(("medquad", True, "hybrid"))
        lines.append(
            f"- MedQuAD dev setting, hybrid: nDCG@10 {value(dev, 'nDCG@10')}, recall@10 {value(dev, 'recall@10')}."
        )
        if full:
            lines.append(
                f"- The same questions against all {full['passages']:,} passages: nDCG@10 {value(full, 'nDCG@10')}."
            )
    if record := load("scale"):
        search = record["figures"]["search"]
        lines.append(
            f"- A hybrid search in {search['passages']:,} passages: {search['ours']['p50']} ms (p95 "
            f"{search['ours']['p95']}); plain txtai {search['plain']['p50']} ms (p95 {search['plain']['p95']})."
        )
    lines.append("\nAll figures, with their commands: [docs/measures.md](docs/measures.md).")
    return "\n".join(lines)


def value(row: dict[str, Any], name: str) -> str:
    """A mean with its interval."""
    low, high = row["intervals"][name]
    return f"{row['values'][name]:.3f} ({low:.3f} to {high:.3f})"


def retrieval() -> Iterator[str]:
    """Modes, titled and bare, both settings, beside the published figures."""
    yield "## Retrieval on MedQuAD\n"
    record = load("retrieval")
    if record is None:
        yield "Not measured yet: `python -m benchmarks.retrieval DATA`.\n"
        return
    yield origin(record, "python -m benchmarks.retrieval DATA")
    yield "2,625 dev questions; a passage counts when it belongs to the section that answers the question. The"
    yield "intervals are 95 % bootstrap intervals over questions.\n"
    rows: list[tuple[str, ...]] = []
    for row in record["figures"]:
        passages = "title in front" if row["titled"] else "bare"
        low, high = row["intervals"]["nDCG@10"]
        means = (f"{row['values'][name]:.3f}" for name in SHOWN)
        rows.append((SETTINGS[row["set"]], passages, row["mode"], *means, f"{low:.3f} to {high:.3f}"))
    rows.append(("dev", "published, fine-tuned S-PubMedBert", "dense", *(f"{PUBLISHED[m]:.3f}" for m in SHOWN), "-"))
    yield from table(("setting", "passages", "mode", *SHOWN, "nDCG@10 interval"), rows)


def fusion() -> Iterator[str]:
    """Fusions and weights on dev."""
    yield "## Fusion, measured on dev\n"
    record = load("fusion")
    if record is None:
        yield "Not measured yet: `python -m benchmarks.retrieval DATA --only fusions`.\n"
        return
    yield origin(record, "python -m benchmarks.retrieval DATA --only fusions")
    yield "The weight is the share of the dense scores. `weighted` adds cosine and BM25 scaled as txtai scales it,"
    yield "`minmax` spreads both over 0 to 1, `rrf` adds reciprocal ranks.\n"
    rows = [(r["fusion"], str(r["weight"]), *(f"{r['values'][m]:.4f}" for m in SHOWN)) for r in record["figures"]]
    yield from table(("fusion", "weight", *SHOWN), rows)


def scale() -> Iterator[str]:
    """Speed and size."""
    yield "## Speed and size\n"
    record = load("scale")
    if record is None:
        yield "Not measured yet: `python -m benchmarks.scale DATA`.\n"
        return
    figures = record["figures"]
    yield origin(record, "python -m benchmarks.scale DATA --only search")
    search, encoding = figures["search"], figures["encoding"]
    yield from table(
        ("", "Vademecum", "plain txtai defaults"),
        [
            ("encoding, passages a second", str(encoding["ours"]), str(encoding["plain"])),
            (
                f"hybrid search in {search['passages']:,} passages, p50 ms",
                *(str(search[s]["p50"]) for s in ("ours", "plain")),
            ),
            ("p95 ms", *(str(search[s]["p95"]) for s in ("ours", "plain"))),
            ("index on disk, MB", str(search["ours_mb"]), str(search["plain_mb"])),
            ("of the ten nearest vectors found", "1.0 (exact)", str(search["plain_dense_recall@10"])),
        ],
    )


def ingest() -> Iterator[str]:
    """Documents from files to a published generation."""
    yield "The MedQuAD pages through `vademecum ingest`:\n"
    record = load("ingest")
    if record is None:
        yield "Not measured yet: `python -m benchmarks.scale DATA --only ingest`.\n"
        return
    yield origin(record, "python -m benchmarks.scale DATA --only ingest")
    figures = record["figures"]
    yield from table(tuple(key.replace("_", " ") for key in figures), [tuple(str(v) for v in figures.values())])


if __name__ == "__main__":
    main()
