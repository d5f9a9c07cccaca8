"""Vademecum's pipelines.

    source   -> readers -> Document -> chunk -> Chunk... -> library (a new generation of the index)
    question -> retrieve -> Retrieved -> answer -> Answer with Citations

The records between the arrows stand in `schema.py`; nothing is exported here.
"""

import os

# LiteLLM, where it is installed, would fetch a list of prices when txtai imports it.
os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")

# PyTorch's bfloat16 kernels keep one of each shape that they met, up to 1,024 in two caches: every question brought new
# shapes, and a page that was asked 60 questions grew by 375 MB. With few of them it is 30 MB, for a tenth more time.
os.environ.setdefault("LRU_CACHE_CAPACITY", "1")
os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "64")
