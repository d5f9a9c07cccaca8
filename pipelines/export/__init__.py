"""An answer, or a list of documents, as a file that a person takes along.

    Answer, catalogue -> build -> Export -> markdown | ris | bibtex | vancouver | page -> text

`build` alone decides what an export holds; the writers only set it. `text` makes every string of a document fit for one
line of any of them, `names` reads authors, `latex` is for BibTeX, `said` holds the words that the formats for people
share. `formats` finds the writer, `saved` reads an answer that was kept as JSON, `route` is the API's.
"""
