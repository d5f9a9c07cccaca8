"""What the states of the web page are shown on: a server for each situation, started when it is first needed."""

import json
import shutil
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import yaml

from pipelines.application import start
from pipelines.citations import NOTHING
from tests import web
from tests.cast import FAIL, HOLD, Pipe
from tests.fakes import weights
from tests.web import QUESTION, ROOT

SAMPLES = ("respiratory/copd-exacerbation.md", "respiratory/copd-protocol-2011.docx", "respiratory/trials.txt",
           "endocrine/diabetic-ketoacidosis.pdf")  # fmt: skip
GOOD = "The starting dose of metformin in adults is 500 mg once or twice daily. [1]"
# What is asked, by what comes of it
HELD = "What is the starting dose of metformin?"
FAILING = "Which starting dose of metformin do adults get?"
CUT = "How is metformin started in adults?"
DENIED = "Is metformin taken with meals in adults?"
FOLLOW_UP = "And in kidney disease?"
STANDING = "What is the dose of metformin in kidney disease?"
DISAGREED = "For how many days is prednisolone given for an exacerbation of COPD?"
ON_PAGE = "What is the rate of the fixed-rate insulin infusion in diabetic ketoacidosis?"
WRONG = "What is the starting dose of metformin in adults with diabetes?"
REPLIES = {
    QUESTION: f"{GOOD}\nGive 9000 mg of metformin daily. [1]\nMost people tolerate it well.",
    HELD: f"{GOOD}\nRaise it {HOLD} by 500 mg each week up to 2000 mg daily. [1]",
    FAILING: FAIL,
    CUT: f"{GOOD}\nRaise it {FAIL} by 500 mg.",
    DENIED: NOTHING,
    FOLLOW_UP: STANDING,
    STANDING: "Stop metformin when the eGFR falls below 30. [1]",
    DISAGREED: "Prednisolone 30 mg is given once daily for 5 days. [1]",
    WRONG: "Give 9000 mg of metformin daily. [1]",
}
PATIENCE = 300  # seconds that the model is held at most


class Stage:
    """Servers by name, below one folder:

    quotes (a library, no language model), model (one by the script), strict (the same, statements have to be supported
    and it has half a second), empty and adding (no document yet), many (more documents than a page of cards), missing
    (the model's file is not there), other (another encoder is selected than the library was built with), damaged (the
    library's index is gone), full (the disk has no room for another version),
    samples (the sample library).
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pipe = Pipe(folder / "hold")
        self.late = Pipe(folder / "late")
        self._open = ExitStack()
        self._addresses: dict[str, str] = {}

    def __enter__(self) -> "Stage":
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def address(self, name: str) -> str:
        """Where a server is."""
        if name not in self._addresses:
            self._addresses[name] = self._open.enter_context(web.serve(self._configure(name)))
        return self._addresses[name]

    def papers(self) -> Path:
        """The files that the libraries hold, one of them empty."""
        folder = self.folder / "papers"
        if not folder.exists():
            folder.mkdir()
            web.write(folder)
            for sample in SAMPLES:
                shutil.copy(ROOT / "samples" / sample, folder)
        return folder

    def wards(self, number: int) -> Path:
        """A file of so many documents that no library holds."""
        rows = [
            {"title": f"A note on ward {n}", "published": "2020", "text": f"Ward {n} opens."} for n in range(number)
        ]
        file = self.folder / f"wards-{number}.jsonl"
        file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        return file

    def _configure(self, name: str) -> Path:
        folder = self.folder / name
        folder.mkdir()
        path = web.configure(folder)
        if name not in ("empty", "adding", "samples"):
            shutil.copytree(self._library(), folder / "library")
        config: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
        for group, values in self._changes(name).items():
            config[group] = {**config.get(group, {}), **values}
        path.write_text(yaml.safe_dump(config, sort_keys=False), encoding="utf-8")
        if name == "samples":
            scan = folder / "scan-2019.pdf"
            scan.write_text("No PDF.", encoding="utf-8")
            start(path).add([ROOT / "samples", scan])
        if name == "many":
            start(path).add([self.wards(25)])
        generations = folder / "library" / "generations"
        if name == "damaged":
            for index in generations.glob("*/index"):
                shutil.rmtree(index)
        if name == "full":
            for index in generations.glob("*/index"):  # a file that takes no room, and is as large as all there is
                with (index / "large").open("wb") as file:
                    file.truncate(shutil.disk_usage(folder).total)
        return path

    def _changes(self, name: str) -> Mapping[str, Mapping[str, Any]]:
        """What is otherwise than in the shipped configuration."""
        if name == "model":
            return {"llm": self.pipe.settings(REPLIES, seconds=PATIENCE)}
        if name == "strict":
            return {"llm": self.late.settings(REPLIES, seconds=0.5), "verify": {"mode": "strict"}}
        if name == "missing":
            return {"llm": {"path": "models/not-there.gguf", "method": "pipelines.llm.Local"}}
        if name == "other":
            return {"embeddings": {"path": str(weights(self.folder / "words")), "method": "tests.fakes.WordVectors"}}
        return {}

    def _library(self) -> Path:
        """A library of the papers with two versions, built once."""
        folder = self.folder / "built"
        if not folder.exists():
            folder.mkdir()
            vademecum = start(web.configure(folder))
            papers = self.papers()
            vademecum.add([papers / "documents.jsonl"])
            vademecum.add([papers])
        return folder / "library"
