"""Every word and sentence of the web page, a file for each page."""

from views.words import adding, ask, common, document, evidence, export, library, measure, progress, settings

__all__ = [
    "adding", "ask", "common", "document", "evidence", "export", "library", "measure", "progress", "settings",
]  # fmt: skip
