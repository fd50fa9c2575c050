"""Slots and turns: how many steps run at once, and who is next.

Only running steps hold a slot: one of the run's, and where they run in a thread or a process
one of those as well. A node with a `concurrency_key` takes its turn before it asks for one,
and keeps it from start to end, so it never holds a slot while it waits for a turn.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Mapping
from typing import Final

from harmony.conductor.plan.core import Core
from harmony.conductor.plan.holdings import Turn
from harmony.conductor.plan.pools import MACHINE
from harmony.conductor.plan.state import CHECKING, HELD, State
from harmony.conductor.policy import order

ANYWHERE: Final = 0
"""Lane of steps that run on the loop itself: bounded by the run's `concurrency` alone."""


def lane_of(state: State) -> int:
    """Where the step, or the alternative that is tried, runs: `lanes.NAMES`."""
    return state.options[state.alternative - 1].lane if state.alternative else state.spec.lane


def limit(core: Core, slots: Mapping[str, int]) -> None:
    """Say how many threads and processes there are, and what of the machine; what is not named has no bound."""
    for lane in core.slots.lanes:
        lane.limit = slots.get(lane.name, math.inf)
    core.holdings.pools.shares = {name: slots.get(name, math.inf) for name in MACHINE}


def push(core: Core, state: State) -> None:
    """Queue a ready step for a slot."""
    state.status = HELD
    state.why = "slot"
    slots = core.slots
    slots.ticket += 1
    turn = order.turn(core.at - core.began_at)
    heapq.heappush(slots.lanes[lane_of(state)].queue, (turn, -state.spec.rank, slots.ticket, state))
    slots.queued += 1
    slots.fresh.append(state)


def tell_queued(core: Core) -> None:
    """Say of those that have just been queued, and found no slot, that they wait."""
    for state in core.slots.fresh:
        if state.status == HELD and state.why == "slot":
            lane = core.slots.lanes[lane_of(state)]
            body = {"reason": "slot", "slot": lane.name} if lane.name else {"reason": "slot"}
            core.tell("node.queued", state, body)
            queue = state.spec.limits.queue
            if queue is not None and "queue" not in state.armed:
                core.arm(state, "queue", queue)
    core.slots.fresh.clear()


def pop(core: Core) -> State | None:
    """The next ready step that finds a slot."""
    slots = core.slots
    if slots.running >= slots.limit:
        return None
    best = None
    for lane in slots.lanes:
        queue = lane.queue
        if not queue:
            continue
        while queue and not _waits(queue[0][3]):
            heapq.heappop(queue)
            slots.queued -= 1
        if queue and lane.running < lane.limit and (best is None or queue[0] < best[0]):
            best = queue
    if best is None:
        return None
    slots.queued -= 1
    return heapq.heappop(best)[3]


def _waits(state: State) -> bool:
    """True if a queued step is still to be started."""
    return state.status == HELD and state.why == "slot"


def hold(core: Core, state: State) -> None:
    """Take a slot for a step that starts."""
    core.slots.running += 1
    lane = state.lane = lane_of(state)
    if lane:
        core.slots.lanes[lane].running += 1


def release(core: Core, state: State) -> None:
    """Give a slot back."""
    core.slots.running -= 1
    if state.lane:
        core.slots.lanes[state.lane].running -= 1
        state.lane = ANYWHERE


def take_turn(core: Core, state: State, key: str, limit: int) -> bool:
    """True if the node holds its concurrency key now; else it waits for its turn."""
    turn = core.holdings.turns.get(key)
    if turn is None:
        turn = core.holdings.turns[key] = Turn(limit)
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
    turn = core.holdings.turns[state.holds]
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
