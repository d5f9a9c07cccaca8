"""References of documents as a file: RIS, BibTeX or Vancouver."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from pipelines.export.formats import named
from views import server
from views.words import library as words


def button(documents: Sequence[str]) -> None:
    """The button that offers the formats; the file is made when one is pressed."""
    with st.popover(words.EXPORT, key="export"):
        for name, label, ending in words.FORMATS:
            st.download_button(
                label,
                partial(_written, tuple(documents), name),
                f"{words.EXPORT_NAME}{ending}",
                named(name).media,
                key=f"export-{name}",
                on_click="ignore",
                type="tertiary",
            )


def _written(documents: tuple[str, ...], form: str) -> bytes:
    return server.application().references(documents, form).encode()
