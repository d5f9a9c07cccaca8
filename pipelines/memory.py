"""How much memory is free for a model."""

import os
from contextlib import suppress
from pathlib import Path

MEMINFO = Path("/proc/meminfo")
LIMIT, USED = Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory.current")


def free() -> int | None:
    """Bytes that can be taken without others being pushed out; None where the system doesn't say."""
    found = []
    try:
        lines = MEMINFO.read_text().splitlines()
        found.append(next(int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable")))
    except (OSError, StopIteration):
        if "SC_PHYS_PAGES" in os.sysconf_names:  # macOS: all there is, for want of better
            found.append(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    with suppress(OSError, ValueError):  # no control group, or one without a limit
        found.append(int(LIMIT.read_text()) - int(USED.read_text()))
    return min(found, default=None)


def told(number: int) -> str:
    """ "1.4 GB", or "12 MB" below half a gigabyte."""
    return f"{number / 1e9:.1f} GB" if number >= 5e8 else f"{number / 1e6:.0f} MB"
