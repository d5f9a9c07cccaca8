"""Leads a model that a server or a command runs in a process of its own (tests.fakes.Held)."""

import os
from pathlib import Path
from typing import Any

GOOD = "Start metformin at 500 mg once daily. [1]\n"
LONG = GOOD + "Stop metformin when the eGFR falls below 30 mL/min. [1]\n" + "Take it with food each day. [1]\n" * 20


class Pipes:
    """The two named pipes, in a folder."""

    def __init__(self, folder: Path) -> None:
        self.hold, self.report = folder / "hold", folder / "report"
        for pipe in (self.hold, self.report):
            os.mkfifo(pipe)

    def settings(self, reply: str = LONG, **changes: Any) -> dict[str, Any]:
        """The `llm:` part of a configuration."""
        fields = {"path": "models/held", "method": "tests.fakes.Held", "replies": [reply]}
        return {**fields, "hold": str(self.hold), "report": str(self.report), **changes}

    def let_go(self) -> None:
        """Has the model go on; waits until it is held."""
        self.hold.write_text("", encoding="utf-8")

    def words(self) -> int:
        """How many words the model gave; waits until it has ended."""
        return int(self.report.read_text(encoding="utf-8"))
