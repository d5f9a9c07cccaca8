"""A verifier and passages for its tests: nearness is counted in shared words, so that the rules decide."""

import numpy as np

from pipelines.config import VerifySettings
from pipelines.encoder import Vectors
from pipelines.grounding.verify import Verdict, Verifier
from pipelines.schema import Chunk
from tests.fakes import WordModel

WORDS = WordModel(dimensions=512)


def encode(texts: object) -> Vectors:
    """Unit vectors of word counts."""
    vectors = WORDS.encode(list(texts))  # type: ignore[call-overload]
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def verifier(near: float = 0.1, **synonyms: set[str]) -> Verifier:
    """With the rules' own threshold low: word counts are no meaning."""
    return Verifier(encode, VerifySettings(near=near), synonyms)


def passage(body: str, title: str = "", section: str = "", context: str = "", document: str = "d") -> Chunk:
    """A chunk that is a document of its own."""
    return Chunk(f"{document}#1", document, title, section, body, 0, len(body), context=context)


def verdict(statement: str, body: str, title: str = "", context: str = "") -> Verdict:
    """The verdict on a statement that cites one passage."""
    return verifier()(statement, [passage(body, title, context=context)])
