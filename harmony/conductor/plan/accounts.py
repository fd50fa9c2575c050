"""What a run has spent and set aside: reserved for steps at work, settled when they end.

What an attempt that was cut off has spent nobody knows: what was reserved for it stays set aside.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping

from harmony.conductor.plan import slots
from harmony.conductor.plan.core import Core
from harmony.conductor.plan.decisions import tell_decision
from harmony.conductor.plan.option import name_of, type_of
from harmony.conductor.plan.state import HELD, State
from harmony.conductor.policy.budget import EPSILON
from harmony.conductor.policy.decision import Decision

RESERVED = "reserve"
"""Why of a step that waits until others have settled."""


def reserve(core: Core, state: State, amounts: Mapping[str, float]) -> None:
    """Set aside what a step is expected to take; of its type the next that waits may look."""
    core.purse.reserved[state.path, state.pass_] = amounts
    wake(core, name_of(state))


def known(core: Core, state: State) -> dict[str, float]:
    """What a step is known or declared to take of each budget; nothing is guessed."""
    type = type_of(state)
    declared = type.player.cost if type is not None and type.player is not None else {}
    found = {**declared, **core.purse.usual.get(name_of(state), {})}
    return {name: amount for name, amount in found.items() if name in core.purse.limits}


def probe(core: Core, state: State, amounts: Mapping[str, float]) -> None:
    """As `reserve`, for the first step of a type that nobody knows: the others wait for it."""
    core.purse.reserved[state.path, state.pass_] = amounts
    core.purse.probing[name_of(state)] = (state.path, state.pass_)


def wait(core: Core, state: State, name: str) -> None:
    """Wait until steps at work have settled."""
    state.status = HELD
    state.why = RESERVED
    core.purse.thrifty.setdefault(name, deque()).append(state)
    core.tell("node.queued", state, {"reason": "budget"})


def wake(core: Core, name: str) -> None:
    """Let the first that waits of a type look again; when it starts, the next does."""
    line = core.purse.thrifty.get(name)
    while line:
        state = line.popleft()
        if state.status == HELD and state.why == RESERVED:
            slots.push(core, state)
            return
    core.purse.thrifty.pop(name, None)


def free(core: Core, state: State) -> None:
    """What was reserved for a step is not any more; whoever waits for it looks again."""
    key = (state.path, state.pass_)
    if core.purse.reserved.pop(key, None) is None:
        return
    for name in [name for name, prober in core.purse.probing.items() if prober == key]:
        del core.purse.probing[name]
    for name in list(core.purse.thrifty):
        wake(core, name)


# --- settling ------------------------------------------------------------------------------


def left_of(core: Core) -> dict[str, float]:
    """What of each budget is neither spent nor reserved."""
    purse, held = core.purse, reserved(core)
    return {
        name: limit - purse.spent.get(name, 0.0) - purse.lost.get(name, 0.0) - held.get(name, 0.0)
        for name, limit in purse.limits.items()
    }


def reserved(core: Core) -> dict[str, float]:
    """What steps at work have set aside."""
    found: dict[str, float] = {}
    for one in core.purse.reserved.values():
        for name, amount in one.items():
            found[name] = found.get(name, 0.0) + amount
    return found


def settle(core: Core, state: State, spent: Mapping[str, float]) -> None:
    """An attempt has ended: count what it really took, and learn what its type takes."""
    took = {**spent, "time": max(0.0, core.at - state.started_at)}
    usual = core.purse.usual.setdefault(name_of(state), {})
    for name in core.purse.limits:
        usual[name] = max(usual.get(name, 0.0), took.get(name, 0.0))
    count(core, state, took)
    free(core, state)


def count(core: Core, state: State, took: Mapping[str, float]) -> None:
    """Add to what the run has spent; more than the budget is said at once."""
    limits, spent = core.purse.limits, core.purse.spent
    for name, amount in took.items():
        if name in limits and amount:
            spent[name] = spent.get(name, 0.0) + amount
            if spent[name] > limits[name] + EPSILON:
                _tell_overrun(core, state, name)
        elif name != "time":
            spent[name] = spent.get(name, 0.0) + amount


def cut_off(core: Core, state: State) -> None:
    """An attempt was stopped, or its process is gone: what was reserved for it stays set aside."""
    held = core.purse.reserved.get((state.path, state.pass_), {})
    lost = {name: amount for name, amount in held.items() if amount and name != "time"}
    for name, amount in lost.items():
        core.purse.lost[name] = core.purse.lost.get(name, 0.0) + amount
    if lost:
        said = "nobody knows what the attempt that was cut off has spent; what was set aside for it stays so"
        tell_decision(core, state, Decision("set aside", {"amount": lost}, said), "budget")
    free(core, state)


def started_again(core: Core, state: State) -> None:
    """The process of an attempt is gone, and another attempt takes its place."""
    held = core.purse.reserved.get((state.path, state.pass_))
    if held is not None:
        cut_off(core, state)
        core.purse.reserved[state.path, state.pass_] = held


def _tell_overrun(core: Core, state: State, name: str) -> None:
    """A step took more than was expected and left: said at once, never passed over."""
    spent, limit = core.purse.spent[name], core.purse.limits[name]
    factors = {"spent": spent, "limit": limit}
    said = f"{spent:g} {name} are spent, more than the budget of {limit:g}"
    tell_decision(core, state, Decision("overrun", factors, said), "budget")
