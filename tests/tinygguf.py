"""Writes a tiny Llama as a GGUF file: its tokenizer is trained on the samples, its weights are random.

It has a chat template, control tokens, and all that llama.cpp asks for; what it says makes no sense.
"""

from functools import lru_cache
from pathlib import Path

import gguf
import numpy as np
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

SAMPLES = Path(__file__).parents[1] / "samples"
CHATML = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")
CONTROL = (*CHATML, "<|eot_id|>", "<s>", "[INST]", "<start_of_turn>", "<%secret%>")
ADDED = ("<think>", "</think>")  # not control tokens, as in Qwen3
TEMPLATE = (
    "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


@lru_cache(maxsize=1)
def tokenizer() -> Tokenizer:
    """Byte-level BPE as in GPT-2, of 1,000 tokens."""
    trained = Tokenizer(models.BPE())
    trained.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    trained.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=1000,
        special_tokens=[*CONTROL, *ADDED],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    trained.train([str(file) for file in sorted(SAMPLES.rglob("*.md"))], trainer)
    return trained


def write(
    path: Path,
    *,
    layers: int = 2,
    width: int = 64,
    trained: int = 4096,
    template: str | None = TEMPLATE,
    architecture: str = "llama",
) -> Path:
    """A model of so many layers and dimensions, trained (as it says) for prompts of so many tokens."""
    heads, inner = 4, 2 * width
    writer = gguf.GGUFWriter(path, architecture)
    writer.add_context_length(trained)
    writer.add_embedding_length(width)
    writer.add_block_count(layers)
    writer.add_feed_forward_length(inner)
    writer.add_head_count(heads)
    writer.add_head_count_kv(heads)
    writer.add_rope_dimension_count(width // heads)
    writer.add_layer_norm_rms_eps(1e-5)
    size = _vocabulary(writer, template)
    random = np.random.default_rng(0)
    shapes = {"token_embd": (size, width), "output": (size, width)}
    for layer in range(layers):
        block = dict.fromkeys(("attn_q", "attn_k", "attn_v", "attn_output"), (width, width))
        block |= {"ffn_gate": (inner, width), "ffn_up": (inner, width), "ffn_down": (width, inner)}
        shapes |= {f"blk.{layer}.{name}": shape for name, shape in block.items()}
        for name in ("attn_norm", "ffn_norm"):
            writer.add_tensor(f"blk.{layer}.{name}.weight", np.ones(width, dtype=np.float32))
    for name, shape in shapes.items():
        scale = 1.0 if name == "token_embd" else shape[1] ** -0.5
        writer.add_tensor(f"{name}.weight", (random.standard_normal(shape) * scale).astype(np.float32))
    writer.add_tensor("output_norm.weight", np.ones(width, dtype=np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _vocabulary(writer: gguf.GGUFWriter, template: str | None) -> int:
    """Puts tokens, merges, control tokens and the chat template in; the number of tokens."""
    ids = tokenizer().get_vocab()
    tokens = sorted(ids, key=lambda token: ids[token])
    kinds = [
        gguf.TokenType.CONTROL if t in CONTROL else gguf.TokenType.USER_DEFINED if t in ADDED else gguf.TokenType.NORMAL
        for t in tokens
    ]
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list(tokens)
    writer.add_token_types(kinds)
    writer.add_token_merges([" ".join(pair) for pair in _merges()])
    writer.add_bos_token_id(ids["<|endoftext|>"])
    writer.add_eos_token_id(ids["<|im_end|>"])
    writer.add_add_bos_token(False)
    if template is not None:
        writer.add_chat_template(template)
    writer.add_vocab_size(len(tokens))
    return len(tokens)


def _merges() -> list[list[str]]:
    import json

    return [m.split(" ") if isinstance(m, str) else m for m in json.loads(tokenizer().to_str())["model"]["merges"]]
