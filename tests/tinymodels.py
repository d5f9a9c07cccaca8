"""Tiny models of the supported architectures, with random weights, saved as sentence-transformers saves them.

Each function fills a folder and gives it back; the same sizes and seed give the same weights. They know every letter
and the words below, so any text has tokens, and texts that share words have vectors that share something.
"""

import string
from pathlib import Path
from typing import Any

import torch
from transformers import (
    BertConfig,
    BertForMaskedLM,
    BertForSequenceClassification,
    BertModel,
    BertTokenizerFast,
    ModernBertConfig,
    ModernBertModel,
)

WORDS = """what is are the of for a in and or how which treatment symptoms causes cause treated with patients disease
fever cough cancer blood pressure heart lung kidney liver bone skin gout asthma diabetes glaucoma anemia pain drug dose
risk test child adult study cell gene virus infection inherited common people diagnosed doctor word own""".split()
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
LETTERS = string.ascii_lowercase + string.digits + string.punctuation
VOCABULARY = [*SPECIAL, *LETTERS, *(f"##{one}" for one in LETTERS), *(word for word in WORDS if len(word) > 1)]


def bert(folder: Path, *, pooling: str = "mean", longest: int = 128, seed: int = 0, **sizes: Any) -> Path:
    """A BertModel with a pooling on it; `sizes` go to BertConfig (hidden_size=32, num_hidden_layers=2, ...)."""
    torch.manual_seed(seed)
    return _dense(folder, BertModel(BertConfig(**_sizes(longest, sizes))), pooling, longest)


def modernbert(folder: Path, *, pooling: str = "mean", longest: int = 2048, seed: int = 0, **sizes: Any) -> Path:
    """A ModernBertModel with a pooling on it, for texts of up to 2,048 tokens; `sizes` go to ModernBertConfig."""
    torch.manual_seed(seed)
    marks = {"pad_token_id": 0, "bos_token_id": 2, "cls_token_id": 2, "eos_token_id": 3, "sep_token_id": 3}
    config = ModernBertConfig(
        **_sizes(longest, {"attn_implementation": "sdpa", "local_attention": 16, **marks, **sizes})
    )
    return _dense(folder, ModernBertModel(config), pooling, longest)


def splade(folder: Path, *, longest: int = 128, seed: int = 0, **sizes: Any) -> Path:
    """A BertForMaskedLM with SpladePooling (max, relu): one dimension a word of the vocabulary."""
    from sentence_transformers.sparse_encoder.model import SparseEncoder
    from sentence_transformers.sparse_encoder.modules import SpladePooling
    from sentence_transformers.sparse_encoder.modules import Transformer as MLMTransformer

    torch.manual_seed(seed)
    raw = _raw(folder, BertForMaskedLM(BertConfig(**_sizes(longest, sizes))), longest)
    transformer = MLMTransformer(str(raw), transformer_task="fill-mask")
    transformer.max_seq_length = longest
    SparseEncoder(modules=[transformer, SpladePooling("max")], device="cpu").save_pretrained(
        str(folder), create_model_card=False
    )
    return folder


def cross(folder: Path, *, labels: int = 1, longest: int = 128, seed: int = 0, **sizes: Any) -> Path:
    """A BertForSequenceClassification: a cross-encoder with one score for two texts, or as many as `labels` says."""
    torch.manual_seed(seed)
    sizes = {"num_labels": labels, "initializer_range": 0.5, **sizes}
    return _raw(folder, BertForSequenceClassification(BertConfig(**_sizes(longest, sizes))), longest)


def plain(folder: Path, *, longest: int = 128, seed: int = 0, **sizes: Any) -> Path:
    """A BertModel and its tokenizer alone, without pooling and without a head."""
    torch.manual_seed(seed)
    return _raw(folder, BertModel(BertConfig(**_sizes(longest, sizes))), longest)


def _sizes(longest: int, sizes: dict[str, Any]) -> dict[str, Any]:
    return {
        "vocab_size": len(VOCABULARY), "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4,
        "intermediate_size": 64, "max_position_embeddings": longest, **sizes,
    }  # fmt: skip


def _raw(folder: Path, model: Any, longest: int) -> Path:
    """The model and its tokenizer, as transformers saves them."""
    folder.mkdir(parents=True, exist_ok=True)
    words = folder / "vocab.txt"
    words.write_text("\n".join(VOCABULARY) + "\n", encoding="utf-8")
    tokenizer = BertTokenizerFast(vocab=str(words), do_lower_case=True, model_max_length=longest)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def _dense(folder: Path, model: Any, pooling: str, longest: int) -> Path:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer

    transformer = Transformer(str(_raw(folder, model, longest)))
    transformer.max_seq_length = longest
    modules = [transformer, Pooling(transformer.get_embedding_dimension(), pooling)]
    SentenceTransformer(modules=modules, device="cpu").save_pretrained(str(folder), create_model_card=False)
    return folder
