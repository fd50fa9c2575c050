"""What steps hold while they run, besides a slot: processors, memory, named tokens, of this run.

All of it is taken at once or nothing, so that no step holds one thing while it waits for another;
who waits is served in order, so that a large wish is not passed over by small ones for ever. What
nobody has declared there is one of.
"""

from __future__ import annotations

from collections import deque
from typing import Any

from harmony.conductor.plan import slots
from harmony.conductor.plan.core import Core
from harmony.conductor.plan.state import CHECKING, HELD, State

WHY = "resource"


def needs_of(core: Core, state: State) -> dict[str, float]:
    """What a step takes of this run's resources; tokens of the machine are taken earlier."""
    return {name: amount for name, amount in state.spec.resources.items() if name not in core.holdings.shared}


def takes(core: Core, state: State) -> bool:
    """True if a step that may start holds what it needs now; else it waits for it, or has failed."""
    pools = core.holdings.pools
    key = (state.path, state.pass_)
    if key in pools.granted:
        pools.granted.discard(key)
        return True
    needs = needs_of(core, state)
    lacking = pools.lacks(needs)
    if not lacking and not pools.is_awaited(needs):
        pools.add(needs, 1)
        return True
    state.status = HELD
    state.why = f"{WHY} {lacking or next(iter(needs))}"
    pools.waiting.setdefault(tuple(sorted(needs)), deque()).append(state)
    core.tell("node.queued", state, {"reason": WHY, "resource": lacking or next(iter(needs))})
    return False


def never(core: Core, state: State) -> dict[str, Any] | None:
    """The failure of a step that wants more than there is; waiting would be for ever."""
    needs = needs_of(core, state)
    pools = core.holdings.pools
    name = pools.beyond(needs)
    if not name:
        return None
    said = f"it needs {needs[name]:g} of `{name}` and there is {pools.limit(name):g}"
    message = f"{said}: say how much there is under `run: {{resources: {{{name}: …}}}}`"
    return {"class": "resource", "message": message, "retryable": False}


def release(core: Core, state: State) -> None:
    """A step has ended its attempt: give its slot back, and what it held besides."""
    slots.release(core, state)
    if state.spec.resources:
        give_back(core, state)


def give_back(core: Core, state: State) -> None:
    """A step has ended its attempt: whoever waits may go on."""
    core.holdings.pools.add(needs_of(core, state), -1)
    serve(core)


def withdrawn(core: Core, state: State) -> None:
    """A step that had been given what it needs will not start."""
    key = (state.path, state.pass_)
    granted = core.holdings.pools.granted
    if key in granted:
        granted.discard(key)
        give_back(core, state)


def serve(core: Core) -> None:
    """Give those who wait what they need, the longest waiting first, and queue them for a slot."""
    pools = core.holdings.pools
    blocked: set[str] = set()
    lines = sorted((line for line in pools.waiting.values() if line), key=lambda line: line[0].ready_at)
    for line in lines:
        while line:
            state = line[0]
            if state.status != HELD or not state.why.startswith(WHY):
                line.popleft()
                continue
            needs = needs_of(core, state)
            if not blocked.isdisjoint(needs) or pools.lacks(needs):
                blocked |= needs.keys()
                break
            line.popleft()
            pools.add(needs, 1)
            pools.granted.add((state.path, state.pass_))
            state.status = CHECKING
            slots.push(core, state)
    pools.waiting = {names: line for names, line in pools.waiting.items() if line}
