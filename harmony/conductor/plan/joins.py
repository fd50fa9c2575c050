"""When a join fires: counters in, one verdict out."""

from __future__ import annotations

from typing import Final

FIRE: Final = "fire"
HOLD: Final = "hold"
IMPOSSIBLE: Final = "impossible"
TIMEOUT: Final = "timeout"


def judge(
    total: int,
    needed: int,
    *,
    delivered: int,
    skipped: int = 0,
    failed: int = 0,
    waits: bool = False,
    is_over: bool = False,
    on_timeout: str = "fail",
) -> str:
    """What a join does now.

    Args:
        total, needed: W and n.
        delivered, skipped, failed: wires that ended so.
        waits: it has a `wait`; `is_over` says that this has ended.
        on_timeout: what an ended wait with too few deliveries means.
    """
    if delivered == total:
        return FIRE
    if total - skipped - failed < needed:
        return IMPOSSIBLE
    pending = total - delivered - skipped - failed
    if delivered >= needed:
        return FIRE if is_over or not waits or pending == 0 else HOLD
    if is_over:
        return FIRE if on_timeout == "proceed" else TIMEOUT
    return HOLD
