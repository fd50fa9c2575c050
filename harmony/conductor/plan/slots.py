"""Slots and turns: how many steps run at once, and who is next.

Only running steps hold a slot. A node with a `concurrency_key` takes its turn before it asks
for one, and keeps it from start to end, so it never holds a slot while it waits for a turn.
"""

from __future__ import annotations

import heapq

from harmony.conductor.plan.core import Core, Turn
from harmony.conductor.plan.state import CHECKING, HELD, State


def push(core: Core, state: State) -> None:
    """Queue a ready step for a slot: longest way to the end first, then by age."""
    state.status = HELD
    state.why = "slot"
    core.ticket += 1
    heapq.heappush(core.queue, (-state.spec.rank, core.ticket, state))
    core.fresh.append(state)


def tell_queued(core: Core) -> None:
    """Say of those that have just been queued, and found no slot, that they wait."""
    for state in core.fresh:
        if state.status == HELD and state.why == "slot":
            core.tell("node.queued", state, {"reason": "slot"})
            limit = state.spec.limits.queue
            if limit is not None and "queue" not in state.armed:
                core.arm(state, "queue", limit)
    core.fresh.clear()


def pop(core: Core) -> State | None:
    """The next ready step, if a slot is free."""
    while core.queue and core.running < core.limit:
        state = heapq.heappop(core.queue)[2]
        if state.status == HELD and state.why == "slot":
            return state
    return None


def release(core: Core) -> None:
    """Give a slot back."""
    core.running -= 1


def take_turn(core: Core, state: State, key: str, limit: int) -> bool:
    """True if the node holds its concurrency key now; else it waits for its turn."""
    turn = core.keys.get(key)
    if turn is None:
        turn = core.keys[key] = Turn(limit)
    if turn.count < turn.limit:
        turn.count += 1
        state.holds = key
        return True
    state.status = HELD
    state.why = f"key {key}"
    turn.waiting.append(state)
    core.tell("node.queued", state, {"reason": "key", "key": key})
    return False


def give_turn_back(core: Core, state: State) -> None:
    """Let the next node of the same concurrency key go on."""
    if not state.holds:
        return
    turn = core.keys[state.holds]
    turn.count -= 1
    key, state.holds = state.holds, ""
    while turn.waiting:
        other = turn.waiting.popleft()
        if other.status == HELD:
            turn.count += 1
            other.holds = key
            other.status = CHECKING
            core.todo.append(other)
            return
