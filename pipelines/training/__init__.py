"""Training of encoders: pairs of texts in, a model folder out that txtai loads by its path.

    a BEIR folder, the library, titles -> Pair... (a JSONL file) -> batches -> trainer -> model, its card, a plot

`commands.py` holds the commands, `run.py` the whole of one training; docs/training.md tells how to use them.
"""
