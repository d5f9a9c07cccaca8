"""The page Measure: test the search or the answers, see how it came out and where it fails."""

import streamlit as st

from pipelines import evaluations
from pipelines.errors import Stopped
from pipelines.evaluations import Kept
from pipelines.measuring import Measuring, Test
from views import announcer, failure, markup, measured, measured_answers, plan, server
from views.words import common
from views.words import measure as words

_BEGUN = "measure-begun"  # whether a test was told to have begun, and not yet how it ended
RUN, SET = "run", "set"  # in the address: the run shown, the set that is chosen


def page() -> None:
    """Draws the page."""
    st.set_page_config(page_title=f"{common.MEASURE} · {common.NAME}", layout="wide")
    st.title(common.MEASURE, anchor=False)
    measuring = server.measuring()
    kept = evaluations.runs(measuring.library)
    chosen = plan.controls(kept, measuring)
    st.fragment(_test, run_every=0.5 if measuring.test.running else None)(measuring, measuring.test.running)
    alike = [one for one in kept if (one.plan.task, one.plan.key) == (chosen.task, chosen.key)]
    if alike:
        _shown(measuring, alike)
    elif not measuring.test.running:
        markup.card(words.NOT_RUN_SET if kept else words.NOT_RUN, words.NOT_RUN_MORE)


def _test(measuring: Measuring, running: bool) -> None:
    """How the last test goes, or went; drawn anew twice a second while it runs."""
    test = measuring.test
    _tell(test)
    if running != test.running:
        st.rerun()  # the whole page: there are other figures now, or a test that another tab began
    if test.running:
        modes = len(test.plan.modes) if test.plan else 0
        text = words.STOPPING if test.stopping else words.STARTING
        if test.progress is not None and not test.stopping:
            text = f"{words.naming(test.plan)}: {words.going(test.progress, test.left, modes)}"
        st.progress(test.share, text)
    elif isinstance(test.error, Stopped):
        markup.card(words.STOPPED, words.STOPPED_MORE)
    elif test.error is not None:
        markup.card(*failure.sentence(test.error), alert=True)


def _tell(test: Test) -> None:
    """Says that a test has begun, and how it ended; each once."""
    if test.running:
        if not st.session_state.get(_BEGUN):
            announcer.say(words.begun(test.plan), again=True)
        st.session_state[_BEGUN] = True
    elif st.session_state.pop(_BEGUN, False):
        stopped = isinstance(test.error, Stopped)
        told = words.STOPPED if stopped else failure.sentence(test.error)[0] if test.error else words.DONE
        announcer.say(told, alert=test.error is not None and not stopped, again=True)


def _shown(measuring: Measuring, alike: list[Kept]) -> None:
    """One run of the set: the one that the address names, else the last."""
    wanted = st.query_params.get(RUN)
    one = next((kept for kept in alike if kept.id == wanted), alike[0])
    if len(alike) > 1:
        ids = {kept.id: kept for kept in alike}
        key = f"run-{alike[0].id}"  # after a new run the list begins anew, at the top
        id = st.selectbox(
            words.RUNS, list(ids), list(ids).index(one.id), lambda id: words.run(ids[id]), key=key, width=320
        )
        one = ids[id]
    st.query_params[RUN] = one.id
    markup.text("p", words.last(one), "total")
    _old(measuring, one)
    if not one.plan.place:
        markup.text("p", words.OWN_EASY, "total")
    if one.plan.task == "search":
        measured.show(one)
    else:
        measured_answers.show(one)


def _old(measuring: Measuring, kept: Kept) -> None:
    """Says where the figures are of another library, or of another model, than there is now."""
    generation = server.application().library.open()
    if generation is None:
        return
    now = generation.manifest
    if kept.generation and kept.generation != now.number:
        markup.card(words.outdated(kept.generation, now.number))
    if kept.plan.task == "search" and kept.model != now.model:
        markup.card(words.other_model(kept.model, now.model))


page()
