"""The index as txtai's Application and API see it: the current generation, searched in our way, never written."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from txtai.embeddings import Embeddings

from pipelines.errors import QuestionError
from pipelines.schema import Passage

if TYPE_CHECKING:
    from pipelines.application import Vademecum


class LiveIndex(Embeddings):  # type: ignore[misc]
    """Takes the place of txtai's index in an Application. Safe between threads.

    txtai's own search would read a question that looks like SQL as SQL, filter after it has cut, and stay with the
    files that it opened. `parameters` takes our filters, mode and sparse: {"since": 2015, "mode": ...}.
    """

    def __init__(self, vademecum: "Vademecum") -> None:
        super().__init__()
        self.vademecum = vademecum

    def search(
        self,
        query: str,
        limit: int | None = None,
        weights: float | None = None,
        index: str | None = None,
        parameters: Mapping[str, Any] | None = None,
        graph: bool = False,
    ) -> list[dict[str, Any]]:
        """Passages as mappings: id, text, score, and all that is known of the passage. Best first."""
        return self.batchsearch([query], limit, weights, index, None if parameters is None else [parameters], graph)[0]

    def batchsearch(
        self,
        queries: Sequence[str],
        limit: int | None = None,
        weights: float | None = None,
        index: str | None = None,
        parameters: Sequence[Mapping[str, Any]] | None = None,
        graph: bool = False,
    ) -> list[list[dict[str, Any]]]:
        """As `search`, for each query with its own parameters."""
        each = parameters or [{}] * len(queries)
        if len(each) != len(queries):
            raise QuestionError(f"There are {len(queries)} queries, but parameters for {len(each)}. Give each its own.")
        questions = [asked(q, p, limit, weights) for q, p in zip(queries, each, strict=True)]
        return [[_result(passage) for passage in found.passages] for found in self.vademecum.batch(questions)]

    def batchtransform(self, documents: Sequence[Any], category: str | None = None, index: str | None = None) -> Any:
        """Unit vectors of texts, shape (documents, dimensions)."""
        generation = self.vademecum.library.open()
        if generation is None or not generation.rows:
            raise QuestionError("The library is empty. Add documents first, with: vademecum ingest")
        return generation.encode([document[1] if isinstance(document, tuple) else document for document in documents])

    def batchexplain(self, queries: Any, texts: Any = None, limit: Any = None) -> Any:
        """Not offered: a result of `search` says itself by which words and at which ranks it was found."""
        raise QuestionError("There is no explain here. Search: each result has its ranks, scores and matching terms.")

    def count(self) -> int:
        """Passages in the current generation."""
        generation = self.vademecum.library.open()
        return generation.rows if generation else 0


def asked(
    question: Any, fields: Mapping[str, Any] | None, limit: int | None = None, weight: float | None = None
) -> dict[str, Any]:
    """A question with mode and filters side by side, as the mapping that `query_of` takes."""
    if not isinstance(fields or {}, Mapping):
        raise QuestionError(f'The parameters are {fields!r}. Write a mapping, like {{"since": 2015}}.')
    filters = dict(fields or {})
    mode, sparse = filters.pop("mode", None), filters.pop("sparse", None)
    return {
        "question": question, "mode": mode, "sparse": sparse, "limit": limit, "weight": weight, "filters": filters,
    }  # fmt: skip


def _result(passage: Passage) -> dict[str, Any]:
    """A passage as one flat mapping; txtai's names for id, text and score come first."""
    rest = {**dataclasses.asdict(passage.chunk), **dataclasses.asdict(passage)}
    del rest["chunk"]
    return {"id": passage.chunk.id, "text": passage.chunk.text, "score": passage.score, **rest}
