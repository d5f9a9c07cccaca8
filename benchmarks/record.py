"""Writes a result down with what it was measured on: data, commit, machine. Used by every benchmark here."""

import json
import os
import platform
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipelines.commit import commit

RESULTS = Path(__file__).parent / "results"
FLAGS = ("avx2", "avx512f", "avx512_vnni", "avx512_bf16", "amx_bf16")


def save(variant: str, data: str, figures: Any) -> Path:
    """Saves figures as results/<variant>-<commit>.json; the newest of a variant is what the pages show."""
    record = {
        "variant": variant,
        "data": data,
        "commit": commit(),
        "machine": machine(),
        "date": datetime.now(UTC).date().isoformat(),
        "figures": figures,
    }
    RESULTS.mkdir(exist_ok=True)
    for old in saved(variant):
        old.unlink()
    path = RESULTS / f"{variant}-{record['commit']}.json"
    path.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    print(f"{path.name} written")
    return path


def load(variant: str) -> dict[str, Any] | None:
    """The saved record of a variant, None when it was never run."""
    found = saved(variant)
    return json.loads(found[-1].read_text(encoding="utf-8")) if found else None


def saved(variant: str, folder: Path = RESULTS) -> list[Path]:
    """The files of a variant; those of another that begins with the same words are none of it."""
    name = re.compile(re.escape(variant) + r"-[0-9a-f]{7,40}\+?")
    return sorted(file for file in folder.glob("*.json") if name.fullmatch(file.stem))


def machine() -> str:
    """Cores, memory and the instructions that matter for encoding."""
    cpuinfo = Path("/proc/cpuinfo")
    words = set(cpuinfo.read_text(encoding="utf-8").split()) if cpuinfo.exists() else set()
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    flags = " ".join(flag for flag in FLAGS if flag in words)
    python = platform.python_version()
    return f"{os.cpu_count()} cores, {pages / 2**30:.0f} GiB, {platform.machine()} {flags}, Python {python}"
