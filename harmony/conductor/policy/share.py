"""How runs that one process plays beside one another share its threads and processes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

WEIGHTS: Final = {"critical": 16, "high": 4, "normal": 2, "low": 1, "background": 0}


def share(total: int, priority: str, others: Mapping[str, str]) -> int:
    """How many of `total` slots a run may hold; at least one, so that nothing starves.

    Args:
        priority: of the run.
        others: priorities of the runs beside it, by id.
    """
    own = WEIGHTS[priority]
    weight = own + sum(WEIGHTS[other] for other in others.values())
    return max(1, total * own // weight) if weight else max(1, total // (1 + len(others)))
