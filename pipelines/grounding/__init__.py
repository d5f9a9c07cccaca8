"""Whether a statement rests on what it cites.

    statement, cited passages -> windows (a sentence or two each) -> checks -> Verdict

`quantity` reads numbers with their units, `terms` words, `polarity` negation and direction, `names` drugs, diseases,
genes and populations. `windows` cuts passages into what a clause is held against, `checks` holds it against one window,
`verify` decides. All of it is deterministic; only nearness in meaning asks a model.
"""
