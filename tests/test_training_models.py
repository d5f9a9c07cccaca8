"""Each architecture goes through load, two steps, save, load in txtai and in sentence-transformers, and search."""

from pathlib import Path

import numpy as np
import pytest
import torch
from sentence_transformers import SentenceTransformer, SparseEncoder

from pipelines.encoder import Encoder
from pipelines.training.recipes import Kind
from tests import tinymodels
from tests.trained import trained, world

DENSE: list[tuple[Kind, str]] = [("dense", "bert"), ("contrastive", "modernbert"), ("matryoshka", "bert")]


@pytest.mark.parametrize(("kind", "start"), DENSE)
def test_a_trained_dense_model_loads_in_txtai_and_finds(tmp_path: Path, kind: Kind, start: str) -> None:
    folder = getattr(tinymodels, start)(tmp_path / "base")
    made = trained(tmp_path, kind, folder, steps=12)
    texts = [pair.positive for pair in world()]
    # float32, as the other has it: where the processor computes bfloat16 the default is that
    encoder = Encoder({"path": str(made), "vectors": {"dtype": "float32"}}, None, None)
    found = encoder.normalize(encoder.encode([world()[0].anchor, *texts], "data"))
    with torch.no_grad():
        same = SentenceTransformer(str(made), device="cpu").encode(
            [world()[0].anchor, *texts], normalize_embeddings=True
        )
    np.testing.assert_allclose(found, same, atol=1e-5)
    assert texts[int(np.argmax(found[1:] @ found[0]))].startswith("gout")
    assert not np.allclose(weights(made), weights(folder))


def test_a_trained_splade_loads_and_finds(tmp_path: Path) -> None:
    made = trained(tmp_path, "sparse", tinymodels.splade(tmp_path / "base"), steps=12)
    model = SparseEncoder(str(made), device="cpu")
    texts = [pair.positive for pair in world()]
    scores = model.encode([world()[0].anchor]).to_dense() @ model.encode(texts).to_dense().T
    assert scores.shape == (1, len(texts))
    assert float(scores.max()) > 0


def weights(folder: Path) -> np.ndarray:
    """The first layer's weights of a saved model."""
    tensors = SentenceTransformer(str(folder), device="cpu").state_dict()
    name = min(name for name in tensors if "attn.Wo.weight" in name or "attention.output.dense.weight" in name)
    return tensors[name].numpy()
