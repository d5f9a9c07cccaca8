"""What to measure: the form of the page Measure, and the button that begins and ends a test."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import streamlit as st

from pipelines import beir, evaluations
from pipelines.errors import DataError, VademecumError
from pipelines.evaluations import OWN, Kept, Plan, Task
from pipelines.measuring import Measuring
from views import failure
from views.words import ask
from views.words import measure as words

OTHER = "other"  # a folder or file that was not measured yet
TASK, SET, PLACE, MODES = "measure-task", "measure-set", "measure-place", "measure-modes"
ERROR = "measure-error"


def controls(kept: list[Kept], measuring: Measuring) -> Plan:
    """Draws the form in rows that wrap, and returns what it says."""
    known = evaluations.sets(kept)
    _from_address(kept, known)
    with st.container(horizontal=True, vertical_alignment="bottom", key="measure-form"):
        st.segmented_control(words.WHAT, list(words.TASKS), required=True, key=TASK, persist_state="session")
        st.selectbox(
            words.SET, [OWN, *(key for key in known if key != OWN), OTHER], format_func=_naming(kept), key=SET,
            width=320, persist_state="session",
        )  # fmt: skip
        if st.session_state[SET] == OTHER:
            st.text_input(words.FOLDER, key=PLACE, placeholder=words.FOLDER_EXAMPLE, width=420, persist_state="session")
        if _task() == "search":
            st.pills(words.MODES, list(ask.MODES), selection_mode="multi", key=MODES, persist_state="session")
        plan = _options(_before(kept, known))
        running = measuring.test.running
        # One button in one place, so that the focus stays on it.
        st.button(
            words.STOP if running else words.RUN, key="measure-go",
            on_click=measuring.stop if running else _start, args=() if running else (measuring, plan),
        )  # fmt: skip
    if ERROR in st.session_state:
        failure.show(st.session_state.pop(ERROR))
    st.query_params["set"] = st.session_state[SET]
    return plan


def _from_address(kept: list[Kept], known: dict[str, Plan]) -> None:
    """Gives the form, the first time, what the address says: a run, or a set."""
    state, address = st.session_state, st.query_params
    run = next((one for one in kept if one.id == address.get("run")), None)
    names = {task: name for name, task in words.TASKS.items()}
    named = run.plan.key if run else address.get("set", "")
    last = kept[0].plan if kept else Plan()
    state.setdefault(SET, named if named in (OWN, OTHER, *known) else last.key)
    state.setdefault(TASK, names[run.plan.task if run else last.task])
    state.setdefault(MODES, list(ask.MODES))
    if state[SET] not in (OWN, OTHER, *known):  # its runs were cleared meanwhile
        state[SET] = OWN


def _naming(kept: list[Kept]) -> Callable[[str], str]:
    """How a set is called in the list."""
    names = {one.plan.key: words.known(one.name, one.plan.split) for one in reversed(kept)}
    return lambda key: {OWN: words.OWN, OTHER: words.OTHER}.get(key) or names[key]


def _task() -> Task:
    return words.TASKS[st.session_state[TASK]]


def _before(kept: list[Kept], known: dict[str, Plan]) -> Plan:
    """What the set was measured with last; a limit on the answers is none on the search."""
    key = st.session_state[SET]
    alike = (one.plan for one in kept if (one.plan.key, one.plan.task) == (key, _task()))
    return next(alike, replace(known.get(key, Plan()), limit=None, leave_out=0.0))


def _place(before: Plan) -> str:
    """The folder that is typed, else that of the set measured before; empty for the library's own."""
    if st.session_state[SET] != OTHER:
        return before.place
    typed = str(st.session_state.get(PLACE, "")).strip()
    with suppress(RuntimeError):  # "~nobody" is nobody's home
        return str(Path(typed).expanduser().absolute()) if typed else ""
    return typed


def _splits(place: str) -> list[str]:
    """The splits of a folder; none while there is no folder, or none that can be read: the test says why."""
    with suppress(OSError):
        return beir.splits(Path(place)) if place else []
    return []


def _options(before: Plan) -> Plan:
    """The plan, with what stands in the popover; its fields begin with what the set was measured with before."""
    place, key = _place(before), f"{st.session_state[SET]}-{_task()}"
    splits = [before.split] if before.place else _splits(place)
    state = st.session_state
    changed = [state.get(f"{name}-{key}") for name in ("limit", "leave")]
    with st.popover(words.options(sum(bool(one) for one in changed)), key="measure-options"):
        split = before.split
        if splits:
            first = splits.index("test") if "test" in splits else 0
            split = st.selectbox(words.SPLIT, splits, first, key=f"split-{key}-{place}")
        relevant, leave_out = before.relevant, 0
        if splits:
            relevant = st.number_input(words.RELEVANT, 1, 100, before.relevant, key=f"relevant-{key}")
        limit = st.number_input(words.LIMIT, 1, 10**6, before.limit, key=f"limit-{key}", placeholder=words.ALL)
        if _task() == "answers" and splits:
            leave_out = st.number_input(words.LEAVE_OUT, 0, 90, round(before.leave_out * 100), 10, key=f"leave-{key}",
                                        help=words.LEAVE_OUT_MORE)  # fmt: skip
    modes = tuple(ask.MODES[name] for name in ask.MODES if name in (state.get(MODES) or ()))
    return Plan(_task(), place, split, modes, int(relevant), limit, leave_out / 100)


def _start(measuring: Measuring, plan: Plan) -> None:
    """Begins; what is in the way is told by the next run of the page."""
    try:
        if st.session_state[SET] == OTHER and not plan.place:
            raise DataError(words.NO_PLACE)
        st.query_params.pop("run", None)  # the new one is shown when it is done
        measuring.start(plan)
    except VademecumError as error:
        st.session_state[ERROR] = error
