"""The sections of docs/measures.md on answers: when to say no, what holds, follow-ups."""

from collections.abc import Iterator, Sequence
from typing import Any

from benchmarks.record import load
from benchmarks.report_form import origin, table

SHARES = (("answered", "answerable"), ("right", "answerable"), ("near answered", "near"), ("far answered", "far"))


def abstention() -> Iterator[str]:
    """The signal for "not in this library" and its curve."""
    yield '## When to say "not in this library"\n'
    record = load("abstention")
    if record is None:
        yield "Not measured yet: `python -m benchmarks.abstention DATA`.\n"
        return
    figures = record["figures"]
    yield origin(record, "python -m benchmarks.abstention DATA")
    yield figures["note"] + "\n"
    cases = list(next(iter(figures["signals"].values())))
    heads = [f"{what}, {case}" for case in cases for what in ("AUROC", "wrongly answered")]
    rows = [
        (name, *(within(value) for case in cases for value in found[case].values()))
        for name, found in figures["signals"].items()
    ]
    yield from table(("signal", *heads), rows)
    yield from signals()
    for case, points in figures["coverage"].items():
        yield f"Coverage against wrongly answered, {case}:\n"
        rows = [(f"{answered:.3f}", f"{threshold:.2f}", within(rest)) for answered, threshold, *rest in points]
        yield from table(("answerable answered", "threshold", "unanswerable answered"), rows)
    yield from off_topic(figures["off topic"], figures["threshold"])
    for name, points in figures["curves"].items():
        yield f"{name}:\n"
        rows = [tuple(f"{number:.3f}" for number in point) for point in points]
        yield from table(("threshold", "answerable refused", "unanswerable answered"), rows)


def within(found: Sequence[float]) -> str:
    """A figure with its interval."""
    value, low, high = found
    return f"{value:.3f} ({low:.3f} to {high:.3f})"


def signals() -> Iterator[str]:
    """What each signal is worth to the whole."""
    record = load("signals")
    if record is None:
        return
    yield "Each signal left out in turn and the others fitted anew, title left out; beside it the questions on the"
    yield "samples that were fitted on, in three libraries, at the threshold that refuses 5 % of the dev questions:\n"
    yield origin(record, "python -m benchmarks.fit_evidence DATA")
    rows: list[tuple[str, ...]] = []
    for row in record["figures"]:
        shares = (f"{row[what]:.3f}" for what in ("right", "wrong"))
        rows.append((str(row["left out"]), within(row["AUROC"]), within(row["wrongly answered"]), *shares))
    heads = ("AUROC", "wrongly answered", "samples: answerable answered", "samples: unanswerable answered")
    yield from table(("left out", *heads), rows)


def off_topic(found: list[dict[str, Any]], threshold: float) -> Iterator[str]:
    """Questions on other things."""
    yield f"Questions that no medical library answers (tests/questions_offtopic.jsonl), at the threshold {threshold}:\n"
    sorts = list(found[0]["asked"])
    rows = [
        (
            one["library"],
            f"{one['passages']:,}",
            *(f"{one['answered'].get(sort, 0)} of {one['asked'][sort]} answered" for sort in sorts),
        )
        for one in found
    ]
    yield from table(("library", "passages", *sorts), rows)


def samples() -> Iterator[str]:
    """What becomes of the questions on samples/."""
    yield "## Questions on the samples\n"
    record = load("samples")
    if record is None:
        yield "Not measured yet: `python -m benchmarks.samples DATA`.\n"
        return
    yield origin(record, "python -m benchmarks.samples DATA")
    yield "The signal above was fitted on the first questions, among others; those held out were written by somebody"
    yield "who had not seen the program. A near miss asks, on a subject of the samples, for a fact that is not there; a"
    yield "far question is on another subject. MedQuAD may answer both, so they don't count there. Right: all that has"
    yield "to be said is quoted.\n"
    rows = [
        (
            found["library"].replace("+", " + "),
            f"{found['passages']:,}",
            found["questions"],
            *(f"{found[part]} of {found[whole]}" if found[whole] else "-" for part, whole in SHARES),
        )
        for found in record["figures"]
    ]
    yield from table(
        ("library", "passages", "questions", "answered", "right", "near misses answered", "far ones answered"), rows
    )


def answers() -> Iterator[str]:
    """Citations, statements and refusals."""
    yield "## Answers\n"
    record = load("answers")
    if record is None:
        yield "Not measured yet: `python -m benchmarks.answers DATA`.\n"
        return
    yield origin(record, "python -m benchmarks.answers DATA")
    yield "[evaluating.md](evaluating.md) says what each measure is.\n"
    for name, found in record["figures"].items():
        yield f"{name}, {found['questions']} questions, answers by {found['model']}:\n"
        rows: list[tuple[str, ...]] = [
            (measure, f"{one['mean']:.3f}", f"{one['low']:.3f} to {one['high']:.3f}", f"{one['questions']:.0f}")
            for measure, one in found["measures"].items()
        ]
        yield from table(("measure", "mean", "95 % interval", "questions"), rows)


def disagree() -> Iterator[str]:
    """Pairs of documents that disagree, found."""
    yield "## Sources that disagree\n"
    record = load("disagree")
    if record is None:
        yield "Not measured yet: `python -m benchmarks.disagree DATA`.\n"
        return
    yield origin(record, "python -m benchmarks.disagree DATA")
    yield "A passage and a copy of it with one thing changed, as two documents. The rules were built on these pairs, so"
    yield "the shares are upper bounds.\n"
    rows: list[tuple[str, ...]] = [(row["kind"], str(row["pairs"]), str(row["found"])) for row in record["figures"]]
    yield from table(("changed", "pairs", "shown side by side"), rows)


def followups() -> Iterator[str]:
    """What carrying the subject over does for the search."""
    yield "## Follow-up questions\n"
    record = load("followups")
    if record is None:
        yield "Not measured yet: `python -m benchmarks.followups DATA`.\n"
        return
    figures = record["figures"]
    yield origin(record, "python -m benchmarks.followups DATA")
    yield "Pairs of our own writing over the samples; found: the document that answers is among the first three. The"
    yield "rules were made on `dev` by the one who wrote both halves, so `test` flatters. Questions that stand alone"
    yield f"and are left as they are: {figures['questions of the tests left as they are']:.1%} of those in `tests/`,"
    yield f"{figures['MedQuAD dev left as they are']:.1%} of MedQuAD dev, each behind another question.\n"
    rows: list[tuple[str, ...]] = []
    for split in ("dev", "test"):
        found = figures[split]
        low, high = found["difference, 95 % interval"]
        alone = found["stand-alone left as they are"]
        rows.append(
            (split, str(found["pairs"]), f"{found['as asked']:.3f}", f"{found['stand-alone']:.3f}",
             f"{low:.3f} to {high:.3f}", alone)
        )  # fmt: skip
    yield from table(("half", "pairs", "as asked", "made to stand alone", "difference", "hard ones left alone"), rows)
    made = figures["MedQuAD"]
    yield f"{made['pairs']} pairs made by code of MedQuAD dev questions on one page, the second without its subject,"
    yield 'such as "How is it treated?"; found: a relevant passage among the first ten. As asked'
    yield f"{made['as asked']:.3f}, made to stand alone {made['stand-alone']:.3f}; the whole question, as MedQuAD has"
    yield f"it, {made['in full']:.3f}.\n"


def verifier() -> Iterator[str]:
    """Statements that the verifier flags, of sound and of corrupted ones."""
    yield "## The verifier\n"
    for half, purpose in (("test", "reported"), ("dev", "built on")):
        record = load(f"verifier-{half}")
        command = f"python -m benchmarks.verifier DATA --half {half} --most 250"
        if record is None:
            yield f"Not measured yet: `{command}`.\n"
            continue
        yield f"The {half} half of the documents, {purpose}. {origin(record, command)}"
        yield f"Rules take {record['figures']['ms']} ms a statement (median, encoder left out). The share is that of"
        yield "statements not found supported: false alarms on sound ones, detection on corrupted ones, with Wilson"
        yield "intervals.\n"
        rows: list[tuple[str, ...]] = [
            (
                row["kind"],
                row["measure"],
                str(row["statements"]),
                str(row["documents"]),
                f"{row['share']:.3f}",
                f"{row['interval'][0]:.3f} to {row['interval'][1]:.3f}",
            )
            for row in record["figures"]["kinds"]
        ]
        yield from table(("kind", "", "statements", "documents", "share", "interval"), rows)
