"""What txtai 9.14 does that the project guards against: one test a guard, each with plain txtai beside it.

Where a test fails in its part on plain txtai after an upgrade, the guard that it names may be needless now. Guards with
tests elsewhere: crashes of concurrent searches (test_concurrency.py), saves that are cut short (test_crash.py).
"""

import hashlib
import sqlite3
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from txtai.ann import ANNFactory
from txtai.app import Application
from txtai.embeddings import Embeddings
from txtai.pipeline import RAG, Tokenizer
from txtai.scoring import ScoringFactory
from txtai.vectors import VectorsFactory
from txtai.workflow import Task, Workflow

from pipelines.config import RetrieveSettings
from pipelines.encoder import encoder_of
from pipelines.errors import ConfigError, ModelError
from pipelines.retrieve import Retriever
from pipelines.schema import Chunk, Filters, Query, Retrieved
from pipelines.words import words
from tests.home import Home
from tests.shelf import chunk, publish
from tests.test_bm25 import formula, index


def plain(home: Home, *rows: str | dict[str, Any], **changes: Any) -> Embeddings:
    """An index of plain txtai with content and words, on the fake encoder."""
    encoder = {key: home.config()["embeddings"][key] for key in ("path", "method", "vectors")}
    embeddings = Embeddings({**encoder, "backend": "numpy", "content": True, "hybrid": True, **changes})
    embeddings.index(enumerate(rows))
    return embeddings


def search(home: Home, question: str, *bodies: str, **query: Any) -> Retrieved:
    """Our search over the same passages."""
    library = publish(home.library(), [chunk(n, body) for n, body in enumerate(bodies)])
    return Retriever(library, RetrieveSettings())(question, **query)


# How an application is put together


def test_unknown_keys_are_refused(home: Home) -> None:
    Application({"libary": {"path": "x"}, "embedings": {}})  # plain txtai says nothing
    with pytest.raises(ConfigError, match="Did you mean 'library'"):
        home.start(libary={"path": "x"})


def test_an_unknown_step_is_refused(home: Home) -> None:
    application = Application({"workflow": {}})
    assert application.pipeline("retreive", "gout") is None  # plain txtai says nothing
    with pytest.raises(ConfigError, match="no step 'retreive'"):
        home.start(workflow={"mine": {"tasks": [{"action": "retreive"}]}})


def test_the_configuration_is_not_changed(home: Home) -> None:
    config = {"workflow": {"mine": {"tasks": [{"action": "tests.fakes.Only"}]}}}
    Application(config)
    assert callable(config["workflow"]["mine"]["tasks"][0]["action"])  # plain txtai puts callables into it
    ours = home.config(workflow={"mine": {"tasks": [{"action": "tests.fakes.Only"}]}})
    home.start(workflow=ours["workflow"])
    assert ours["workflow"]["mine"]["tasks"][0]["action"] == "tests.fakes.Only"


def test_an_ingest_runs_when_it_is_called(home: Home) -> None:
    met: list[Any] = []
    Workflow([Task(lambda elements: met.extend(elements) or elements)])(["gout"])
    assert met == []  # plain txtai waits until somebody takes the results
    home.write("a.jsonl", "Gout hurts.")
    home.start().application.workflow("ingest", [str(home.docs)])
    assert home.library().current == 1


def test_records_go_through_a_workflow_whole(home: Home) -> None:
    """A tuple is unpacked to its second part; our records are dataclasses, which aren't."""
    met: list[Any] = []
    workflow = Workflow([Task(lambda elements: met.extend(elements) or elements)])
    list(workflow([("id", "text", None), Query("gout", "dense")]))
    assert met == ["text", Query("gout", "dense")]
    found = publish(home.library(), [chunk(0, "gout")])
    assert found.current == 1
    assert isinstance(home.start().search(Query("gout")), Retrieved)


def test_an_encoder_that_fails_to_load_says_why(home: Home) -> None:
    """txtai names the class and hides the cause."""
    config = {**home.config()["embeddings"], "vectors": {"dimension": 64}}
    with pytest.raises(ImportError, match=r"Unable to resolve vectors backend: 'tests\.fakes\.WordVectors'$"):
        VectorsFactory.create(config, None, {})
    with pytest.raises(ModelError, match="unexpected keyword argument 'dimension'"):
        encoder_of(config, {})


def test_the_encoder_is_looked_for_where_it_is_now(home: Home) -> None:
    """txtai looks where it was when the index was built."""
    embeddings = plain(home, "gout")
    embeddings.save(str(home.path / "plain"))
    publish(home.library(), [chunk(0, "gout")])
    (home.path / "words").rename(home.path / "moved")
    assert Embeddings().load(str(home.path / "plain")).config["path"] == str(home.path / "words")
    moved = home.library(embeddings={"path": str(home.path / "moved")}).open()
    assert moved is not None
    assert moved.rows == 1


# Search

SQL = "select id, text from txtai"


def test_a_question_that_looks_like_sql_is_text(home: Home) -> None:
    assert len(plain(home, "gout", "asthma").search(SQL)) == 2  # plain txtai runs it
    assert search(home, SQL, "gout", "asthma", mode="sparse").passages == ()
    assert len(search(home, f"{SQL} limit 1", "gout", "asthma", mode="dense").passages) == 2


def test_an_apostrophe_is_text(home: Home) -> None:
    with pytest.raises(Exception, match="Index 's' not found"):
        plain(home, "Crohn's disease").search("select text from txtai where similar('Crohn's')")
    assert search(home, "Crohn's", "Crohn's disease", "gout", mode="sparse").passages[0].chunk.body == "Crohn's disease"


def test_a_filter_loses_no_match(home: Home) -> None:
    """txtai filters after it has cut: one of three thousand is gone."""
    rows = [{"text": f"gout w{n % 5}", "kind": "review"} for n in range(3000)]
    rows.append({"text": "other words before gout", "kind": "trial"})
    found = plain(home, *rows).search("select id from txtai where similar('gout') and kind = 'trial'")
    assert found == []
    chunks = (chunk(n, row["text"], kind=row["kind"]) for n, row in enumerate(rows))
    retriever = Retriever(publish(home.library(), chunks), RetrieveSettings())
    assert [p.chunk.document for p in retriever("gout", "dense", Filters(kinds=("trial",))).passages] == ["d3000"]


def test_dense_search_is_exact() -> None:
    """Above 5,000 rows txtai's own choice of index looks at a few lists of vectors only."""
    random = np.random.default_rng(0)
    vectors = random.standard_normal((6000, 32)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    queries = vectors[:50] + 0.4 * random.standard_normal((50, 32)).astype(np.float32)
    queries /= np.linalg.norm(queries, axis=1, keepdims=True)
    exact = np.argsort(-queries @ vectors.T, axis=1)[:, :10]

    def recall(backend: str) -> float:
        ann = ANNFactory.create({"backend": backend, "dimensions": 32})
        ann.index(vectors.copy())
        found = [[row for row, _ in one] for one in ann.search(queries, 10)]
        return float(np.mean([len(set(one) & set(best)) / 10 for one, best in zip(found, exact, strict=True)]))

    assert recall("faiss") < 0.95
    assert recall("numpy") == 1.0


def test_words_with_signs_are_no_operators(home: Home) -> None:
    """In txtai's RAG "-negative" rules out what has the word."""
    texts = ["HER2 negative tumours respond", "gout hurts", "asthma wheezes"]
    rag = RAG(plain(home, *texts), path=lambda prompts, **options: prompts, output="flatten")  # "answers" its prompt
    assert texts[0] in str(rag("HER2 negative"))
    assert texts[0] not in str(rag("HER2 -negative"))
    for question in ("HER2 -negative", "HER2 +negative", "+HER2 negative"):
        assert search(home, question, *texts).passages[0].chunk.body == texts[0]


@pytest.mark.parametrize(
    ("word", "whole"), [("IL-6", "il6"), ("COVID-19", "covid19"), ("5-HT3", "5ht3"), ("TNF-α", "tnfalpha")]
)
def test_medical_words_stay_whole(word: str, whole: str) -> None:
    """txtai's tokenizer takes them apart and keeps no whole."""
    assert max(map(len, Tokenizer()(word))) < len(word) - 1
    assert whole in words(word)


def test_words_of_many_passages_are_scored_in_all() -> None:
    """txtai scores a word that a tenth of the passages hold only for the best of the rarer words."""
    texts = ["gout " + "dose " * 9] * 30 + ["gout rare"] * 5 + ["other"] * 165
    ours = index(texts)
    theirs = ScoringFactory.create({"method": "bm25", "terms": True, "k1": 0.9, "b": 0.4})
    theirs.index((row, text, None) for row, text in enumerate(texts))
    exact = {row: score for row, score in enumerate(formula(texts, "gout rare")) if score}
    assert len(exact) == 35
    assert len(theirs.search("gout rare", 6)) < 6
    assert dict(ours.search("gout rare", 40)) == pytest.approx(exact)
    ours.close()
    theirs.close()


def test_what_is_shown_is_verbatim_and_what_is_searched_is_more(home: Home) -> None:
    """With `columns: {text: searched}` txtai gives back the searched text under "text"."""
    row = {"searched": "Gout\nDosage\n5 mg", "text": "5 mg"}
    embeddings = plain(home, row, columns={"text": "searched"})
    assert embeddings.search("select text from txtai where similar('gout')")[0]["text"] == row["searched"]
    found = Chunk("d#1", "d", "Gout", "Dosage", "5 mg", 0, 4)
    library = publish(home.library(), [found])
    [passage] = Retriever(library, RetrieveSettings())("gout", "sparse").passages
    assert passage.chunk == found
    assert (passage.chunk.body, passage.chunk.text) == ("5 mg", "Gout\nDosage\n5 mg")


# Writing


def test_parts_of_two_saves_are_told(home: Home) -> None:
    """A save that failed half way, or a copy that did, txtai loads without a word."""
    for name, rows in (("old", ["gout"] * 3), ("new", ["asthma"] * 5)):
        plain(home, *rows).save(str(home.path / name))
    for part in ("config.json", "embeddings"):
        (home.path / "new" / part).replace(home.path / "old" / part)
    mixed = Embeddings().load(str(home.path / "old"))
    assert (mixed.ann.count(), mixed.database.count(), mixed.scoring.count()) == (5, 3, 3)
    # Ours: test_library_damage.test_a_damaged_generation_is_named_and_going_back_helps


def test_published_files_are_never_written(home: Home) -> None:
    """An upsert into a loaded index changes the files that it was loaded from before any save."""
    plain(home, "gout").save(str(home.path / "plain"))
    before = digests(home.path / "plain")
    loaded = Embeddings().load(str(home.path / "plain"))
    loaded.upsert([(1, "asthma"), (2, "croup")])
    loaded.database.connection.commit()
    assert digests(home.path / "plain") != before
    home.write("a.jsonl", "Gout hurts.")
    home.ingest()
    before = digests(home.library().folder(1))
    home.write("b.jsonl", "Asthma wheezes.")
    home.ingest()
    assert digests(home.library().folder(1)) == before


def digests(folder: Path) -> dict[str, str]:
    return {f.name: hashlib.sha256(f.read_bytes()).hexdigest() for f in folder.rglob("*") if f.is_file()}


def test_a_shorter_document_leaves_no_rows(home: Home) -> None:
    """An upsert is by the row's id: what the shorter text has no row for stays."""
    embeddings = plain(home)
    embeddings.index([("doc#1", "gout hurts"), ("doc#2", "and swells")])
    embeddings.upsert([("doc#1", "asthma")])
    assert embeddings.count() == 2
    home.write("a.jsonl", {"id": "doc", "title": "Gout", "text": "Hurts much. " * 200})
    home.ingest()
    home.write("a.jsonl", {"id": "doc", "title": "Gout", "text": "Hurts."})
    home.ingest()
    generation = home.library().open()
    assert generation is not None
    assert [c.id for c in generation.chunks(range(generation.rows))] == ["doc#1"]


def test_words_of_removed_documents_count_no_more(home: Home) -> None:
    """After a delete txtai still counts the passages and words that are gone."""
    embeddings = plain(home, *["gout"] * 9, "asthma")
    rarity = embeddings.scoring.idf["gout"]
    embeddings.delete(range(8))
    assert embeddings.scoring.idf["gout"] == rarity
    assert embeddings.scoring.total == 10
    for n in range(9):
        home.write(f"{n}.jsonl", f"gout number{n}")
    home.write("a.jsonl", "asthma")
    home.ingest()
    before = home.library().open()
    home.start().remove([f"docs/{n}.jsonl" for n in range(8)])
    after = home.library().open()
    assert before is not None
    assert after is not None
    assert (before.rows, after.rows) == (10, 2)
    assert after.rarity("gout") > before.rarity("gout")
    assert after.rarity("number1") == pytest.approx(after.rarity("unheard"))


def test_an_encoder_that_fails_harms_nothing(home: Home) -> None:
    """After an error in an upsert txtai's rows and vectors no longer agree, and it would save them so."""
    embeddings = plain(home, "gout", vectors={"fails": "burst"})
    with pytest.raises(RuntimeError):
        embeddings.upsert([(1, "asthma"), (2, "burst")])
    assert embeddings.database.count() != embeddings.ann.count()
    home.write("a.jsonl", "gout hurts.")
    home.ingest()
    home.write("b.jsonl", "asthma wheezes.", "burst appendix.")
    with pytest.raises(RuntimeError):
        home.ingest(embeddings={"vectors": {"fails": "burst"}})
    generation = home.library().open()
    assert generation is not None
    assert (generation.manifest.number, generation.rows) == (1, 1)
    assert home.ingest().added == 2


def test_a_connection_of_txtai_is_shared_by_threads(home: Home) -> None:
    """Why searches crash: one connection and one cursor for all threads. Our lock stands around each call."""
    embeddings = plain(home, "gout")
    assert isinstance(embeddings.database.connection, sqlite3.Connection)
    assert isinstance(embeddings.database.cursor, sqlite3.Cursor)
