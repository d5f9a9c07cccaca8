"""How much of a question a text says: in its words, or in others that mean the same there.

Each token of the question is compared with all tokens of the text, both as the encoder reads them in their context, and
the nearest counts (late interaction, Khattab and Zaharia 2020). "adrenaline" so finds "epinephrine", while a drug or
disease that the text doesn't speak of finds nothing near. One vector for each whole text can't tell that.
"""

from dataclasses import dataclass

import numpy as np

from pipelines.encoder import WORD, Tokens, Vectors
from pipelines.generation import Generation
from pipelines.words import words


@dataclass(frozen=True, slots=True)
class Asked:
    """A question by token, and what each token weighs, shape (tokens,)."""

    tokens: Tokens
    weights: Vectors

    @classmethod
    def of(cls, generation: Generation, question: str, tokens: Tokens) -> "Asked":
        """The question with each word weighing the square of its rarity, shared by its tokens."""
        weights = np.zeros(len(tokens.spans), dtype=np.float32)
        for word in WORD.finditer(question):
            inside = [i for i, (start, end) in enumerate(tokens.spans) if word.start() <= start and end <= word.end()]
            if inside:
                weights[inside] = max(map(generation.rarity, words(word.group())), default=0.0) ** 2 / len(inside)
        return cls(tokens, weights)

    def covered(self, text: Tokens) -> float:
        """The share of the question that a text says, 0 to 1."""
        if not text.spans or not self.weights.any():
            return 0.0
        nearest = (self.tokens.vectors @ text.vectors.T).max(axis=1)
        return max(0.0, float(self.weights @ nearest / self.weights.sum()))

    def named(self, title: Tokens) -> float:
        """How near the question comes to that token of a title which it comes least near, 0 to 1.

        A question that names all but one word of "Alport syndrome, X-linked" is on another subject.
        """
        if not title.spans or not self.tokens.spans:
            return 0.0
        return max(0.0, float((self.tokens.vectors @ title.vectors.T).max(axis=0).min()))
