"""A transformers model with random weights, through txtai's own class: prompt, stream, stop, limits, control tokens."""

import threading
from pathlib import Path
from typing import Any

import pytest
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast
from txtai.pipeline import LLM

from pipelines.config import LOCAL, LlmSettings
from pipelines.errors import ModelError, Stopped
from pipelines.model import Model
from tests import tinygguf
from tests.test_model import Asking

ASKED = [{"role": "system", "content": "Quote."}, {"role": "user", "content": "Dose of metformin?"}]
NEVER = threading.Event()


def write(folder: Path, template: str | None = tinygguf.TEMPLATE) -> Path:
    """A model of two layers, its tokenizer that of the tiny GGUF."""
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=tinygguf.tokenizer(), eos_token="<|im_end|>", pad_token="<|endoftext|>"
    )
    tokenizer.chat_template = template
    tokenizer.save_pretrained(folder)
    config = LlamaConfig(
        vocab_size=1000,
        hidden_size=64,
        intermediate_size=128,
        num_hidden_layers=2,
        num_attention_heads=4,
        max_position_embeddings=1024,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
        bos_token_id=None,
    )
    LlamaForCausalLM(config).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Model:
    """The model, loaded."""
    return model(write(tmp_path_factory.mktemp("tiny")))


def model(path: Path | str, offline: bool = False, **options: Any) -> Model:
    """The model as the configuration would have it."""
    options = {"path": str(path), "method": LOCAL, **options}
    one = Model(LLM(**options), LlmSettings(**options), offline)
    one.load()
    return one


def test_an_answer_streams_repeats_and_keeps_to_its_length(tiny: Model) -> None:
    first, second = (list(tiny.stream(ASKED, 20, NEVER)) for _ in range(2))
    assert len(first) > 1
    assert first == second
    text = "".join(first).replace("\ufffd", "")  # half a character is one token, and three when encoded again
    assert len(tinygguf.tokenizer().encode(text).ids) <= 30
    assert tiny.window == 1024


def test_tokens_are_those_of_its_own_template(tiny: Model) -> None:
    said = ("system\nQuote.<|im_end|>\n", "user\nDose of metformin?<|im_end|>\n", "assistant\n")
    prompt = "".join(f"<|im_start|>{part}" for part in said)
    assert tiny.count(ASKED) == len(tinygguf.tokenizer().encode(prompt).ids)


def test_stop_ends_it_and_the_next_one_is_served(tiny: Model) -> None:
    stop = threading.Event()
    pieces = tiny.stream(ASKED, 900, stop)
    next(pieces)
    stop.set()
    with pytest.raises(Stopped):
        list(pieces)
    assert list(tiny.stream(ASKED, 3, NEVER))


def test_two_at_once_take_turns(tiny: Model) -> None:
    alone = "".join(tiny.stream(ASKED, 100, NEVER))
    assert [asker.end().text for asker in [Asking(tiny), Asking(tiny)]] == [alone] * 2


def test_its_own_marks_are_known(tiny: Model) -> None:
    assert tiny.neutral("<%secret%> and <think>") == "‹%secret%› and ‹think›"


def test_a_prompt_that_does_not_fit_is_refused(tiny: Model) -> None:
    with pytest.raises(ModelError, match=r"has room for 1,024 with the answer"):
        list(tiny.stream([{"role": "user", "content": "gout " * 2000}], 10, NEVER))


def test_a_model_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"^llm\.path: there is no model in .*none\. Name a \.gguf file, or a folder"):
        model(tmp_path / "none")
    with pytest.raises(ModelError, match=r"^owner/name is not here, and with `offline: true` nothing is fetched\."):
        model("owner/name", offline=True)
    with pytest.raises(ModelError, match=r"^llm\.sha256 is for GGUF files"):
        model(tmp_path / "none", sha256="0" * 64)


def test_a_base_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"has no chat template\. Take the model's instruct or chat version\."):
        model(write(tmp_path, None))
