"""When a join fires: counters in, one verdict out."""

from __future__ import annotations

from typing import Final

from harmony.conductor.plan.wire import JoinPlan

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


def looked_at(join: JoinPlan, *, holds: bool, pending: int, is_over: bool) -> str:
    """What a join with a condition does when that was looked at: what holds counts as enough.

    Args:
        holds: the condition, as it was.
        pending: wires that have not ended.
        is_over: its `wait` has ended.
    """
    is_last = pending == 0 or is_over
    if holds:
        return FIRE if join.wait is None or is_last else HOLD
    if is_over and pending:
        return FIRE if join.on_timeout == "proceed" else TIMEOUT
    return HOLD if pending else IMPOSSIBLE
