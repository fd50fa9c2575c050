"""Steps: when an attempt starts, and what becomes of what it gives."""

from __future__ import annotations

from typing import Any

from harmony.conductor.artifacts import Artifact
from harmony.conductor.plan import ends, recover, slots
from harmony.conductor.plan.core import Core
from harmony.conductor.plan.messages import Completed, Start
from harmony.conductor.plan.state import RUNNING, State
from harmony.conductor.policy import backoff, quality


def ready(core: Core, state: State) -> None:
    """A step may start: at once if a slot is free, else it queues."""
    limits = state.spec.limits
    if limits.total is not None and state.attempt == 0:
        core.arm(state, "total", limits.total)
    if core.running < core.limit:
        start(core, state)
        return
    slots.push(core, state)
    if limits.queue is not None and "queue" not in state.armed:
        core.arm(state, "queue", limits.queue)


def start(core: Core, state: State) -> None:
    """Start the next attempt; it holds a slot from here to its end."""
    spec = state.spec
    state.status = RUNNING
    state.why = ""
    state.attempt += 1
    state.tries += 1
    state.started_at = core.at
    core.running += 1
    if state.armed:
        core.disarm(state, "queue")
    vary = variation_of(state) if state.vary else {}
    body: dict[str, Any] = {}
    if state.alternative:
        body["alternative"] = state.alternative
    if vary:
        body["vary"] = vary
    core.tell("node.started", state, body, state.attempt)
    core.out.append(Start(state, state.attempt, vary))
    if spec.limits.attempt is not None:
        core.arm(state, "attempt", spec.limits.attempt)
    if spec.limits.idle is not None:
        core.arm(state, "idle", spec.limits.idle)


def variation_of(state: State) -> dict[str, Any]:
    """Parameters of this attempt that differ from the declared ones."""
    return backoff.variation(recover.vary_of(state), state.vary)


def completed(core: Core, state: State, event: Completed) -> None:
    """An attempt gave its outputs: score them against the gate, then let them go on."""
    slots.release(core)
    if event.spent:
        recover.spend(core, event.spent)
    if state.spec.node.quality is not None and not _passes(core, state, event.outputs):
        return
    if event.spent or state.alternative:
        more: dict[str, Any] = {"spent": event.spent} if event.spent else {}
        if state.alternative:
            more["alternative"] = state.alternative
        ends.complete(core, state, event.outputs, **more)
    else:
        ends.complete(core, state, event.outputs)


def _passes(core: Core, state: State, outputs: dict[str, Artifact]) -> bool:
    """True if the outputs are let through the node's quality gate; else recovery is under way."""
    gate = state.spec.node.quality
    assert gate is not None
    first = next(iter(outputs.values()), None)
    score = first.quality if first is not None else None
    decision = quality.judge(score, float(gate.min), otherwise=gate.else_, used=state.gate_tries, times=gate.times)
    if decision.choice == "pass":
        return True
    recover.tell_decision(core, state, decision, "quality")
    if decision.choice == "repeat":
        state.gate_tries += 1
        state.vary += 1
        recover.again(core, state, 0.0, None)
        return False
    detail = None if first is None else {"artifact": first.hash, "type": first.type, "quality": score}
    error = {"class": "low_quality", "message": decision.rationale, "retryable": None, "detail": detail}
    if decision.choice == "route":
        recover.send_to_route(core, state, recover.complete_error(state, error))
    else:
        recover.fail(core, state, error)
    return False
