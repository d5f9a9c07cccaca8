"""A head for SPLADE on a BERT that has none: the model's own word vectors, tied, so that it weighs words at once.

What a head does is a transformation, a product with every word's vector, and a bias. A random one gives noise, and long
training first has to undo it. Here the transformation passes its input through, and a token's own word then scores
highest of all 30,522 in all-MiniLM-L6-v2 (the median rank is 1). The bias is the score that noise reaches, below zero:
it is set on texts so that a passage keeps about half a percent of the words.
"""

from collections.abc import Sequence
from pathlib import Path

import torch
from transformers import AutoModel, AutoTokenizer, BertForMaskedLM, BertModel

from pipelines.errors import ModelError

KEPT = 0.005  # share of the words that a passage keeps
LEAST = 16  # words that it keeps at least
PASSED = 4.0  # added before GELU, which passes what is above 3 unchanged; the LayerNorm behind takes it off again
NEVER = -100.0  # bias of [CLS] and the like, which are no words
TEXTS = 32


@torch.no_grad()
def give(folder: Path, out: Path, texts: Sequence[str]) -> None:
    """Saves the model of `folder` with a head into `out`; ModelError where it isn't a BERT."""
    source = AutoModel.from_pretrained(folder, dtype=torch.float32, local_files_only=True)
    if not isinstance(source, BertModel):
        raise ModelError(
            f"--base: {folder} has no head for masked words, and one is made for BERT alone. Name another."
        )
    tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    model = BertForMaskedLM(source.config)
    own = {name: weight for name, weight in source.state_dict().items() if not name.startswith("pooler.")}
    model.bert.load_state_dict(own)  # in place: the decoder's weights are the word vectors
    transform, decoder = model.cls.predictions.transform, model.cls.predictions.decoder
    torch.nn.init.eye_(transform.dense.weight)
    torch.nn.init.constant_(transform.dense.bias, PASSED)
    torch.nn.init.ones_(transform.LayerNorm.weight)
    torch.nn.init.zeros_(transform.LayerNorm.bias)
    torch.nn.init.zeros_(decoder.bias)
    decoder.bias[tokenizer.all_special_ids] = NEVER
    decoder.bias.sub_(_noise(model.train(False), tokenizer, texts))
    model.save_pretrained(out)
    tokenizer.save_pretrained(out)


def _noise(model: BertForMaskedLM, tokenizer: object, texts: Sequence[str]) -> float:
    """The score that the highest half percent of words reach in a text, on average over texts."""
    kept = max(LEAST, round(KEPT * model.config.vocab_size))
    found = []
    for text in texts[:TEXTS]:
        read = tokenizer([text], truncation=True, max_length=128, return_tensors="pt")  # type: ignore[operator]
        best = model(**read).logits[0].max(dim=0).values
        found.append(float(best.topk(kept).values[-1]))
    return sum(found) / len(found) if found else 0.0
