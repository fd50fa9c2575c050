"""Carries the end of a node along its wires, and decides by counters who is next."""

from __future__ import annotations

from harmony.conductor.artifacts import Artifact, Slot
from harmony.conductor.plan import joins
from harmony.conductor.plan.commands import Evaluate
from harmony.conductor.plan.core import Core
from harmony.conductor.plan.state import CHECKING, DELIVERED, IDLE, Brought, Gone, State
from harmony.conductor.plan.wire import PortPlan, Wire

SKIPPING = "skipping"
"""Why of a node that is queued for being skipped."""


def settle_completed(core: Core, state: State) -> None:
    """Deliver what a completed node put out; a port without a value skips."""
    states = state.scope.states
    outputs = state.outputs or {}
    for wire in state.spec.outs:
        if not (wire.back or wire.leaves):
            bring(core, states[wire.target], wire.position, brought_by(wire, outputs, state.path))
        elif not wire.back:
            pass_on(core, state, wire)


def brought_by(wire: Wire, outputs: dict[str, Artifact], path: str) -> Brought:
    """What a wire of a completed node brings."""
    if wire.port is None:
        if wire.is_after:
            return DELIVERED
        value = next(iter(outputs.values()), None)
    else:
        value = outputs.get(wire.port)
    if value is None:
        return Gone("not_chosen", path)
    return DELIVERED if wire.is_after else value


def settle_gone(core: Core, state: State, gone: Gone) -> None:
    """Tell every wire of a skipped or failed node that nothing will come."""
    states = state.scope.states
    state.onward = gone
    for wire in state.spec.outs:
        if not (wire.back or wire.leaves):
            bring(core, states[wire.target], wire.position, onward(state, wire))
        elif not wire.back:
            pass_on(core, state, wire)


def onward(state: State, wire: Wire) -> Brought:
    """What a wire of a node that has ended brings."""
    outputs = state.outputs or {}
    if state.onward is None:
        return brought_by(wire, outputs, state.path)
    if wire.port == "error" and "error" in outputs:
        return DELIVERED if wire.is_after else outputs["error"]
    return state.onward


def pass_on(core: Core, state: State, wire: Wire) -> None:
    """Let a wire that leads out of back loops bring what it has, unless one of them is still at play."""
    scope = state.scope
    if scope.ended or all(scope.loops[index].is_left for index in wire.leaves):
        bring(core, scope.states[wire.target], wire.position, onward(state, wire))


def set_aside(core: Core, state: State, reason: str) -> None:
    """Queue a node that is not to be played for being skipped."""
    state.status = CHECKING
    state.why = SKIPPING
    core.skips.append((state, reason, state.path))


def bring(core: Core, target: State, position: int, brought: Brought) -> None:
    """One wire of `target` has ended."""
    if target.brought[position] is not None:
        return
    target.brought[position] = brought
    if target.inside is not None and position not in target.inside:
        return  # from outside a region that is at a later pass: it brings its value and is not counted
    if type(brought) is not Gone:
        target.delivered += 1
        if target.spec.flow == "join" and target.status == IDLE:
            _tell_progress(core, target)
    else:
        if brought.failed:
            target.failed += 1
        else:
            target.skipped += 1
        if target.gone is None or (brought.failed and not target.gone.failed):
            target.gone = brought
    if target.status == IDLE:
        judge(core, target)
    elif type(brought) is not Gone and target.spec.join.late == "merge":
        core.lates.append(target)


FINAL = 0.75
"""Share of the needed deliveries from which a sync point is nearly there."""


def _tell_progress(core: Core, target: State) -> None:
    """Say how far a sync point is, of the deliveries that it needs."""
    needed = max(1, target.total if target.spec.join.when else target.needed)
    progress = min(1.0, target.delivered / needed)
    status = "completed" if progress >= 1.0 else "waiting_final" if progress >= FINAL else "waiting"
    remaining = max(0, needed - target.delivered)
    body = {"progress": progress, "completed": target.delivered, "remaining": remaining, "status": status}
    core.tell("node.progress", target, body)


def delivered(state: State) -> list[int]:
    """Positions of the wires that have delivered."""
    return [p for p, brought in enumerate(state.brought) if brought is not None and type(brought) is not Gone]


def judge(core: Core, target: State) -> None:
    """See whether the join of a node that has not begun fires now."""
    join = target.spec.join
    if not join.when and target.gone is None:
        if target.delivered == target.total:
            fire(core, target)
            return
        if join.wait is None and target.delivered < target.needed <= target.total:
            return
    if join.when and not target.scope.ended:
        _ask_join(core, target)
        return
    verdict = joins.judge(
        target.total,
        target.total if join.when else target.needed,
        delivered=target.delivered,
        skipped=target.skipped,
        failed=target.failed,
        waits=join.wait is not None,
        is_over=target.wait_over,
        on_timeout=join.on_timeout,
    )
    act(core, target, verdict)


def act(core: Core, target: State, verdict: str) -> None:
    """Carry out a verdict; the first delivery starts the `wait`."""
    if verdict == joins.FIRE:
        fire(core, target)
    elif verdict == joins.IMPOSSIBLE:
        give_up(core, target)
    elif verdict == joins.TIMEOUT:
        target.error = late_error(target)
        fire(core, target)
    elif target.spec.join.wait is not None and target.delivered == 1 and "wait" not in target.armed:
        core.live[target.path, target.pass_] = target
        core.arm(target, "wait", target.spec.join.wait)


def fire(core: Core, target: State) -> None:
    """Queue a node whose join is satisfied."""
    if target.armed:
        core.disarm(target, "wait")
    target.status = CHECKING
    core.todo.append(target)


def give_up(core: Core, target: State) -> None:
    """Queue a node that can never start for being skipped."""
    gone = target.gone
    target.status = CHECKING
    target.why = SKIPPING
    if gone is None:
        core.skips.append((target, "upstream_skipped", target.path))
    elif gone.failed:
        core.skips.append((target, "upstream_failed", gone.cause))
    else:
        core.skips.append((target, gone.reason, gone.cause))


def late_error(target: State) -> dict[str, object]:
    """The error of a join whose wait has ended with too few deliveries."""
    join = target.spec.join
    text = f"only {target.delivered} of {target.needed} wires had delivered when the wait of {join.wait:g} s ended"
    return {"class": "timeout", "message": text, "retryable": False, "detail": None}


def _ask_join(core: Core, target: State) -> None:
    """Have a join's condition looked at; while an answer is due, the next look waits for it."""
    join = target.spec.join
    if join.wait is not None and target.delivered and not target.wait_over and "wait" not in target.armed:
        core.arm(target, "wait", join.wait)
    if "join" in target.asks:
        return
    core.live[target.path, target.pass_] = target
    target.inputs = collect(target)
    counts = {
        "total": target.total,
        "completed": target.delivered,
        "skipped": target.skipped,
        "failed": target.failed,
        "pending": target.pending,
    }
    core.ask(Evaluate(target, "join", target.spec.join.when, counts=counts))


def collect(state: State) -> dict[str, Slot]:
    """What the ports of a node hold, given what its wires have brought so far."""
    inputs: dict[str, Slot] = {}
    for name, port in state.spec.ports.items():
        inputs[name] = _held(state, port)
    return inputs


def _held(state: State, port: PortPlan) -> Slot:
    for position in port.backs:
        returned = state.brought[position]
        if isinstance(returned, Artifact):
            return [returned] if port.is_list else returned
    if not port.sources:
        return None
    if port.is_list:
        came = [_value(state, source) for source in port.sources]
        return [slot for slot in came if slot is not None]
    return _value(state, port.sources[0])


def _value(state: State, source: int | str) -> Artifact | None:
    if isinstance(source, str):
        slot = state.scope.inputs.get(source)
        return slot if isinstance(slot, Artifact) else None
    brought = state.brought[source]
    return brought if isinstance(brought, Artifact) else None
