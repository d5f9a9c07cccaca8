"""A cross-encoder that says whether a passage entails a statement, where `verify.nli` names one."""

from dataclasses import dataclass
from pathlib import Path
from threading import Lock

import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer

from pipelines.errors import ModelError

LONGEST = 512  # tokens of passage and statement together; what is over is cut off the passage


@dataclass(frozen=True, slots=True)
class Inference:
    """How likely the passage entails the statement, and how likely it contradicts it, 0 to 1."""

    entails: float
    contradicts: float


class Nli:
    """A transformers model for sequence classification with labels for entailment and contradiction.

    Safe between threads. Raises ModelError when the folder holds no such model.
    """

    def __init__(self, path: Path) -> None:
        if not path.is_dir():
            raise ModelError(f"verify.nli is {path}, which is no folder. Copy the model there, or take the key out.")
        try:
            self._tokenizer = AutoTokenizer.from_pretrained(path, local_files_only=True)
            self._model = AutoModelForSequenceClassification.from_pretrained(path, local_files_only=True).eval()
        except (OSError, ValueError) as error:
            reason = str(error).splitlines()[0]
            raise ModelError(f"The model in {path} (verify.nli) could not be loaded: {reason}.") from error
        labels = {str(label).lower(): int(index) for index, label in self._model.config.id2label.items()}
        self._entails = next((i for label, i in labels.items() if label.startswith("entail")), None)
        self._contradicts = next((i for label, i in labels.items() if label.startswith("contra")), None)
        if self._entails is None or self._contradicts is None:
            raise ModelError(
                f"The model in {path} (verify.nli) has the labels {', '.join(labels)}, none of which is entailment or "
                "contradiction. Name another model."
            )
        self._lock = Lock()  # a Hugging Face tokenizer can't be used by two threads at once

    def __call__(self, passage: str, statement: str) -> Inference:
        """What the model says of one pair."""
        with self._lock, torch.inference_mode():
            inputs = self._tokenizer(
                passage, statement, truncation="only_first", max_length=LONGEST, return_tensors="pt"
            )
            shares = torch.softmax(self._model(**inputs).logits[0].float(), dim=-1)
        return Inference(float(shares[self._entails]), float(shares[self._contradicts]))
