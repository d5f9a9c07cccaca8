"""The settings of `config.yml`, each with its default, checked before txtai sees them.

txtai passes over keys that it doesn't know; here a wrong key or value is an error that names a near match.
Relative paths count from the folder in which the program is started.
"""

import difflib
import importlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import yaml
from pydantic import AfterValidator, ConfigDict, Field, ValidationError
from txtai.pipeline import Generation, PipelineFactory

from pipelines import models
from pipelines.errors import ConfigError
from pipelines.schema import Mode
from pipelines.search_settings import Group, IndexSettings, RerankSettings, SpladeSettings
from pipelines.terms import Sparse

HOOK = "pipelines.application.Vademecum"
LOCAL = "pipelines.llm.Local"

# Top-level keys that txtai itself reads, beside the names of its pipelines.
TXTAI = ("embeddings", "writable", "workflow", "agent", "routes", "mcp", "openai")

Checked = TypeVar("Checked", bound=Group)


class LibrarySettings(Group):
    """Where the documents are kept."""

    path: Path = Field(Path("library"), description="Folder of the library")
    keep: int = Field(3, ge=1, description="Generations kept, the current one included; older ones are cleared")


class ReadingSettings(Group):
    """How files are read and cut into passages."""

    tokens: int = Field(200, ge=32, description="Longest passage, in tokens of the encoder, title included")
    file_mb: int = Field(100, ge=1, description="Largest file that is read")
    unpacked_mb: int = Field(1000, ge=1, description="Largest size that a packed file may unpack to")
    columns: dict[str, str | Annotated[list[str], Field(min_length=1)]] = Field(
        default_factory=dict,
        description="For CSV and JSONL: our field to the file's own column, `title: heading`, or to several, of which "
        "each file has one, `text: [finding, body]`",
    )


Shares = dict[Literal["dense", "bm25", "splade"], Annotated[float, Field(ge=0)]]


def _shares(weights: Shares) -> Shares:
    if not sum(weights.values()):
        raise ValueError("Give one of them a share above 0")
    return weights


class RetrieveSettings(Group):
    """How passages are found."""

    mode: Mode = Field("hybrid", description="`dense` (meaning), `sparse` (words) or `hybrid` (both)")
    sparse: Sparse = Field("bm25", description="What `sparse` is: `bm25`, or `splade` by the model named there")
    fusion: Literal["weighted", "minmax", "rrf"] = Field("weighted", description="How hybrid joins its lists")
    weight: float = Field(0.7, ge=0, le=1, description="Share of the dense score in hybrid; `sparse` has the rest")
    weights: Annotated[Shares, AfterValidator(_shares)] | None = Field(
        None, description="In the place of `weight`, the shares of three: `{dense: 0.7, bm25: 0.1, splade: 0.2}`"
    )
    limit: int = Field(10, ge=1, le=250, description="Passages given back")


class ApiSettings(Group):
    """Who may call the API."""

    hosts: list[str] = Field(
        default_factory=list, description="Names of this machine by which the API is called, beside localhost"
    )


class AnswerSettings(Group):
    """How answers are made from passages."""

    sentences: int = Field(4, ge=1, le=20, description="Most sentences in an answer")
    passages: int = Field(6, ge=1, le=50, description="Passages from which sentences are taken")
    threshold: float = Field(0.35, ge=0, le=1, description="Evidence below which the answer is: not in this library")
    characters: int = Field(2000, ge=10, description="Longest question")


class VerifySettings(Group):
    """How statements are checked against the passages that they cite."""

    mode: Literal["flag", "strict"] = Field(
        "flag",
        description="What becomes of unsupported statements: `flag` shows them as such, `strict` leaves them out",
    )
    near: float = Field(
        0.4, ge=-1, le=1, description="Cosine of statement and evidence below which they differ in subject"
    )
    nli: Path | None = Field(
        None, description="Folder of a cross-encoder for natural language inference, asked besides; none: rules alone"
    )


def _generation(name: str) -> str:
    if "." not in name or name == "llama.cpp":
        raise ValueError(f"Write `method: {LOCAL}`; it tells by the path what runs the model")
    module, _, part = name.rpartition(".")
    try:
        found = getattr(importlib.import_module(module), part, None)
    except ImportError as error:
        raise ValueError(f"It can't be imported ({error}). Write `method: {LOCAL}`") from error
    if not isinstance(found, type) or not issubclass(found, Generation):
        raise ValueError(f"There is no such subclass of txtai's Generation. Write `method: {LOCAL}`")
    return name


class LlmSettings(Group):
    """The language model; without this group answers are quotes only. Further keys go to the model."""

    model_config = ConfigDict(extra="allow", frozen=True)

    path: str = Field(
        min_length=1,
        description="A GGUF file, `owner/repo/file.gguf` on the Hugging Face Hub, a folder or name of a transformers "
        "model, or an endpoint: `ollama/...`, `openai/...`",
    )
    method: Annotated[str, AfterValidator(_generation)] = Field(
        description="`pipelines.llm.Local`, or another subclass of txtai's `Generation`"
    )
    sha256: str = Field("", pattern="^([0-9a-fA-F]{64})?$", description="What the GGUF file has to hash to")
    n_ctx: int = Field(
        4096, ge=512, description="Tokens of question, passages and answer together; less where the model has less"
    )
    maxlength: int = Field(400, ge=16, description="Longest answer, in tokens")
    seconds: float = Field(120, gt=0, description="Longest time for one answer, the wait for others not counted")

    @property
    def extra(self) -> dict[str, Any]:
        """The keys that go to the model."""
        return dict(self.model_extra or {})


class Settings(Group):
    """All settings of the project; the rest of `config.yml` is txtai's."""

    library: LibrarySettings = Field(default_factory=LibrarySettings)
    reading: ReadingSettings = Field(default_factory=ReadingSettings)
    retrieve: RetrieveSettings = Field(default_factory=RetrieveSettings)
    answer: AnswerSettings = Field(default_factory=AnswerSettings)
    verify: VerifySettings = Field(default_factory=VerifySettings)
    api: ApiSettings = Field(default_factory=ApiSettings)
    llm: LlmSettings | None = Field(None, description="The language model")
    splade: SpladeSettings | None = Field(None, description="The learned sparse model")
    rerank: RerankSettings | None = Field(None, description="The cross-encoder that reorders what a search finds")
    profile: str = Field("", description="Profile that is laid over this file; none where it is left out")
    profiles: Path = Field(Path("profiles"), description="Folder of the profiles (`pubmedbert.yml`, ...)")
    offline: bool = Field(False, description="Whether nothing may be fetched and no other machine called")
    workflows: Path = Field(
        Path("workflows"), description="Folder of the workflows (`ingest.yml`, `retrieve.yml`, ...)"
    )
    embeddings: dict[str, Any] = Field(default_factory=dict, description="txtai's index: encoder, database, BM25")

    @property
    def reranking(self) -> dict[str, Any] | None:
        """The settings of the reranker as a search takes them, None without one."""
        return self.rerank.model_dump() if self.rerank else None

    @property
    def learned(self) -> dict[str, Any] | None:
        """The settings of the SPLADE model as the library takes them, None without one."""
        return self.splade.model_dump(exclude_none=True) if self.splade else None


def read(path: Path) -> dict[str, Any]:
    """The mapping in a YAML file; ConfigError when it is missing or no mapping."""
    if not path.is_file():
        raise ConfigError(f"{path} is not there. Start in the folder that holds it, or name another with --config.")
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        raise ConfigError(f"{path}{line} is not valid YAML. Check indentation and quotes there.") from error
    if not isinstance(data, dict):
        raise ConfigError(f"{path} holds no settings. Put `key: value` lines in it, or copy the project's own.")
    return data


def check(config: Mapping[str, Any], name: str = "config.yml") -> Settings:
    """The project's settings in `config`; ConfigError for a key that neither we nor txtai know, or a wrong value."""
    ours = set(Settings.model_fields)
    known = ours | set(TXTAI) | set(PipelineFactory.list())
    for key in config:
        if key not in known and "." not in str(key):
            raise ConfigError(f"{name}: unknown key '{key}'.{near(str(key), known)}")
    _check_llm(config, name)
    values = {key: {} if value is None else value for key, value in config.items() if key in ours}
    settings = _checked(Settings, values, f"{name}: ")
    _check_models(settings, name)
    index = _checked(IndexSettings, settings.embeddings, f"{name}: embeddings.")
    if settings.offline and index.path and not index.path.startswith("models/") and not models.present(index.path):
        raise ConfigError(f"{name}: `offline: true` lets no encoder be fetched, and {index.path} is no folder here.")
    return settings.model_copy(update={"embeddings": index.model_dump(exclude_none=True)})


def _check_llm(config: Mapping[str, Any], name: str) -> None:
    """Raises ConfigError where txtai would load a model of its own choice, or in its own way."""
    if "llm" not in config:
        return
    llm = config["llm"]
    if not isinstance(llm, Mapping) or not llm.get("path"):
        raise ConfigError(f"{name}: llm names no model. Set llm.path, or take `llm:` out to have answers quoted.")
    if not llm.get("method"):
        raise ConfigError(f"{name}: llm has no method. Add `method: {LOCAL}` below `llm:`.")


def _check_models(settings: Settings, name: str) -> None:
    """Raises ConfigError where a search is to go by a SPLADE model that nobody named, and for what can't be fetched."""
    wanted = settings.retrieve.sparse == "splade" or (settings.retrieve.weights or {}).get("splade")
    if wanted and settings.splade is None:
        raise ConfigError(f"{name}: retrieve asks for splade, but no model is named. Add `splade:` with its `path:`.")
    for what, one in (("SPLADE model", settings.splade), ("reranker", settings.rerank)):
        if settings.offline and one and not models.present(one.path):
            raise ConfigError(f"{name}: `offline: true` lets no {what} be fetched, and {one.path} is no folder here.")


def near(word: str, known: Iterable[str]) -> str:
    """ " Did you mean 'x'?" for the nearest of the known words, else the whole list of them."""
    words = sorted(known)
    match = difflib.get_close_matches(word, words, n=1)
    return f" Did you mean '{match[0]}'?" if match else f" Known: {', '.join(words)}."


def _checked(model: type[Checked], values: Mapping[str, Any], place: str) -> Checked:
    """The values as a record; ConfigError for the first that is wrong, its name behind `place`."""
    try:
        return model.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
    key = place + ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        owner: Any = model
        for part in first["loc"][:-1]:
            owner = owner.model_fields[str(part)].annotation
        start, _, key = key.rpartition(": ")
        raise ConfigError(f"{start}: unknown key '{key}'.{near(str(first['loc'][-1]), owner.model_fields)}")
    raise ConfigError(f"{key} is {first['input']!r}. {first['msg'].removeprefix('Value error, ')}.")
