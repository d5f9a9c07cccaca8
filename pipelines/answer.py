"""From what was found to an answer: nothing where the evidence is weak, else by the language model, else by quotes.

Whether the library holds an answer is decided before a language model is asked. Where none is set up, or where it fails
before its first word, the answer is by quotes.
"""

import time
from threading import Event as Flag

from pipelines.config import AnswerSettings
from pipelines.contested import contested
from pipelines.errors import ModelError, QuestionError
from pipelines.events import Found, Judged, Piece, Tell, nobody
from pipelines.evidence import evidence
from pipelines.extract import extract
from pipelines.generation import Generation
from pipelines.library import Library
from pipelines.schema import Answer, Retrieved, marks
from pipelines.write import Writer, Written

MODEL = "quotes only"


class Answerer:
    """Answers from retrieved passages. Safe between threads."""

    def __init__(self, library: Library, settings: AnswerSettings, writer: Writer | None = None) -> None:
        self.library = library
        self.settings = settings
        self.writer = writer

    def __call__(self, retrieved: Retrieved, tell: Tell = nobody, stop: Flag | None = None) -> Answer:
        """The answer with its citations, or an abstention; told piece by piece as it comes, and ended by `stop`."""
        started = time.monotonic()
        self._check(retrieved.question)
        tell(Found(retrieved))
        generation = self.library.at(retrieved.generation)  # what was searched, even if a newer one is out by now
        strength = evidence(generation, retrieved) if generation else 0.0
        written, model = Written(), MODEL
        if generation is not None and strength >= self.settings.threshold:
            written, model = self._written(generation, retrieved, tell, stop or Flag())
        answer = Answer(
            question=retrieved.typed or retrieved.question,
            statements=written.statements,
            passages=retrieved.passages,
            abstained=not written.statements and written.ended == "finished",
            model=model,
            generation=retrieved.generation,
            seconds=retrieved.seconds + time.monotonic() - started,
            evidence=strength,
            mode=retrieved.mode,
            filters=retrieved.filters,
            asked=retrieved.question if retrieved.typed else "",
            disagreements=contested(generation, retrieved, written.statements) if generation else (),
            dropped=written.dropped,
            withheld=written.withheld,
            ended=written.ended,
            note=written.note,
        )
        _rest(answer, written.told, tell)
        return answer

    def _check(self, question: str) -> None:
        longest = self.settings.characters
        if len(question) > longest:
            raise QuestionError(f"This question has {len(question):,} characters. The limit is {longest:,}.")

    def _written(self, generation: Generation, retrieved: Retrieved, tell: Tell, stop: Flag) -> tuple[Written, str]:
        """What was written, and by whom."""
        note = ""
        if self.writer is not None and not retrieved.quotes:
            try:
                return self.writer(generation, retrieved, tell, stop), self.writer.model.name
            except ModelError as error:
                note = str(error)
        return Written(extract(generation, retrieved, self.settings), note=note), MODEL


def _rest(answer: Answer, told: str, tell: Tell) -> None:
    """Tells what of an answer wasn't told while it was written."""
    if not told:
        for number, statement in enumerate(answer.statements):
            line = statement.text + marks(statement)
            told += f"\n{line}" if number else line
            tell(Piece(f"\n{line}" if number else line))
            tell(Judged(statement))
    rest = answer.text.removeprefix(told) if answer.text.startswith(told) else f"\n{answer.note}"
    if rest:
        tell(Piece(rest))
