"""Charts as ECharts takes them: bars with intervals, and the curve of coverage. Each says in words what it shows."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from pipelines.evaluations import Figure
from views.words import measure as words

HEIGHT = 260
# One blue for light and dark, since the page isn't drawn anew when the scheme changes; text and grid are the theme's.
# It has at least 3:1 on white, on the dark ground, and on bars that are that blue at a sixth of its strength.
BLUE, PALE = "#3A7CC2", "rgba(58, 124, 194, 0.16)"


def bars(rows: Sequence[tuple[str, Figure]], title: str, key: str) -> None:
    """A bar for each name, the best on top, with its 95 % interval."""
    names = [name for name, _ in reversed(rows)]
    figures = [figure for _, figure in reversed(rows)]
    means = {
        "type": "bar",
        "name": title,
        "data": [round(one.mean, 4) for one in figures],
        "barMaxWidth": 34,
        "itemStyle": {"color": PALE, "borderColor": BLUE, "borderWidth": 1},
    }
    # A box without height is a line with two ends: the interval.
    whiskers = {
        "type": "boxplot",
        "name": words.INTERVAL,
        "data": [[round(value, 4) for value in (o.low, o.mean, o.mean, o.mean, o.high)] for o in figures],
        "boxWidth": [12, 12],
        "itemStyle": {"color": BLUE, "borderColor": BLUE, "borderWidth": 2},
        "silent": True,
        "z": 3,
    }
    spec = {
        **_ground(),
        "xAxis": {"type": "value", "min": 0, "max": 1},
        "yAxis": {"type": "category", "data": names},
        "series": [means, whiskers],
    }
    st.echarts_chart(spec, height=HEIGHT, key=key, alt=words.chart(title, list(rows)))


def curve(points: Sequence[tuple[float, float, float]], key: str) -> None:
    """How many questions with an answer are answered when so many of those without are."""
    line = {
        "type": "line",
        "step": "end",
        "showSymbol": False,
        "data": sorted([round(no, 4), round(yes, 4)] for _, yes, no in points),
        "lineStyle": {"color": BLUE, "width": 2},
    }
    spec = {
        **_ground(bottom=32),  # with room for the name of the axis
        "xAxis": {"type": "value", "min": 0, "max": 1, "name": words.CURVE_X, **_named(24)},
        "yAxis": {"type": "value", "min": 0, "max": 1},
        "series": [line],
    }
    st.echarts_chart(spec, height=HEIGHT, key=key, alt=words.curve(len(points)))


def _ground(bottom: int = 8) -> dict[str, Any]:
    return {
        "animation": False,
        "aria": {"enabled": True},
        "grid": {"left": 8, "right": 24, "top": 16, "bottom": bottom, "containLabel": True},
    }


def _named(gap: int) -> dict[str, Any]:
    return {"nameLocation": "middle", "nameGap": gap}
