"""Vademecum's pipelines.

    source   -> readers -> Document -> chunk -> Chunk... -> library (a new generation of the index)
    question -> retrieve -> Retrieved -> answer -> Answer with Citations

The records between the arrows stand in `schema.py`; nothing is exported here.
"""

import os

# LiteLLM, where it is installed, would fetch a list of prices when txtai imports it.
os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")
