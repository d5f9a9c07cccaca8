"""Where the project meets txtai: one custom pipeline in `config.yml` that brings in everything else.

txtai creates it first. It checks the configuration, merges the workflows, registers the steps that they name, and puts
an index in place that follows the library. The shell, the web page, scripts and the API all start here.
"""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby
from pathlib import Path
from threading import Event as Flag
from typing import TYPE_CHECKING, Any, TypeVar

from txtai.app import Application
from txtai.pipeline import PipelineFactory

from pipelines import asking, dismissed, erase, logs, places, profiles, prompts, workflows
from pipelines.answer import Answerer
from pipelines.asking import Asking
from pipelines.config import HOOK, check
from pipelines.errors import ConfigError, QuestionError
from pipelines.events import Piece, nobody
from pipelines.export import build, formats
from pipelines.export.record import Export
from pipelines.followup import standalone
from pipelines.ingest import Ingest
from pipelines.library import Library
from pipelines.live import LiveIndex
from pipelines.model import Model
from pipelines.query import Question, query_of
from pipelines.readers.base import Limits
from pipelines.records import Manifest, Report, Source
from pipelines.retrieve import Retriever
from pipelines.schema import Answer, Query, Retrieved
from pipelines.write import Writer

if TYPE_CHECKING:
    from pipelines.pages.shown import Pages

Record = TypeVar("Record")


class Vademecum:
    """The project's pipelines around one library, as txtai's Application holds them."""

    def __init__(self, application: Application, **unknown: Any) -> None:
        if _is_api(application):
            logs.tell_mistakes_plainly()
        if unknown:
            raise ConfigError(f"config.yml: {HOOK} takes only `application:`, not {', '.join(unknown)}.")
        self.application = application
        self._lay_profile()
        self.settings = check({key: value for key, value in application.config.items() if key != "workflow"})
        self.library = Library.of(self.settings)
        self.retriever = Retriever(self.library, self.settings.retrieve, self.settings.reranking)
        self.model = self._model()
        writer = Writer(self.model, self.settings) if self.model else None
        self.answerer = Answerer(self.library, self.settings.answer, writer)
        self.ingest = Ingest(self.library, self.settings.reading)
        application.pipelines.update(self.steps())
        self._merge_workflows()
        # txtai would now open one fixed index, or start an empty one; ours follows the library.
        application.indexes = self._attach
        if _is_api(application):
            from pipelines import serving  # brings in the web framework, which no other door needs

            serving.serve(self)

    def _lay_profile(self) -> None:
        """Lays the profile over a configuration that txtai has read by itself, for the API and for scripts."""
        config = self.application.config
        if isinstance(config, profiles.Settled):
            return
        custom = {key: config[key] for key in config if "." in key}  # may hold the application, which can't be copied
        settled = profiles.settle({key: value for key, value in config.items() if key not in custom})
        if settled.get("llm") != config.get("llm"):  # made by now, of config.yml alone; nothing is loaded yet
            self.application.pipelines.pop("llm", None)
            if "llm" in settled:
                self.application.pipelines["llm"] = PipelineFactory.create(settled["llm"], "llm")
        config.clear()  # the API goes on with this very mapping
        config.update(settled | custom)

    def _model(self) -> Model | None:
        """The language model that `llm:` names, which txtai has made by now; it is loaded at the first question."""
        if self.settings.llm is None:
            return None
        return Model(self.application.pipelines["llm"], self.settings.llm, self.settings.offline)

    def steps(self) -> dict[str, Callable[..., Any]]:
        """The steps that a workflow can name."""
        return {**self.writers(), "retrieve": self._retrieve, "answer": self._answer, "vademecum": self.chat}

    def writers(self) -> dict[str, Callable[..., Any]]:
        """The steps that read files or write to the library."""
        ingest = self.ingest
        return {
            "begin": ingest.begin,
            "read": ingest.read,
            "chunk": ingest.chunk,
            "store": ingest.store,
            "publish": ingest.publish,
        }

    def _merge_workflows(self) -> None:
        declared = [key for key in self.application.config if "." in key]
        steps = [*self.steps(), *declared]
        own = workflows.check("config.yml: workflow", self.application.config.get("workflow") or {}, steps)
        merged = {**workflows.load(self.settings.workflows, steps), **own}
        self.ingest.place = "config.yml: workflow: ingest"
        if "ingest" not in own:
            self.ingest.place = workflows.place(self.settings.workflows, "ingest")
        self.ingest.recipe = json.dumps(merged.get("ingest"), default=str)
        self.application.config["workflow"] = merged

    def _attach(self, loaddata: bool = True) -> None:
        self.application.embeddings = LiveIndex(self)
        if "ingest" in self.application.workflows:
            self.application.workflows["ingest"] = self._run_ingest(self.application.workflows["ingest"])

    def _run_ingest(self, workflow: Callable[[Any], Iterable[Any]]) -> Callable[[Any], list[Any]]:
        """The ingest workflow, run at once: a txtai workflow does nothing until somebody consumes it."""

        def run(paths: Iterable[Any]) -> list[Any]:
            paths = list(paths)
            self.ingest.paths = [str(path) for path in paths]
            try:
                for _ in workflow(paths):
                    pass  # ids of documents, batch by batch: the report says it better
                self.ingest.end()
                return list(self.ingest.report.outcomes)
            finally:
                self.ingest.abort()
                self.ingest.paths = ()

        return run

    # Steps

    def _retrieve(self, questions: Sequence[Question]) -> list[Retrieved]:
        queries = [query_of(question) for question in questions]
        found: list[Retrieved] = []
        for how, group in groupby(queries, key=lambda q: (q.mode, q.filters, q.limit, q.weight, q.sparse)):
            alike = list(group)
            typed = [self._text(query) for query in alike]
            asked = [self._standing(text, query) for text, query in zip(typed, alike, strict=True)]
            for one, text, query in zip(self.retriever.batch(asked, *how), typed, alike, strict=True):
                found.append(replace(one, typed="" if text == one.question else text, quotes=query.quotes))
        return found

    def _standing(self, text: str, query: Query) -> str:
        """The question so that it can be understood without the earlier ones."""
        if not query.history:
            return text
        generation = self.library.open()
        rewrite = self._rewrite if self.model and not query.quotes else None
        return standalone(text, query.history, rewrite, generation.rarity if generation else None)

    def _rewrite(self, question: str, history: Sequence[str]) -> str:
        """The question as the language model puts it."""
        assert self.model is not None
        run = asking.current.get()
        stop = run.stopping if run else Flag()
        return "".join(self.model.stream(prompts.rewrite(question, history), prompts.REWRITTEN, stop))

    def _text(self, query: Query) -> str:
        """The question, if it isn't too long; half a character, which no encoding can hold, becomes a question mark."""
        longest = self.settings.answer.characters
        if len(query.question) > longest:
            raise QuestionError(f"This question has {len(query.question):,} characters. The limit is {longest:,}.")
        return query.question.encode("utf-8", "replace").decode()

    def _answer(self, retrieved: Sequence[Retrieved]) -> list[Answer]:
        run = asking.current.get()
        tell, stop = (run.tell, run.stopping) if run else (nobody, None)
        return [self.answerer(found, tell, stop) for found in retrieved]

    # Doors

    def search(self, query: Question) -> Retrieved:
        """The passages that the workflow `retrieve` finds."""
        return self.batch([query])[0]

    def batch(self, queries: Sequence[Question]) -> list[Retrieved]:
        """As `search`, for each question; those that ask in the same way are encoded together."""
        return self._run("retrieve", queries, Retrieved)

    def ask(self, query: Question) -> Answer:
        """The answer that the workflow `answer` makes."""
        return self._run("answer", [query], Answer)[0]

    def asking(self, query: Question) -> Asking:
        """As `ask`, in a thread of its own: the answer can be read as it comes, and stopped."""
        return Asking(lambda: self.ask(query))

    def chat(self, message: Question, stream: bool = False, maxlength: int | None = None) -> str | Iterator[str]:
        """The answer as text with a list of its sources, or piece by piece; both give the same text."""
        pieces = self._pieces(message)
        return pieces if stream else "".join(pieces)

    def _pieces(self, message: Question) -> Iterator[str]:
        run = self.asking(message)
        for event in run.events():
            if isinstance(event, Piece):
                yield event.text
        if run.answer and (sources := places.listing(run.answer)):
            yield sources

    def export(self, answer: Answer, form: str, keep: bool = False) -> str:
        """An answer in a format of `export.formats`; statements that aren't supported only with `keep`, marked."""
        return formats.written(self.exported(answer, keep), formats.named(form))

    def exported(self, answer: Answer, keep: bool = False) -> Export:
        """What `export` writes of an answer, whatever the format."""
        generation = self.library.at(answer.generation)
        catalogue = generation.catalogue if generation else None
        return build.exported(answer, catalogue, date.today(), keep)

    def references(self, names: Sequence[str], form: str) -> str:
        """The references of documents, by id, title or file, in a format of `export.formats`; of all without names."""
        generation = self.library.open()
        catalogue = generation.catalogue if generation else None
        return formats.written(build.listed(names, catalogue, date.today()), formats.named(form))

    def add(self, paths: Sequence[str | Path], prune: bool = False) -> Report:
        """Runs the workflow `ingest` on files, folders and globs."""
        self.ingest.prune = prune
        self.application.workflow("ingest", [str(path) for path in paths])
        return self.ingest.report

    @property
    def pages(self) -> "Pages":
        """Pictures of the pages that quotes stand on."""
        from pipelines.pages.shown import Pages  # brings in PDFium and Pillow, which no question needs

        return Pages(self.library, Limits(self.settings.reading.file_mb, self.settings.reading.unpacked_mb))

    def remove(self, names: Sequence[str]) -> Report:
        """Takes documents out of the library, by path, label, id or title."""
        self.ingest.prune = False
        try:
            self.ingest.begin()
            self.ingest.remove(names)
            self.ingest.publish()
        finally:
            self.ingest.abort()
        return self.ingest.report

    def erase(self, names: Sequence[str]) -> Report:
        """As `remove`, and leaves nothing of them in the library's folder: older versions go too."""
        erase.erase(self.ingest, names)
        return self.ingest.report

    def dismiss(self, names: Sequence[str]) -> list[Source]:
        """Puts refused files out of the list, by path or label; returns those that were there to put away."""
        generation = self.library.open()
        known = [one for one in generation.catalogue.sources() if one.status == "refused"] if generation else []
        found = [one for one in dismissed.seen(self.library.path, known) if one.path in names or one.label in names]
        if found:
            dismissed.dismiss(self.library.path, found, known)
        return found

    def rollback(self, number: int | None = None) -> Manifest:
        """Goes back to an older generation."""
        return self.library.rollback(number)

    def _run(self, workflow: str, questions: Sequence[Question], kind: type[Record]) -> list[Record]:
        if workflow not in self.application.workflows:
            raise ConfigError(f"There is no workflow '{workflow}' in {self.settings.workflows}. Define it there.")
        results = list(self.application.workflows[workflow]([query_of(question) for question in questions]))
        if len(results) != len(questions) or not all(isinstance(result, kind) for result in results):
            raise ConfigError(
                f"The workflow '{workflow}' gave {len(results)} results, or not of the kind {kind.__name__}. Its last "
                f"step in {self.settings.workflows / f'{workflow}.yml'} has to be `{workflow}`."
            )
        return results


def _is_api(application: Application) -> bool:
    """Whether this is txtai's API, rather than the Application of a script, the shell or the web page."""
    api = sys.modules.get("txtai.api.base")
    return api is not None and isinstance(application, api.API)


def start(config: Path | Mapping[str, Any], profile: str | None = None) -> Vademecum:
    """The application of a configuration file, or of its contents, with a profile laid over it."""
    data = profiles.load(config, profile) if isinstance(config, Path) else profiles.settle(config, profile)
    if HOOK not in data:
        raise ConfigError(f"config.yml does not name {HOOK}. Add it: `{HOOK}:` and below it `  application:`.")
    hook = Application(data).pipelines[HOOK]
    assert isinstance(hook, Vademecum)
    return hook
