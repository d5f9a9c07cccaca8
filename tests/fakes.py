"""What tests put in the place of models and steps, named in a configuration as a user would name their own.

All are deterministic and mean something: vectors of texts that share words are near each other.
"""

import hashlib
import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from threading import Event, Lock
from typing import Any

import numpy as np
from txtai.pipeline import Generation

from pipelines.bm25 import BM25
from pipelines.encoder import Encoder, Vectors
from pipelines.schema import Chunked, Document
from pipelines.splade import Splade, Terms

WORD = re.compile(r"\w+")


class WordModel:
    """Hashed bags of words, in the place of a transformer.

    `pause` seconds a text make it as slow as a test needs; `log` names a file that gets a line for each text encoded;
    it fails on texts that hold the word `fails`.
    Like a Hugging Face tokenizer it can't be used by two threads at once, and says so.
    """

    maxlength = 256

    def __init__(self, dimensions: int = 64, pause: float = 0.0, log: str = "", fails: str = "") -> None:
        self.dimensions = dimensions
        self.pause = pause
        self.log = log
        self.fails = fails
        self._borrowed = Lock()

    def tokenizer(self, texts: list[str], **options: Any) -> dict[str, list[list[str]]]:
        """A token a word."""
        return {"input_ids": [text.split() for text in self._one_at_a_time(texts)]}

    def encode(self, texts: Sequence[str], batch: int = 32, category: str | None = None) -> Vectors:
        """Counts of words by their hash, and in column 0 a little that keeps texts without words off zero."""
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        vectors[:, 0] = 0.1
        for row, text in enumerate(self._one_at_a_time(texts)):
            for word in WORD.findall(text.lower()):
                vectors[row, column(word, self.dimensions)] += 1
                if word == self.fails:
                    raise RuntimeError(f"{word!r} is more than this encoder bears")
            if self.pause:
                time.sleep(self.pause)
        if self.log and category == "data":
            with open(self.log, "a", encoding="utf-8") as log:
                log.writelines(f"{hashlib.sha256(text.encode()).hexdigest()}\n" for text in texts)
        return vectors

    def _one_at_a_time(self, texts: Sequence[str]) -> Iterator[str]:
        if not self._borrowed.acquire(blocking=False):
            raise RuntimeError("Already borrowed")
        try:
            yield from texts
        finally:
            self._borrowed.release()


def column(word: str, dimensions: int) -> int:
    """Where a word is counted, 1 or more."""
    return 1 + int.from_bytes(hashlib.blake2b(word.encode(), digest_size=4).digest()) % (dimensions - 1)


class WordVectors(Encoder):
    """`embeddings: {method: tests.fakes.WordVectors, path: FOLDER, vectors: {dimensions: 64}}`."""

    def loadmodel(self, path: str) -> WordModel:
        return WordModel(**(self.config.get("vectors") or {}))


class WordTerms(Splade):
    """`splade: {method: tests.fakes.WordTerms, path: FOLDER}`: each word of a text weighs 1, and adds its first letter.

    `vectors` says how slow it is (`pause` seconds a text) and which file gets a line for each passage encoded (`log`).
    """

    longest, width = 64, 1000

    def loadmodel(self, path: str) -> None:
        self.said: dict[int, str] = {}

    def _number(self, word: str) -> int:
        number = column(word, self.width)
        self.said[number] = word
        return number

    def encode(self, texts: Sequence[str], category: str = "data") -> Terms:
        """A weight of 1 for each word, of 0.5 for its first letter."""
        options = self.settings.get("vectors") or {}
        matrix = np.zeros((len(texts), self.width), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in WORD.findall(text.lower()):
                matrix[row, self._number(word[0])] = 0.5
            matrix[row, list(self.own(text))] = 1
            time.sleep(options.get("pause", 0))
        if category == "data" and "log" in options:
            with open(options["log"], "a", encoding="utf-8") as log:
                log.writelines(f"{hashlib.sha256(text.encode()).hexdigest()}\n" for text in texts)
        return Terms(matrix)

    def own(self, text: str) -> set[int]:
        return {self._number(word) for word in WORD.findall(text.lower())}

    def words(self, numbers: Sequence[int]) -> list[str]:
        return [self.said[int(number)] for number in numbers]

    def count(self, texts: list[str]) -> list[int]:
        """Two tokens a word."""
        return [2 * len(text.split()) for text in texts]


class Scripted(Generation):  # type: ignore[misc]
    """`llm: {path: script, method: tests.fakes.Scripted, replies: [first, second]}`: a language model by the script.

    A reply is text, given word by word; a function of the prompt that gives text; or an exception, raised. The last one
    serves for all that come after. `prompts` keeps what was asked; with `gate` each piece waits for that event.
    """

    def __init__(
        self,
        path: str = "script",
        template: str | None = None,
        replies: Sequence[str | Exception | Callable[[list[dict[str, str]]], str]] = ("Not known.",),
        gate: Event | None = None,
        **options: Any,
    ) -> None:
        super().__init__(path, template, **options)
        self.replies = list(replies)
        self.gate = gate
        self.prompts: list[list[dict[str, str]]] = []
        self.closed = Event()  # set once a generation has ended, in whatever way

    def stream(self, texts: Any, maxlength: int, stream: bool, stop: Any = None, **options: Any) -> Iterator[str]:
        """The next reply for each prompt."""
        for messages in texts:
            self.prompts.append(messages)
            reply = self.replies[0] if len(self.replies) == 1 else self.replies.pop(0)
            if isinstance(reply, Exception):
                raise reply
            try:
                for piece in re.findall(r"\S+\s*|\s+", reply if isinstance(reply, str) else reply(messages)):
                    if self.gate:
                        self.gate.wait()
                    yield piece
            finally:
                self.closed.set()


class Held(Scripted):
    """A scripted model in another process, led by two named pipes: `hold` and `report`.

    It gives three words, waits until somebody writes to `hold`, goes on, and at its end writes to `report` how many
    words it gave in all.
    """

    def stream(self, texts: Any, maxlength: int, stream: bool, stop: Any = None, **options: Any) -> Iterator[str]:
        """The reply, held after three words."""
        given = 0
        try:
            for piece in super().stream(texts, maxlength, stream, stop, **options):
                if given == 3:
                    Path(self.kwargs["hold"]).read_text(encoding="utf-8")
                given += 1
                yield piece
        finally:
            Path(self.kwargs["report"]).write_text(str(given), encoding="utf-8")


class LosingBM25(BM25):
    """`scoring: {method: tests.fakes.LosingBM25, terms: true}`: a term index that forgets the passages on "gout"."""

    def insert(self, documents: Any, index: Any = None, checkpoint: Any = None) -> None:
        super().insert([d for d in documents if "gout" not in str(d)], index, checkpoint)


class Redact:
    """`tests.fakes.Redact:` a step between read and chunk: a document's text with "Smith" blacked out."""

    def __call__(self, documents: Sequence[Document]) -> list[Document]:
        return [replace(document, text=document.text.replace("Smith", "█████")) for document in documents]


def texts(number: int, seed: int = 0, words: int = 12) -> Iterator[str]:
    """So many texts of random words out of some hundred, with a word of their own each: "own17"."""
    random = np.random.default_rng(seed)
    vocabulary = [f"word{n}" for n in range(300)]
    for n in range(number):
        yield " ".join(chain([f"own{n}"], random.choice(vocabulary, words)))


def weights(folder: Path, content: str = "a fake") -> Path:
    """A folder that looks like a model's: the content of its weights is what tells one model from another."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.safetensors").write_text(content, encoding="utf-8")
    return folder


class Only:
    """`tests.fakes.Only:` a step behind chunk that lets pass what has "Gout" in its title; an empty list drops one."""

    def __call__(self, items: Sequence[Chunked]) -> list[Chunked | list[Chunked]]:
        return [item if "Gout" in item.document.title else [] for item in items]
