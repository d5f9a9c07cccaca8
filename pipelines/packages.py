"""The packages that this project stands on, each with its version and licence."""

from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, metadata, requires

from packaging.requirements import Requirement

PROJECT = "vademecum"
_CLASSIFIER = "License :: OSI Approved :: "


@dataclass(frozen=True, slots=True)
class Package:
    """An installed package."""

    name: str
    version: str
    licence: str  # as the package itself says; empty where it doesn't


def required() -> list[Requirement]:
    """What the project asks for on this machine, without the extras; PackageNotFoundError where it isn't installed."""
    asked = [Requirement(text) for text in requires(PROJECT) or []]
    return [one for one in asked if one.marker is None or one.marker.evaluate({"extra": ""})]


def found() -> list[Package]:
    """The project, then what it asks for by name, as far as it is installed."""
    names = sorted({one.name for one in required()}, key=str.lower)
    return [one for name in [PROJECT, *names] if (one := _package(name))]


def _package(name: str) -> Package | None:
    try:
        about = metadata(name)
    except PackageNotFoundError:
        return None
    fields = about.json
    classified = [one.removeprefix(_CLASSIFIER) for one in fields.get("classifier", []) if one.startswith(_CLASSIFIER)]
    written = str(fields.get("license_expression") or "") or ", ".join(classified) or str(fields.get("license") or "")
    return Package(str(fields["name"]), str(fields["version"]), written.split("\n")[0][:80])
