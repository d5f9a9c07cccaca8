"""Taking an answer along: as a file, as text to copy, as a page to print. All of it from the one builder."""

from functools import partial

import streamlit as st

from pipelines.application import Vademecum
from pipelines.export import page
from pipelines.export.formats import FORMATS
from pipelines.schema import Answer
from views import address, markup
from views.words import export as words


def show(vademecum: Vademecum, answer: Answer) -> None:
    """Two buttons that unfold: the formats, and the text to copy."""
    with st.popover(words.EXPORT, key="export"):
        keep = _keep(answer, "export-keep")
        cites = bool(answer.disagreements) or any(
            statement.citations for statement in answer.statements if keep or statement.support == "supported"
        )
        for form in FORMATS.values():
            st.download_button(
                words.FORMATS[form.name],
                partial(vademecum.export, answer, form.name, keep),  # written when it is asked for
                f"answer{form.ending}",
                form.media,
                key=f"export-{form.name}",
                on_click="ignore",
                disabled=form.works and not cites,
                width="stretch",
            )
        if not cites:
            markup.text("p", words.NO_WORKS, "note")
        st.button(words.PRINT, on_click=address.put, args=(address.PRINT, "1"), width="stretch")
    with st.popover(words.COPY, key="copy"):
        keep = _keep(answer, "copy-keep")
        st.code(vademecum.export(answer, "vancouver", keep), language=None, wrap_lines=True)


def _keep(answer: Answer, key: str) -> bool:
    """Whether statements that are not supported come along: asked where there are any, no unless the person says so."""
    told, number = words.doubts(answer.statements)
    if not number:
        return False
    leave, keep = words.CHOICES[number > 1]
    return st.segmented_control(told, (leave, keep), default=leave, required=True, key=key) == keep


def flat(vademecum: Vademecum, answer: Answer) -> None:
    """The page to print: every statement with its state, its quotes and their places, nothing folded away."""
    with st.container(key="print-tools"):
        st.button(words.BACK, on_click=address.put, args=(address.PRINT, ""))
        markup.text("p", words.HOW_TO_PRINT)
    st.html(f'<div class="printed">{page.body(vademecum.exported(answer, keep=True))}</div>')
