"""The state of a plan as plain data: to compare, to show, to look back at any event."""

from __future__ import annotations

from typing import Any

from harmony.conductor.artifacts import Artifact, Slot
from harmony.conductor.plan.core import Core
from harmony.conductor.plan.lanes import Lane
from harmony.conductor.plan.state import WORDS, Gone, Scope, State


def picture(core: Core) -> dict[str, Any]:
    """All that a plan remembers and that decides what it does next."""
    return {
        "scope": picture_scope(core.top),
        "loose": [picture_scope(scope) for scope in core.loose.values()],
        "running": core.slots.running,
        "lanes": [picture_lane(lane) for lane in core.slots.lanes],
        "asked": sorted(core.asked),
        "timers": sorted((*key, timer.when) for key, timer in core.timers.items()),
        "live": sorted(core.live),
        "keys": {name: (turn.count, [s.path for s in turn.waiting]) for name, turn in core.holdings.turns.items()},
        "pools": (dict(core.holdings.pools.used), sorted(core.holdings.pools.granted)),
        "machine": sorted(core.holdings.tokens),
        "mail": [(name, hash_of(value)) for name, value in core.mail],
        "people": core.people,
        "ending": core.ending,
        "finished": core.finished,
        "gaps": list(core.gaps),
        "letters": list(core.letters),
        "spent": dict(core.purse.spent),
        "error": core.error,
    }


def picture_lane(lane: Lane) -> dict[str, Any]:
    """Steps of one kind of place: those at work and those that wait."""
    return {
        "running": lane.running,
        "queue": [(*entry[:3], entry[3].path, entry[3].pass_) for entry in sorted(lane.queue)],
    }


def picture_scope(scope: Scope) -> dict[str, Any]:
    """One playing of a body."""
    return {
        "prefix": scope.prefix,
        "pass": scope.pass_,
        "open": scope.open,
        "ended": scope.ended,
        "index": scope.index,
        "iteration": scope.iteration,
        "loops": [(loop.iteration, loop.open, loop.is_left) for loop in scope.loops],
        "item": hash_of(scope.item),
        "nodes": [picture_state(state) for state in scope.states],
    }


def picture_state(state: State) -> dict[str, Any]:
    """One node."""
    return {
        "node": state.path,
        "pass": state.pass_,
        "status": state.end or WORDS[state.status],
        "counts": (state.delivered, state.skipped, state.failed),
        "brought": [repr(b) if isinstance(b, Gone) else hash_of(b) for b in state.brought],
        "attempt": (state.attempt, state.tries, state.alternative, state.vary, state.gate_tries),
        "why": state.why,
        "asks": sorted(state.asks),
        "armed": sorted(state.armed),
        "inputs": {name: hash_of(slot) for name, slot in (state.inputs or {}).items()},
        "outputs": {name: hash_of(slot) for name, slot in (state.outputs or {}).items()},
        "error": state.error,
        "scopes": [picture_scope(scope) for scope in state.play.scopes()] if state.play is not None else [],
    }


def hash_of(slot: Slot | bool) -> Any:
    """A reference by its identity."""
    if isinstance(slot, Artifact):
        return slot.hash
    return [hash_of(item) for item in slot] if isinstance(slot, list) else slot
