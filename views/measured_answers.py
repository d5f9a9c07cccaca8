"""How the answers came out: a sentence, a chart, a table, the curve of refusals, and the worst questions."""

import streamlit as st

from pipelines import evaluations
from pipelines.evaluations import Kept
from views import charts, markup, measured
from views.words import measure as words

LINES = 8  # of the curve in its table


def show(kept: Kept) -> None:
    """Draws a run of the answers."""
    figures = kept.figures["answers"]
    sentence = words.answers(figures)
    st.html(f'<p class="best"><b>{markup.escape(sentence)}</b></p>')
    shown = [(name, figures[measure]) for measure, name in words.ANSWER_MEASURES.items() if measure in figures]
    left, right = st.columns(2)
    with left:
        charts.bars(shown, words.TASK_TITLE, f"chart-{kept.id}")
    with right, st.container(key="measured-answers"):
        rows = [(name, f"{one.mean:.3f}", words.interval(one), f"{one.questions:,}") for name, one in shown]
        markup.table(sentence, words.ANSWER_COLUMNS, rows)
        measured.download(evaluations.as_csv(kept), f"{kept.plan.key}-{kept.id}.csv")
    _curve(kept)
    measured.worst(kept, "answers")


def _curve(kept: Kept) -> None:
    markup.text("h2", words.CURVE)
    if not kept.curve:
        markup.text("p", words.NO_CURVE)
        return
    markup.text("p", words.CURVE_MORE, "total")
    left, right = st.columns(2)
    with left:
        charts.curve(kept.curve, f"curve-{kept.id}")
    with right, st.container(key="measured-curve"):
        lines = kept.curve[:: max(len(kept.curve) // LINES, 1)]
        rows = [(f"{level:.2f}", words.percent(yes), words.percent(no)) for level, yes, no in lines]
        markup.table(words.CURVE, words.CURVE_COLUMNS, rows)
        measured.download(evaluations.curve_as_csv(kept), f"{kept.plan.key}-{kept.id}-curve.csv", "csv-curve")
