"""The page of a PDF as a picture, with a quote marked on it.

    document, start, end -> file (held) -> where the quote stands (Places) -> boxes (marks) -> Picture (draw)

The reader tells at ingest where on a page each character of the text stands. Before a box is drawn, what stands under
it is read anew and has to be the quote. Else nothing is marked, and the picture says why.
"""
