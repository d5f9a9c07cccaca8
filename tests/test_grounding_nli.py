"""The inference model, tried on a small random one of the same class."""

from pathlib import Path

import pytest
import torch
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace
from tokenizers.processors import TemplateProcessing
from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

from pipelines.config import VerifySettings
from pipelines.errors import ModelError
from pipelines.grounding.nli import Nli
from pipelines.grounding.verify import Verifier
from tests.grounding import encode, passage

WORDS = "the usual dose of metformin is 500 mg once daily a".split()
LABELS = ("contradiction", "neutral", "entailment")


def model(folder: Path, sure_of: str | None = None, labels: tuple[str, ...] = LABELS) -> Path:
    """A BERT of one layer with random weights; `sure_of` a label whatever it reads."""
    vocabulary = {word: i for i, word in enumerate(["[PAD]", "[UNK]", "[CLS]", "[SEP]", *WORDS])}
    tokenizer = Tokenizer(WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.post_processor = TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, unk_token="[UNK]", pad_token="[PAD]", cls_token="[CLS]", sep_token="[SEP]"
    ).save_pretrained(folder)
    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=len(vocabulary), hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16,
        id2label=dict(enumerate(labels)), label2id={label: i for i, label in enumerate(labels)},
    )  # fmt: skip
    network = BertForSequenceClassification(config)
    if sure_of:
        with torch.no_grad():
            network.classifier.bias[labels.index(sure_of)] += 50
    network.save_pretrained(folder)
    return folder


def test_shares_of_a_random_model(tmp_path: Path) -> None:
    found = Nli(model(tmp_path / "nli"))("the usual dose of metformin " * 200, "the dose is 500 mg")
    assert 0 < found.entails < 1
    assert 0 < found.contradicts < 1
    assert found.entails + found.contradicts < 1


@pytest.mark.parametrize(("label", "support"), [("contradiction", "unsupported"), ("entailment", "supported")])
def test_the_verifier_asks_it(tmp_path: Path, label: str, support: str) -> None:
    settings = VerifySettings(near=0.99, nli=model(tmp_path / "nli", label))
    found = Verifier(encode, settings)(
        "The dose is 500 mg daily.", [passage("The usual dose of metformin is 500 mg once daily.")]
    )
    assert found.support == support


def test_rules_stand_above_it(tmp_path: Path) -> None:
    settings = VerifySettings(nli=model(tmp_path / "nli", "entailment"))
    found = Verifier(encode, settings)("The dose is 50 mg.", [passage("The usual dose of metformin is 500 mg.")])
    assert found.support == "unsupported"


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no folder"):
        Nli(tmp_path / "nothing")


def test_no_model_in_the_folder(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="could not be loaded"):
        Nli(tmp_path)


def test_other_labels(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="good, bad"):
        Nli(model(tmp_path / "nli", labels=("good", "bad")))
