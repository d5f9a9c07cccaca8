"""How the search came out: the best mode in a sentence, a chart, a table, and the questions that went worst."""

import streamlit as st

from pipelines import evaluations
from pipelines.evaluations import Kept
from pipelines.schema import Query
from views import answer, charts, markup
from views.words import measure as words

METRIC = "metric"  # in the address


def show(kept: Kept) -> None:
    """Draws a run of the search."""
    metric = st.segmented_control(
        words.METRIC, list(words.METRICS), default=next(iter(words.METRICS)), required=True, key=METRIC,
        bind="query-params", wrap=True,
    )  # fmt: skip
    metric = metric or next(iter(words.METRICS))
    sentence, sure = words.best(kept, metric)
    st.html(f'<p class="best"><b>{markup.escape(sentence)}</b> {markup.escape(sure)}</p>')
    markup.text("p", words.METRICS[metric], "total")
    ranked = kept.ranked(metric)
    left, right = st.columns([2, 3])
    with left:
        charts.bars([(words.NAMES[mode], figure) for mode, figure in ranked], metric, f"chart-{kept.id}")
    with right, st.container(key="measured-table"):
        rows = [
            (words.NAMES[mode], *(f"{kept.figures[mode][name].mean:.3f}" for name in words.METRICS),
             words.interval(figure))
            for mode, figure in ranked
        ]  # fmt: skip
        markup.table(sentence, (*words.COLUMNS, f"{metric}, {words.INTERVAL}"), rows)
        download(evaluations.as_csv(kept), f"{kept.plan.key}-{kept.id}.csv")
    worst(kept, ranked[0][0])


def download(text: str, name: str, key: str = "csv") -> None:
    """The button that gives the figures as a file."""
    st.download_button(words.CSV, text, name, "text/csv", key=key, on_click="ignore")


def worst(kept: Kept, mode: str) -> None:
    """The questions that went worst, each of which opens in Ask."""
    markup.text("h2", words.WORST)
    failures = kept.failures.get(mode, ())
    if not failures:
        markup.text("p", words.PERFECT)
        return
    markup.text("p", f"{words.WORST_MORE} {words.ELSEWHERE if not kept.generation else ''}".strip(), "total")
    for number, one in enumerate(failures):
        with st.container(key=f"failure-{number}", gap=None):
            if st.button(markup.label(one.question), key=f"failure-ask-{number}", type="tertiary"):
                answer.later(Query(one.question))
                st.switch_page("ask.py")
            markup.text("p", words.failure(one, mode), "total")
    download(evaluations.failures_as_csv(kept), f"{kept.plan.key}-{kept.id}-worst.csv", "csv-worst")
