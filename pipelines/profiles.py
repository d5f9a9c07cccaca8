"""Profiles: `profiles/<name>.yml` is laid over `config.yml`, one file for each model system or deployment.

A mapping goes over the mapping of the same key, key by key; any other value takes the place of what stood there; an
empty one takes the key out, so that its default holds (JSON Merge Patch, RFC 7396). Which profile is on says, in this
order: who calls (`--profile`, `start(profile=...)`), VADEMECUM_PROFILE, the key `profile` in config.yml.
"""

import os
from collections.abc import Mapping
from copy import deepcopy
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pipelines.config import TXTAI, Settings, check, near, read
from pipelines.errors import ConfigError
from pipelines.starting import PROFILE

# What a profile may hold: no profile again, and nothing that txtai makes before a profile is laid over its file.
KEYS = {*Settings.model_fields, *TXTAI} - {"profile", "profiles"}


class Settled(dict[str, Any]):
    """A configuration that its profile was laid over; `profile` in it names that profile, if there is one."""


def load(path: Path, name: str | None = None) -> Settled:
    """The configuration in a file, with its profile; ConfigError for what is wrong in either, named by its file."""
    return settle(read(path), name, str(path))


def settle(config: Mapping[str, Any], name: str | None = None, place: str = "config.yml") -> Settled:
    """A copy of the configuration with its profile laid over it; once settled it stays as it is."""
    data = deepcopy(config) if isinstance(config, Settled) else deepcopy(dict(config))
    settings = check(_without_workflow(data), place)
    if isinstance(data, Settled):
        return data
    name = name or os.environ.get(PROFILE) or settings.profile
    if not name:
        return Settled(data)
    file = find(settings.profiles, name)
    overlay = read(file)
    for key in overlay:
        if key not in KEYS:
            raise ConfigError(f"{file}: the key '{key}' has no place in a profile.{near(str(key), KEYS)}")
    merged = Settled(over(data, overlay) | {"profile": name})
    check(_without_workflow(merged), str(file))  # what is wrong now came with the profile
    return merged


def over(base: Mapping[str, Any], overlay: Mapping[str, Any]) -> dict[str, Any]:
    """The overlay laid over the base."""
    merged = dict(base)
    for key, value in overlay.items():
        if value is None:
            merged.pop(key, None)
        elif isinstance(value, Mapping):
            below = merged.get(key)
            merged[key] = over(below if isinstance(below, Mapping) else {}, value)
        else:
            merged[key] = value
    return merged


def names(folder: Path) -> list[str]:
    """All profiles in the folder."""
    return sorted(file.stem for file in folder.glob("*.yml"))


def find(folder: Path, name: str) -> Path:
    """The file of a profile; ConfigError with a near match and the list of them for one that isn't there."""
    known = names(folder)
    if name in known:
        return folder / f"{name}.yml"
    match = get_close_matches(name, known, n=1)
    hint = f" Did you mean '{match[0]}'?" if match else ""
    have = f"There are: {', '.join(known)}" if known else f"Put {name}.yml there"
    raise ConfigError(f"There is no profile '{name}' in {folder}.{hint} {have}.")


def _without_workflow(config: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in config.items() if key != "workflow"}
