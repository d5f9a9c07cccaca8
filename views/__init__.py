"""The web page: one file a page (ask, library, measure, settings), around them frame.py; the others draw a part of one.

All words stand in words/. Text of documents and questions goes through markup.py, which escapes it.
"""
