"""The workflows: YAML files that say in which order the steps run, checked before txtai sees them.

txtai makes a fresh instance of a class that a workflow names wrongly, and passes over keys that it doesn't know. Here a
mistake is an error that names the file, the value and a near match.
"""

import importlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from txtai.pipeline import PipelineFactory

from pipelines.config import near, read
from pipelines.errors import ConfigError

# txtai's own actions, which would pass our library by, and what stands for them here.
RESERVED = {"index": "store", "upsert": "store", "search": "retrieve", "transform": "retrieve"}
WORKFLOW_KEYS = ("tasks", "stream", "batch", "workers", "schedule")
TASK_KEYS = ("action", "initialize", "finalize", "args", "column", "merge", "onetomany", "select", "task", "unpack",
             "concurrency", "batch")  # fmt: skip

# What the ingest workflow can't do without: what comes of it when it isn't run, and how it is written.
NEEDED = {
    "begin": ("it has nothing to write to", "Write `initialize: begin` below its first task"),
    "store": ("its documents would be lost", "Add `- action: store` to its tasks, behind `chunk`"),
    "publish": ("nothing was kept", "Write `finalize: publish` below its last task"),
}


def load(folder: Path, steps: Iterable[str]) -> dict[str, Any]:
    """All workflows of the YAML files in `folder`, by name, files in alphabetical order."""
    if not folder.is_dir():
        raise ConfigError(f"The folder of workflows {folder} is not there. Mend `workflows` in config.yml.")
    merged: dict[str, Any] = {}
    for file in sorted(folder.glob("*.yml")):
        found = read(file)
        for name in found:
            if name in merged:
                raise ConfigError(f"{file}: there are two workflows '{name}'. Give one of them another name.")
        merged |= check(str(file), found, {*steps, *merged})
    return merged


def check(place: str, workflows: Any, steps: Iterable[str]) -> dict[str, Any]:
    """The workflows that stand in one place; ConfigError for a step or key that is unknown."""
    if not isinstance(workflows, Mapping):
        raise ConfigError(f"{place} is {workflows!r}. Write each workflow as `<name>:` with its `tasks:` below.")
    known = set(steps)
    for name, workflow in workflows.items():
        _check(f"{place}: {name}", workflow, known)
        known.add(str(name))
    return dict(workflows)


def _check(place: str, workflow: Any, steps: set[str]) -> None:
    if isinstance(workflow, Mapping):
        _known(place, workflow, WORKFLOW_KEYS)  # first: `task:` is a misspelling rather than no tasks
    if not isinstance(workflow, Mapping) or not isinstance(workflow.get("tasks"), list) or not workflow["tasks"]:
        raise ConfigError(f"{place} has no tasks. List them under `tasks:`, each as `- action: <step>`.")
    for task in [*workflow["tasks"], *([workflow["stream"]] if "stream" in workflow else [])]:
        task = task if isinstance(task, Mapping) else {"action": task}
        _known(place, task, TASK_KEYS)
        actions = task.get("action") or []
        for action in [*(actions if isinstance(actions, list) else [actions]),
                       *(task[key] for key in ("initialize", "finalize") if key in task)]:  # fmt: skip
            _resolves(place, str(action), steps)


def place(folder: Path, name: str) -> str:
    """Where a workflow of the folder stands, for a message: "workflows/ingest.yml: ingest"."""
    files = (file for file in sorted(folder.glob("*.yml")) if name in read(file))
    return f"{next(files, folder)}: {name}"


def lacks(place: str, step: str) -> ConfigError:
    """The error for a run of the ingest workflow in which a step that it needs wasn't run."""
    outcome, remedy = NEEDED[step]
    return ConfigError(f"{place}: the step `{step}` was not run, so {outcome}. {remedy}. The library is as it was.")


def _known(place: str, mapping: Mapping[str, Any], keys: Iterable[str]) -> None:
    for key in mapping:
        if key not in keys:
            raise ConfigError(f"{place}: unknown key '{key}'.{near(str(key), keys)}")


def _resolves(place: str, action: str, steps: set[str]) -> None:
    """Raises ConfigError for an action that is no step, no earlier workflow, no pipeline of txtai and no class."""
    if action in RESERVED:
        raise ConfigError(f"{place}: '{action}' is txtai's own and passes the library by. Use '{RESERVED[action]}'.")
    known = steps | set(PipelineFactory.list())
    if action in known:
        return
    module, _, name = action.rpartition(".")
    try:
        found = bool(module) and hasattr(importlib.import_module(module), name)
    except ImportError:
        found = False
    if not found:
        raise ConfigError(f"{place}: there is no step '{action}'.{near(action, known if not module else steps)}")
