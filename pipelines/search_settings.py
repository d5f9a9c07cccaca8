"""The settings of what searches: txtai's index with its encoder and BM25, and the models that stand beside it."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


class Group(BaseModel):
    """A group of keys of `config.yml`; an unknown one is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _dotted(name: str) -> str:
    if "." not in name:
        raise ValueError("Name a class with its module, as in pipelines.encoder.Encoder or pipelines.bm25.BM25")
    return name


Dotted = Annotated[str, AfterValidator(_dotted)]


class ScoringSettings(Group):
    """How words are scored."""

    method: Dotted = Field("pipelines.bm25.BM25", description="Class of the scoring: BM25 or a subclass of it")
    terms: Literal[True] = Field(True, description="Words are kept in an index of their own")
    normalize: bool = Field(True, description="Whether txtai brings scores to 0 to 1 in a search of its own")
    k1: float = Field(
        0.9, ge=0, description="How soon a word's further occurrences stop to count; from the next ingest on"
    )
    b: float = Field(0.4, ge=0, le=1, description="How much longer passages are held back; from the next ingest on")


class SpladeSettings(Group):
    """A learned sparse model (SPLADE) beside BM25; without this group there is none."""

    path: str = Field(min_length=1, description="Folder of the model, or its name on the Hugging Face Hub")
    method: Dotted = Field("pipelines.splade.Splade", description="Class that loads it: Splade or a subclass of it")
    maxlength: int | None = Field(None, ge=32, description="Longest input, in tokens; the model's own when left out")
    vectors: dict[str, Any] | None = Field(None, description="Arguments of the model")
    encodebatch: int = Field(8, ge=1, description="Texts that go through the model together")
    gpu: bool = Field(True, description="Whether a GPU is used where there is one")


class RerankSettings(Group):
    """A cross-encoder that puts the first passages of a search into a new order; without this group none does."""

    path: str = Field(min_length=1, description="Folder of the model, or its name on the Hugging Face Hub")
    limit: int = Field(50, ge=2, le=250, description="How many of the first passages it reads")
    tokens: int = Field(256, ge=32, description="Longest question and passage together; what is over is cut off")
    weight: float = Field(
        0.5, ge=0, le=1, description="Share of its score in the new order; that of the search has the rest"
    )
    dtype: Literal["auto", "float32", "bfloat16"] = Field(
        "auto", description="Number format; `auto`: as the machine has it"
    )
    gpu: bool = Field(True, description="Whether a GPU is used where there is one")


class IndexSettings(Group):
    """The part of txtai's index that the library works with; other keys of txtai would be without effect or harm."""

    path: str = Field("", description="Folder of the encoder")
    method: Dotted = Field("pipelines.encoder.Encoder", description="Class of the encoder: Encoder or a subclass of it")
    maxlength: int | None = Field(None, ge=32, description="Longest input of the encoder, in tokens")
    dimensionality: int | None = Field(
        None, ge=8, description="Dimensions that vectors are cut to, for a model trained so (Matryoshka)"
    )
    vectors: dict[str, Any] | None = Field(
        None, description="Arguments of the model; `dtype: auto` follows the machine"
    )
    instructions: dict[Literal["query", "data"], str] | None = Field(None, description="What stands before a text")
    encodebatch: int | None = Field(None, ge=1, description="Texts that go through the model together")
    gpu: bool | None = Field(None, description="Whether a GPU is used where there is one")
    backend: Literal["numpy"] = Field("numpy", description="Exact dense search")
    content: Literal[True] = Field(True, description="Passages are kept beside their vectors")
    scoring: ScoringSettings = Field(default_factory=ScoringSettings)
