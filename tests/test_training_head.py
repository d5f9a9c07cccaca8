"""A SPLADE of a BERT without a head weighs a text's own words from the start, and is said to be made."""

from pathlib import Path

import torch
from sentence_transformers import SparseEncoder
from transformers import BertForMaskedLM

from pipelines.training import base
from tests import tinymodels
from tests.trained import trained, world


def test_a_headless_model_weighs_its_own_words(tmp_path: Path) -> None:
    folder = tinymodels.bert(tmp_path / "base", hidden_size=64)
    said: list[str] = []
    texts = [pair.positive for pair in world()]
    model = base.load(folder, "sparse", said.append, texts)
    assert isinstance(model, SparseEncoder)
    assert said == ["base has no head that weighs words: one is made of its word vectors."]
    masked = model[0].auto_model
    assert isinstance(masked, BertForMaskedLM)
    assert masked.cls.predictions.decoder.weight is masked.bert.embeddings.word_embeddings.weight
    found = model.encode(texts).to_dense()
    assert 0 < float((found > 0).float().mean()) < 0.12
    ids = model.tokenizer.convert_tokens_to_ids(["gout", "asthma"])
    own = torch.tensor([[ids[0] if text.startswith("gout") else ids[1]] for text in texts[:6]])
    assert float(found[:6].gather(1, own).mean()) > float(found[:6].mean())
    assert not found[:, model.tokenizer.all_special_ids].any()


def test_it_trains_and_stays_tied(tmp_path: Path) -> None:
    made = trained(tmp_path, "sparse", tinymodels.bert(tmp_path / "base"))
    masked = SparseEncoder(str(made), device="cpu")[0].auto_model
    assert masked.cls.predictions.decoder.weight is masked.bert.embeddings.word_embeddings.weight
    card = (made / "README.md").read_text("utf-8")
    assert "SparseEncoder" in card
