"""The answer by a language model: written from passages, cited, and judged statement by statement as it comes."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from threading import Event as Flag

from pipelines import budget, prompts
from pipelines.citations import Read, Said, StatementReader
from pipelines.config import Settings
from pipelines.errors import ModelError, Stopped, TimedOut
from pipelines.events import Judged, Piece, Tell, Waiting
from pipelines.generation import Generation
from pipelines.grounding.names import abbreviations
from pipelines.grounding.verify import Verdict, Verifier
from pipelines.model import Model
from pipelines.quote import quote
from pipelines.schema import Chunk, Citation, Ended, Passage, Retrieved, Statement, marks

Judge = Callable[[str, Sequence[Chunk], Sequence[str], str], Verdict]

STOPPED = "Stopped. What was not finished is left out."
CUT = "The answer was cut at its limit of tokens (llm.maxlength in config.yml). What was not finished is left out."
NO_ROOM = (
    "The question leaves no room for a passage in the language model's context of {window} tokens. Shorten it, or "
    "raise llm.n_ctx in config.yml."
)
SILENT = "The language model wrote nothing that could be read."


@dataclass(frozen=True, slots=True)
class Written:
    """What became of an answer: its statements, and all text of it that was told."""

    statements: tuple[Statement, ...] = ()
    told: str = ""
    refused: bool = False  # the model said that the passages hold no answer
    withheld: int = 0
    dropped: tuple[str, ...] = ()
    ended: Ended = "finished"
    note: str = ""


class Writer:
    """Has the model answer. Safe between threads: the model serves one answer after the other."""

    def __init__(self, model: Model, settings: Settings) -> None:
        assert settings.llm is not None
        self.model = model
        self.settings = settings
        self.maxlength = settings.llm.maxlength

    def __call__(self, generation: Generation, retrieved: Retrieved, tell: Tell, stop: Flag) -> Written:
        """The answer as far as it came; ModelError before its first word where the model can't be had."""
        self.model.load()
        most = budget.room(self.model, self.maxlength)
        sentences = self.settings.answer.sentences
        kept = budget.fit(self.model, retrieved.question, retrieved.passages, sentences, most)
        if not kept:
            raise ModelError(NO_ROOM.format(window=self.model.window))
        messages = prompts.answer(retrieved.question, kept, sentences)
        session = _Session(
            generation, retrieved.question, kept, self._judge(generation, retrieved), self.settings, tell
        )
        pieces = self.model.stream(messages, most, stop, lambda ahead: tell(Waiting(ahead)))
        session.run(pieces)
        dropped = tuple(passage.chunk.id for passage in retrieved.passages[len(kept) :])
        return session.written(dropped)

    def _judge(self, generation: Generation, retrieved: Retrieved) -> Judge:
        """The verifier; a short form counts where any of the passages found spells it out."""
        synonyms: dict[str, set[str]] = {}
        for passage in retrieved.passages:
            for short, long in abbreviations(passage.chunk.body):
                synonyms.setdefault(short, set()).add(long)
        return Verifier(generation.encode, self.settings.verify, synonyms)


class _Session:
    """One answer while it is being written."""

    def __init__(
        self,
        generation: Generation,
        question: str,
        kept: Sequence[Passage],
        judge: Judge,
        settings: Settings,
        tell: Tell,
    ) -> None:
        self.generation = generation
        self.question = question
        self.kept = kept
        self.judge = judge
        self.strict = settings.verify.mode == "strict"
        self.most = settings.answer.sentences
        self.tell = tell
        self.reader = StatementReader(len(kept))
        self.statements: list[Statement] = []
        self.numbers: dict[str, int] = {}  # chunk id -> number, in the order of citing
        self.told = ""
        self.withheld = 0
        self.ended: Ended = "finished"
        self.note = ""
        self.begun = False  # whether something of the present statement was told

    def run(self, pieces: Iterator[str]) -> None:
        """Reads the model's text to its end, or as far as it comes; ModelError where nothing can be made of it."""
        try:
            for piece in pieces:
                self._take(self.reader.feed(piece))
                if len(self.statements) + self.withheld >= self.most:
                    return  # small models go on and on
            if self.reader.cut:
                raise ModelError(CUT)
            self._take(self.reader.finish())
        except Stopped:
            self.ended, self.note = "stopped", STOPPED
        except TimedOut as error:
            self.ended, self.note = "timed out", str(error)
        except ModelError as error:
            if not self.told and not self.withheld:
                raise
            self.ended, self.note = "failed", str(error)

    def written(self, dropped: tuple[str, ...]) -> Written:
        """How it came out."""
        nothing = not self.statements and not self.withheld and self.ended == "finished"
        if nothing and not self.reader.refused:
            raise ModelError(SILENT)
        return Written(tuple(self.statements), self.told, nothing, self.withheld, dropped, self.ended, self.note)

    def _take(self, read: Iterator[Read]) -> None:
        for one in read:
            if isinstance(one, Said):
                self._finish(one)
            elif not self.strict:
                self._say(one.text)

    def _finish(self, said: Said) -> None:
        chunks = [self.kept[number - 1].chunk for number in said.numbers]
        verdict = self.judge(said.text, chunks, said.quotes, self.question)
        kept = verdict.support == "supported" or not self.strict
        numbers = self.numbers if kept else dict(self.numbers)  # what is withheld takes no number
        statement = Statement(said.text, self._citations(verdict, chunks, numbers), verdict.support, verdict.reason)
        if kept:
            self.statements.append(statement)
            self._say((said.text if self.strict else "") + marks(statement))
        self.begun = False
        self.withheld += not kept
        self.tell(Judged(statement))

    def _citations(self, verdict: Verdict, chunks: Sequence[Chunk], numbers: dict[str, int]) -> tuple[Citation, ...]:
        found = []
        for span in verdict.evidence:
            chunk = chunks[span.source]
            number = numbers.setdefault(chunk.id, len(numbers) + 1)
            found.append(quote(self.generation, chunk, number, chunk.start + span.start, chunk.start + span.end))
        return tuple(found)

    def _say(self, text: str) -> None:
        """More text of the answer; each statement is a line."""
        if not self.begun:
            text = f"\n{text}" if self.told else text
            self.begun = True
        self.told += text
        self.tell(Piece(text))
