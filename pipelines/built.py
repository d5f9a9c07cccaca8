"""Whether a generation was built with the models that are selected, and what to do where it wasn't."""

import json
from collections.abc import Mapping
from typing import Any

from pipelines import models, shipped, splade
from pipelines.build import FORMAT
from pipelines.errors import ModelError
from pipelines.records import Manifest

ANEW = "or library.path to an empty folder and ingest again."


def facts(embeddings: Mapping[str, Any], learned: Mapping[str, Any] | None, profile: str) -> dict[str, Any]:
    """What a manifest says of the models and settings with which a generation is built now."""
    return {
        "model": models.name(embeddings),
        "fingerprint": models.fingerprint(str(embeddings["path"])),
        "shape": models.shape(embeddings),
        "format": FORMAT,
        "scoring": json.dumps(embeddings.get("scoring"), sort_keys=True),
        "splade": models.name(learned) if learned else "",
        "splade_fingerprint": fingerprint(learned) if learned else "",
        "profile": profile,
    }


def fingerprint(learned: Mapping[str, Any]) -> str:
    """That of a SPLADE model: its weights' and the settings that shape what it makes of passages."""
    return models.fingerprint(str(learned["path"])) + splade.shape(learned)


def is_outdated(manifest: Manifest, now: Mapping[str, Any]) -> bool:
    """Whether an index of the same passages would come out otherwise today."""
    return any(getattr(manifest, key) != now[key] for key in ("format", "scoring", "shape", "splade_fingerprint"))


def check(manifest: Manifest, embeddings: Mapping[str, Any], learned: Mapping[str, Any] | None, profile: str) -> None:
    """Raises ModelError when a generation was built with other weights, or other settings of the models."""
    back = _back(manifest, profile)
    path = str(embeddings["path"])
    if manifest.fingerprint not in (path, models.fingerprint(path)):  # the path where it was loaded from the Hub
        raise ModelError(
            f"This library was built with {manifest.model}, but {models.name(embeddings)} is selected. "
            f"{back}embeddings.path back to {_path(manifest.model)}, {ANEW}"
        )
    if manifest.shape:
        _check_shape(json.loads(manifest.shape), json.loads(models.shape(embeddings)), back)
    if learned is None or not manifest.splade or manifest.splade_fingerprint == fingerprint(learned):
        return  # what was built without SPLADE gets it with the next ingest
    if manifest.splade != models.name(learned):
        raise ModelError(
            f"This library was built with the SPLADE model {manifest.splade}, but {models.name(learned)} is selected. "
            f"{back}splade.path back to {manifest.splade}, {ANEW}"
        )
    raise ModelError(
        f"This library was built before the weights of {manifest.splade} or splade.maxlength were changed. "
        f"{back}them back, {ANEW}"
    )


def _check_shape(then: dict[str, Any], now: dict[str, Any], back: str) -> None:
    """Vectors can be cut further when a generation is opened, but what was cut off can't come back."""
    had, wanted = then.pop("dimensionality", None), now.pop("dimensionality", None)
    if then != now:
        shaping = "embeddings.maxlength or embeddings.instructions"
        raise ModelError(f"This library was built before {shaping} was changed. {back}it back, {ANEW}")
    if had and (not wanted or wanted > had):
        raise ModelError(
            f"This library was built with vectors cut to {had} dimensions, but {wanted or 'all'} are selected: what "
            f"was cut off can't come back. {back}embeddings.dimensionality back to {had}, {ANEW}"
        )


def _path(model: str) -> str:
    """What embeddings.path is for a model of this name, as far as a name tells."""
    return str(models.MODELS / model) if model in shipped.SHA256 else model


def _back(manifest: Manifest, profile: str) -> str:
    """The profile to go back to, where another is on, up to the words "set ..."."""
    if manifest.profile == profile:
        return "Set "
    return f"Call with --profile {manifest.profile}, set " if manifest.profile else "Leave --profile out, set "
