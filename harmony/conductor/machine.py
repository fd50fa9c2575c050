"""What this machine has: processors, memory, and how much of them is free."""

from __future__ import annotations

import os


def cores() -> int:
    """Processors."""
    return os.cpu_count() or 1


def free_cpu() -> float:
    """Share of the processors that is free, by the load of the last minute; 1 where nobody knows."""
    try:
        return max(0.0, 1.0 - os.getloadavg()[0] / cores())
    except (AttributeError, OSError):
        return 1.0


def memory() -> dict[str, int]:
    """Bytes of memory of this machine, by the name that steps ask for it; nothing where nobody knows."""
    try:
        return {"memory": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")}
    except (AttributeError, OSError, ValueError):
        return {}
