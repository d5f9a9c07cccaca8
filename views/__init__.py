"""The web page: one file a page (ask, library, settings), around them frame.py; the others draw a part of a page.

All words stand in wording.py. Text of documents and questions goes through markup.py, which escapes it.
"""
