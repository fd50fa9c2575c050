"""Compensation: when a run fails or is cancelled, what was completed is undone, last first."""

from __future__ import annotations

from harmony.conductor.artifacts import Slot
from harmony.conductor.plan import side
from harmony.conductor.plan.core import Core


def next_one(core: Core) -> bool:
    """Start the next compensation; False when none is left."""
    while core.done_order:
        state = core.done_order.pop()
        what = state.spec.node.compensate
        if what is None:
            continue
        inputs: dict[str, Slot] = {**(state.inputs or {}), **(state.outputs or {})}
        inputs |= side.gather(state, what) or {}
        core.undoing = state
        if core.memory.notes is not None:
            core.memory.notes.undone(state)
        side.call(core, state, side.COMPENSATE, what, inputs)
        return True
    core.undoing = None
    return False
