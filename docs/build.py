"""Writes the pages that are made from the code: config.md, commands.md, json.md, schema.json, systems.md, systems/.

    .venv/bin/python docs/build.py [--check]

With --check nothing is written; the exit status is 1 when a page is not what the code says.
"""

import importlib
import inspect
import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import typer
from pydantic import TypeAdapter
from typer.cli import get_docs_for_click

from pipelines import (
    begun,
    compare,
    doctor,
    evaluations,
    failures,
    inventory,
    questions,
    records,
    schema,
    similarity,
    status,
    systems,
    terms,
)
from pipelines.__main__ import app
from pipelines.config import Settings
from pipelines.pages import picture
from pipelines.search_settings import IndexSettings

DOCS = Path(__file__).parent
NOTE = "<!-- Made by docs/build.py from the code: change it there. -->\n"

PRINTED: dict[str, Any] = {  # command: what it prints with --json
    "ask": schema.Answer,
    "search": schema.Retrieved,
    "ingest": records.Report,
    "remove": records.Report,
    "rollback": records.Manifest,
    "page": picture.Shown,
    "status": status.Status,
    "doctor": list[doctor.Check],
    "models": list[inventory.Model],
    "compare": compare.Comparison,
    "evaluate retrieval": dict[str, float],
    "evaluate similarity": similarity.Similarity,
    "evaluate answers": dict[str, dict[str, float]],
    "questions": list[questions.Listed],
    "evaluate keep": evaluations.Kept,
    "evaluate kept": list[evaluations.Kept],
}
# The modules that hold what is printed.
MODULES = (
    status, begun, doctor, inventory, similarity, compare, evaluations, failures, questions, records, schema, terms,
    picture,
)  # fmt: skip
COMMENT = re.compile(r"^    (\w+): [^#\n]*#\s*(.+)$", re.M)  # what stands behind a field in the code
SHORTENED = re.compile(r"^\* `(\w+)`: .*\.\.\.$", re.M)
NAMES = {"string": "text", "integer": "whole number", "number": "number", "boolean": "true or false", "null": "null"}


def schemas() -> dict[str, dict[str, Any]]:
    """The JSON Schema of what each command prints."""
    found = {name: TypeAdapter(kind).json_schema(mode="serialization") for name, kind in PRINTED.items()}
    found["ask"]["properties"]["text"] = {"type": "string"}
    found["ask"]["required"].append("text")
    found["evaluate retrieval"]["description"] = "The mean of each measure by its name, such as nDCG@10."
    found["evaluate answers"]["description"] = (
        "For each measure by its name its mean, low and high (the 95 % interval), and the questions that it counts."
    )
    for one in found.values():
        for record in [one, *one.get("$defs", {}).values()]:
            if "properties" in record:
                record["additionalProperties"] = False
    return found


def kind(field: Mapping[str, Any]) -> str:
    """A field's type in words: "list of [Passage](#passage)", "whole number, 1 or more", "`dense` or `sparse`"."""
    if "$ref" in field:
        name = field["$ref"].rsplit("/", 1)[-1]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in field:
        return " or ".join(kind(one) for one in field["anyOf"])
    if "const" in field:
        return f"`{json.dumps(field['const'])}`"
    if "enum" in field:
        return " or ".join(f"`{value}`" for value in field["enum"])
    if field.get("format") == "path":
        return "path"
    if field["type"] == "array" and "prefixItems" in field:
        return f"list of {len(field['prefixItems'])}: {', '.join(map(kind, field['prefixItems']))}"
    if field["type"] == "array":
        return f"list of {kind(field['items'])}"
    if field["type"] == "object":
        values = field.get("additionalProperties")
        return f"mapping of text to {kind(values)}" if isinstance(values, dict) else "mapping"
    return NAMES[field["type"]] + _bounds(field)


def _bounds(field: Mapping[str, Any]) -> str:
    low, high = field.get("minimum"), field.get("maximum")
    if low is not None and high is not None:
        return f", {low} to {high}"
    return f", {low} or more" if low is not None else ""


def table(heads: list[str], rows: Iterator[list[str]]) -> str:
    """A Markdown table."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines)


def config() -> str:
    """Every setting with its type, default and description, then `config.yml` as it comes."""
    settings, index = Settings.model_json_schema(), IndexSettings.model_json_schema()
    del settings["properties"]["embeddings"]  # any mapping there; `index` is what it is checked against
    parts = [
        f"{NOTE}# Settings\n\nAll settings stand in `config.yml`, or in the file that `--config` or the environment "
        "variable `VADEMECUM_CONFIG` names. What is left out has its default. An unknown key or a wrong value is an "
        "error that names it. A profile (`--profile NAME`, or the environment variable `VADEMECUM_PROFILE`) lays the "
        "file `profiles/NAME.yml` over it, key by key; an empty value takes a key out. "
        "Relative paths count from the folder in which the program is started.\n",
        *_sections("", settings, settings["$defs"]),
        *_sections("embeddings.", index, index["$defs"]),
    ]
    text = (DOCS.parent / "config.yml").read_text(encoding="utf-8")
    return "".join([*parts, f"\n## config.yml as it comes\n\n```yaml\n{text}```\n"])


def _sections(prefix: str, group: Mapping[str, Any], definitions: Mapping[str, Any]) -> Iterator[str]:
    """A group's own settings in a table, then the groups in it."""
    fields = {name: field for name, field in group["properties"].items() if not _group(field)}
    rows = (
        [f"`{prefix}{name}`", kind(field).replace(" or null", ""), _default(field), field.get("description", "")]
        for name, field in fields.items()
    )
    yield f"\n## {prefix.rstrip('.')}\n\n{group['description']}\n" if prefix else ""
    yield f"\n{table(['key', 'value', 'default', 'what it is'], rows)}" if fields else ""
    for name, field in group["properties"].items():
        if _group(field):
            yield from _sections(f"{prefix}{name}.", definitions[_group(field)], definitions)


def _group(field: Mapping[str, Any]) -> str:
    """The name of the group of settings that a field holds, one that may be left out too; empty for a value."""
    one = next((one for one in field.get("anyOf", []) if "$ref" in one), field)
    return str(one.get("$ref", "")).rsplit("/", 1)[-1]


def _default(field: Mapping[str, Any]) -> str:
    value = field.get("default")
    return "none" if value in (None, "") else f"`{json.dumps(value)}`"


def commands() -> str:
    """The help of every command, as Typer writes it, but its first lines whole."""
    command = typer.main.get_command(app)
    text = get_docs_for_click(obj=command, ctx=typer.Context(command), name="vademecum", title="Commands")
    helps = dict(re.findall(r"^#+ `(?:\w+ )+(\w+)`\n\n(.+)$", text, re.M))
    text = SHORTENED.sub(lambda match: f"* `{match[1]}`: {helps[match[1]]}", text)
    exits = (
        "Exit status: 0 done, 1 failed, 2 the call itself was wrong, 3 done but some files were refused. "
        "`python -m pipelines` is the same as `vademecum`.\n"
    )
    return f"{NOTE}{text.strip()}\n\n{exits}"


def output() -> str:
    """What each command prints with --json, record by record."""
    parts = [
        f"{NOTE}# JSON output\n\nWith `--json` a command prints one JSON value on standard output. `schema.json` "
        "beside this page holds the same as JSON Schema, by command. Offsets count characters of the document's text, "
        "half open: `text[start:end]`.\n\n"
    ]
    found = schemas()
    parts.append(
        table(["command", "prints"], ([f"`vademecum {name} --json`", _printed(one)] for name, one in found.items()))
    )
    definitions: dict[str, Any] = {}
    for one in found.values():
        definitions |= ({one["title"]: one} if "title" in one else {}) | one.get("$defs", {})
    for name, record in definitions.items():
        notes = _notes(name)
        rows = ([f"`{key}`", kind(field), notes.get(key, "")] for key, field in record["properties"].items())
        parts.append(f"\n## {name}\n\n{record['description']}\n\n{table(['field', 'value', 'note'], rows)}")
    return "".join(parts)


def _printed(one: Mapping[str, Any]) -> str:
    if "title" in one:
        return kind({"$ref": one["title"]})
    return one.get("description") or kind(one)


def _notes(name: str) -> dict[str, str]:
    """The comments behind the fields of a record in the code."""
    found = (getattr(module, name, None) for module in MODULES)
    record = next(one for one in found if isinstance(one, type))
    return {key: note.replace("<", "&lt;") for key, note in COMMENT.findall(inspect.getsource(record))}


def overview() -> str:
    """The model systems in a table."""
    return f"{NOTE}{_cards().overview()}"


def card(system: systems.System) -> str:
    """The page of one model system."""
    return f"{NOTE}{_cards().card(system)}"


def _cards() -> Any:
    """docs/cards.py, which takes figures from benchmarks/: neither is an installed package."""
    if str(DOCS.parent) not in sys.path:
        sys.path.insert(0, str(DOCS.parent))
    return importlib.import_module("docs.cards")


PAGES: dict[str, Callable[[], str]] = {
    "config.md": config,
    "commands.md": commands,
    "json.md": output,
    "schema.json": lambda: json.dumps(schemas(), indent=2, ensure_ascii=False) + "\n",
    "systems.md": overview,
    **{f"systems/{one.profile}.md": partial(card, one) for one in systems.SYSTEMS},
}


def stale() -> list[str]:
    """The pages that are not what the code says."""
    return [
        name
        for name, make in PAGES.items()
        if not (DOCS / name).is_file() or (DOCS / name).read_text("utf-8") != make()
    ]


def main(arguments: list[str]) -> int:
    """Writes the pages, or with --check only says which are stale; the exit status."""
    old = stale()
    for name in old:
        if "--check" in arguments:
            print(f"docs/{name} is not what the code says. Run: make docs", file=sys.stderr)
        else:
            (DOCS / name).parent.mkdir(exist_ok=True)
            (DOCS / name).write_text(PAGES[name](), encoding="utf-8")
            print(f"docs/{name} written")
    return 1 if old and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
