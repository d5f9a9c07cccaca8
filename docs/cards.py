"""The pages on the model systems: systems.md, and for each a card with figures, published and measured here."""

from collections.abc import Iterator
from typing import Any

from benchmarks.compare import SETS
from benchmarks.record import load
from benchmarks.report_form import origin, table
from benchmarks.report_systems import COMPARE, SIMILARITY, command, spread
from pipelines import shipped, systems
from pipelines.compare import TESTED
from pipelines.published import PUBLISHED
from pipelines.systems import System

HUB = "https://huggingface.co/"
OUT_OF_REACH = "Not measured here: weights out of reach."
MAKES = "python -m benchmarks.default_encoder DATA --work FOLDER"
MADE = (
    "One epoch by the recipe `s-pubmedbert-medquad` ([training](../training.md)): 9,362 questions of MedQuAD train,",
    "with passages of the sections that answer them, titles in front; and 5,000 titles with their abstracts.",
    "Batches of like titles, 32 pairs, 128 tokens, rate 5e-5, word vectors left as they were. Then the plain",
    "average of the weights before and after, and of what had changed the 64 strongest directions of each matrix,",
    "in 8 bits. Dev and held-out pages of MedQuAD, BioASQ and cystic fibrosis were kept out.\n",
    "MedQuAD (Ben Abacha and Demner-Fushman 2019) is CC BY 4.0. The titles with abstracts are mostly MEDLINE records,",
    "which carry no licence of their own; none of their text is passed on.\n",
)


def overview() -> str:
    """All systems in a table, each with its card."""
    rows = []
    for one in systems.SYSTEMS:
        size = f"{one.dimensions:,}" if one.kind == "dense" else f"{one.dimensions:,} words"
        ours = "yes" if any(_searched(one)) or _similarity(one) else "no"
        name = f"[{one.profile}](systems/{one.profile}.md)"
        rows.append((name, one.title, one.kind, size, f"{one.tokens:,}", f"{one.megabytes} MB", one.licence, ours))
    lines = [
        "# Model systems\n",
        "Each is chosen by its profile: `--profile NAME`, or `profile: NAME` in `config.yml`. `vademecum models` says",
        "which are on this machine and what fetches the others. Each card holds what was published, and what was",
        "measured here.\n",
        *table(("profile", "", "kind", "dimensions", "tokens", "weights", "licence", "measured here"), rows),
        "Licences are those that the pages on the Hugging Face Hub named when they were last seen.",
    ]
    return "\n".join(lines).rstrip() + "\n"


def card(system: System) -> str:
    """One system's page."""
    return (
        "\n".join([*_facts(system), *_made(system), *_published(system), *_measured(system), *_filled(system)]).rstrip()
        + "\n"
    )


def _facts(system: System) -> Iterator[str]:
    yield f"# {system.title}\n"
    sizes = ", ".join(map(str, system.sizes))
    dense = f"{system.dimensions:,}" + (f"; can be cut to {sizes}" if sizes else "")
    facts = (
        ("profile", f"`{system.profile}`"),
        ("kind", "dense, cosine" if system.kind == "dense" else "sparse, SPLADE"),
        ("dimensions", dense if system.kind == "dense" else f"{system.dimensions:,}, one a word piece"),
        ("longest input", f"{system.tokens:,} tokens"),
        ("weights", f"about {system.megabytes} MB"),
        ("licence", system.licence),
        ("on the Hub", _on_the_hub(system)),
        ("looked for in", f"`{system.folder}`" + ("" if system.own else ", then the Hub's cache on this machine")),
        ("base", f"[{system.base}]({HUB}{system.base})"),
        ("trained on", system.trained),
    )
    yield from table(("", ""), [(name, value) for name, value in facts])


def _on_the_hub(system: System) -> str:
    if not system.own:
        return f"[{system.hub}]({HUB}{system.hub})"
    if not system.shipped:
        return "no: you train it from its base"
    size = shipped.DIFFERENCE.stat().st_size / 1e6
    return f"no: set-up makes it of its base and a difference of {size:.1f} MB, which comes with Vademecum"


def _made(system: System) -> Iterator[str]:
    """How the shipped one came about."""
    if not (system.own and system.shipped):
        return
    yield "## How it was made\n"
    yield from MADE
    yield "```sh"
    yield f"{MAKES}   # about 20 minutes on two cores"
    yield "```\n"
    yield f"SHA-256 of the weights, checked at set-up and when they are loaded: `{shipped.SHA256[system.profile]}`\n"


def _published(system: System) -> Iterator[str]:
    """Every figure of its page on the Hub; tests with the same columns in one table."""
    if not PUBLISHED[system.profile]:
        return
    yield "## Published\n"
    groups: dict[tuple[str, ...], list[tuple[str, dict[str, float]]]] = {}
    for test, figures in PUBLISHED[system.profile].items():
        groups.setdefault(tuple(figures)[:3], []).append((test, figures))
    for rows in groups.values():
        columns = max((list(figures) for _, figures in rows), key=len)
        if len(columns) > 6:  # many measures of one test: one under the other
            for test, figures in rows:
                yield from table((test, ""), [(name, f"{value:g}") for name, value in figures.items()])
        else:
            form = "{:.2f}" if rows[0][0].startswith("Pearson") else "{:g}"
            cells = [
                (test, *(form.format(figures[name]) if name in figures else "-" for name in columns))
                for test, figures in rows
            ]
            yield from table(("", *columns), cells)


def _measured(system: System) -> Iterator[str]:
    yield "## Measured here\n"
    similarity, searched = _similarity(system), list(_searched(system))
    if not similarity and not searched:
        yield f"{OUT_OF_REACH}\n"
        return
    if similarity:
        record, row = similarity
        yield "PubMed QA (pqa_labeled), times 100: the mean of five draws of negatives, the least and the most.\n"
        cells = [(name, spread(row[name.lower()])) for name in ("Pearson", "Spearman")]
        yield from table(("", "PubMed QA"), cells)
        yield origin(record, SIMILARITY)
    else:
        yield f"Similarity on pairs: {OUT_OF_REACH[0].lower()}{OUT_OF_REACH[1:]}\n"
    for name, record, rows in searched:
        yield f"### {name}\n"
        heads = (*TESTED, "nDCG@10, 95 % interval")
        cells = [(one["name"], *(f"{one['values'][m]:.3f}" for m in TESTED), _interval(one)) for one in rows]
        yield from table(("", *heads), cells)
        yield origin(record, command(name, record["figures"]))


def _interval(one: dict[str, Any]) -> str:
    low, high = one["intervals"]["nDCG@10"]
    return f"{low:.3f} to {high:.3f}"


def _filled(system: System) -> Iterator[str]:
    """The commands that fill the card."""
    yield "## What fills this page\n"
    yield "DATA is the folder with the test sets.\n"
    yield "```sh"
    if system.shipped:
        yield "vademecum doctor --repair"
    elif system.own:
        yield f"{systems.fetch(system.hub)}   # the base; then train it into {system.folder}"
    else:
        yield systems.fetch(system.hub)
    yield SIMILARITY
    yield COMPARE
    yield "make docs"
    yield "```"


def _similarity(system: System) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """The record of similarities and the system's row in it."""
    record = load("similarity")
    rows = [row for row in record["figures"] if row["model"] == system.profile] if record else []
    return (record, rows[0]) if record and rows else None


def _searched(system: System) -> Iterator[tuple[str, dict[str, Any], list[dict[str, Any]]]]:
    """Each set that it was measured on: the name, the record, its rows and BM25's."""
    for name in SETS:
        record = load(f"compare-{name}")
        own = {system.profile, f"{system.profile}+bm25"}
        results = record["figures"]["results"] if record else []
        if record and own & {one["name"] for one in results}:
            yield name, record, [one for one in results if one["name"] in {*own, "bm25"}]
