"""Steps: when an attempt starts, and what becomes of what it gives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import structs

from harmony.conductor.artifacts import Artifact, to_public
from harmony.conductor.plan import (
    accounts,
    breakers,
    budget,
    ends,
    players,
    rates,
    recover,
    resources,
    side,
    slots,
    uses,
)
from harmony.conductor.plan.commands import Learn, Start
from harmony.conductor.plan.core import Core
from harmony.conductor.plan.decisions import tell_decision
from harmony.conductor.plan.messages import Completed, Failed
from harmony.conductor.plan.option import name_of, next_tier, tier_of, type_of
from harmony.conductor.plan.state import APPROVAL, CHECKING, PLAYING, RUNNING, WAITING, NoScope, State
from harmony.conductor.policy import backoff, quality
from harmony.melody.model import Call


def ready(core: Core, state: State) -> None:
    """A step may start: at once if there are slots for all that are ready, else by its rank."""
    limits = state.spec.limits
    if limits.total is not None and state.attempt == 0:
        core.arm(state, "total", limits.total)
    is_free = not slots.lane_of(state) and core.slots.limit - core.slots.running > len(core.todo)
    if is_free and not core.slots.queued:
        start(core, state)
    else:
        slots.push(core, state)


def start(core: Core, state: State) -> None:
    """Start the next attempt; it holds a slot from here to its end."""
    spec = state.spec
    if (core.breakers or core.purse.limits or spec.learns or spec.resources) and not _may_start(core, state):
        return
    state.status = RUNNING
    state.why = ""
    state.attempt = core.next_attempt(state)
    state.tries += 1
    state.started_at = core.at
    slots.hold(core, state)
    if state.armed:
        core.disarm(state, "queue")
    if core.holdings.cleared:
        rates.started(core, state)
    vary = variation_of(state) if state.vary else {}
    body: dict[str, Any] = {}
    if state.alternative:
        body["alternative"] = state.alternative
        option = state.options[state.alternative - 1]
        if option.is_player:
            body |= {"player": option.use, "extension": list(option.code)}
    if vary:
        body["vary"] = vary
    core.tell("node.started", state, body, state.attempt)
    core.out.append(Start(state, state.attempt, vary))
    if spec.limits.attempt is not None:
        core.arm(state, "attempt", spec.limits.attempt)
    if spec.limits.idle is not None:
        core.arm(state, "idle", spec.limits.idle)


def _may_start(core: Core, state: State) -> bool:
    """True if nothing but a slot is wanting; else it waits, or something else is under way."""
    if core.breakers and not breakers.lets(core, state):
        return False
    if state.spec.learns and rates.waits(core, state):
        return False
    if core.purse.limits and not budget.covers(core, state):
        return False
    if state.spec.resources and not _takes(core, state):
        if core.purse.limits:
            accounts.free(core, state)
        return False
    return True


def _takes(core: Core, state: State) -> bool:
    """True if a step has the resources that it needs; else it waits, or has failed."""
    error = resources.never(core, state)
    if error is None:
        return resources.takes(core, state)
    state.status = CHECKING
    recover.fail(core, state, error)
    return False


def variation_of(state: State) -> dict[str, Any]:
    """Parameters of this attempt that differ from the declared ones."""
    return backoff.variation(recover.vary_of(state), state.vary)


def completed(core: Core, state: State, event: Completed) -> None:
    """An attempt gave its outputs: score them against the gate, then let them go on."""
    resources.release(core, state)
    name = name_of(state) if core.breakers else ""
    if core.purse.limits and not event.cached:
        accounts.settle(core, state, event.spent)
    elif event.spent:
        recover.spend(core, event.spent)
    state.is_cached = event.cached
    lesson = players.lesson(state, event) if state.spec.learns and not event.cached else None
    _score(core, state, event)
    if lesson is not None and state.status == PLAYING and isinstance(state.play, Scoring):
        state.play.lesson = lesson  # another node type is asked for the score
    elif lesson is not None:
        core.out.append(lesson)
    if name:
        breakers.completed(core, state, name)


def timed_out(core: Core, state: State) -> Learn | None:
    """An attempt takes too long; of a Player that is learnt, and counts as a failure like one that it tells itself."""
    if state.status != RUNNING or state.side is not None:
        return None
    error = {"class": "timeout"}
    found = players.lesson(state, Failed(core.at, state.path, state.pass_, state.attempt, error))
    if found is not None:
        breakers.failed(core, state, "timeout")
    return found


def _score(core: Core, state: State, event: Completed) -> None:
    """Let what an attempt gave go on, through the node's gate if it has one."""
    gate = state.spec.node.quality
    outputs = event.outputs if core.uses is None else uses.scored(core, state, event.outputs)
    if gate is None:
        _complete(core, state, outputs, event.spent)
    elif gate.by is None:
        judge(core, state, outputs, event.spent)
    else:
        state.status = PLAYING
        state.play = Scoring(outputs, event.spent)
        by = core.find_type(gate.by)
        port = by.inputs[0].name if by is not None and by.inputs else "value"
        first = next(iter(outputs.values()), None)
        side.call(core, state, side.SCORE, Call(use=gate.by), {port: first})


def _complete(core: Core, state: State, outputs: dict[str, Artifact], spent: dict[str, float]) -> None:
    if spent or state.alternative or state.is_cached:
        more: dict[str, Any] = {"spent": spent} if spent else {}
        if state.is_cached:
            more["cached"] = True
        if state.alternative:
            more["alternative"] = state.alternative
        ends.complete(core, state, outputs, **more)
    else:
        ends.complete(core, state, outputs)


class Scoring(NoScope):
    """What a step gave, while it is scored or a person is asked about it; `lesson`: what is learnt of it then."""

    __slots__ = ("lesson", "outputs", "spent")

    def __init__(self, outputs: dict[str, Artifact], spent: dict[str, float]) -> None:
        self.outputs = outputs
        self.spent = spent
        self.lesson: Learn | None = None


def scored(core: Core, state: State, call: State) -> None:
    """The node type that scores has ended: `score` is its port, or the quality of its first output."""
    held = state.play
    if state.status != PLAYING or not isinstance(held, Scoring):
        return
    score = _score_of(call.outputs or {})
    outputs = dict(held.outputs)
    if outputs and score is not None:
        port, first = next(iter(outputs.items()))
        parts = {"structure": 1.0} | first.parts | {"meaning": score}
        outputs[port] = structs.replace(first, quality=quality.score_of(parts), parts=parts)
    state.play = None
    state.status = CHECKING
    judge(core, state, outputs, held.spent)
    if held.lesson is not None:
        core.out.append(players.of_score(state, held.lesson, score))


def _score_of(outputs: dict[str, Artifact]) -> float | None:
    """A score in [0, 1] from what a scoring node gave; None if it gave none."""
    port = outputs.get("score", next(iter(outputs.values()), None))
    if port is None:
        return None
    value = port.inline
    if isinstance(value, int | float) and not isinstance(value, bool):
        return min(1.0, max(0.0, float(value)))
    return port.quality


def judge(core: Core, state: State, outputs: dict[str, Artifact], spent: dict[str, float]) -> None:
    """Let outputs through the node's quality gate, or do what it says."""
    gate = state.spec.node.quality
    assert gate is not None
    first = next(iter(outputs.values()), None)
    score = first.quality if first is not None else None
    decision = quality.judge(
        score,
        float(gate.min),
        otherwise=gate.else_,
        used=state.gate_tries,
        times=gate.times,
        alternatives=next_tier(state),
        parts=first.parts if first is not None else None,
    )
    if decision.choice == "pass":
        _complete(core, state, outputs, spent)
        return
    if decision.choice == "fail" and gate.else_ == "escalate" and players.seek(core, state):
        state.play = Scoring(outputs, spent)
        return
    tell_decision(core, state, decision, "quality")
    if decision.choice == "repeat":
        state.gate_tries += 1
        state.vary += 1
        recover.again(core, state, 0.0, None)
    elif decision.choice == "escalate":
        recover.next_alternative(core, state, None, next_tier(state))
    elif decision.choice == "ask":
        _ask(core, state, outputs, spent)
    elif decision.choice == "route":
        recover.send_to_route(
            core, state, recover.complete_error(state, _too_poor(first, float(gate.min), decision.rationale))
        )
    else:
        recover.fail(core, state, _too_poor(first, float(gate.min), decision.rationale))


def others_found(core: Core, state: State, known: Iterable[Mapping[str, Any]]) -> None:
    """Other Players like a step's own stand behind what was declared; what had to wait for them goes on."""
    held, own = state.play, type_of(state)
    assert own is not None and own.player is not None
    found, decision = players.rank(
        core,
        state,
        known,
        needed=len(own.player.capabilities),
        budget=accounts.left_of(core) if core.purse.limits else None,
    )
    if isinstance(held, Scoring):
        found = [option for option in found if option.tier > tier_of(own)]
    if found:
        tell_decision(core, state, decision, "players")
    state.options = (*state.options, *found)
    state.play = None
    if isinstance(held, Scoring):
        judge(core, state, held.outputs, held.spent)
    else:
        recover.fail(core, state, state.error or {})


def _too_poor(first: Artifact | None, minimum: float, message: str) -> dict[str, Any]:
    """The error of an output that does not reach its gate."""
    detail: dict[str, Any] | None = None
    if first is not None:
        detail = {"artifact": first.hash, "type": first.type, "quality": first.quality}
        if quality.is_for_uses(first.parts, minimum):
            detail["for_uses"] = True
    return {"class": "low_quality", "message": message, "retryable": None, "detail": detail}


def _ask(core: Core, state: State, outputs: dict[str, Artifact], spent: dict[str, float]) -> None:
    """Have a person say whether an output will do."""
    state.play = Scoring(outputs, spent)
    state.status = WAITING
    state.why = APPROVAL
    core.people += 1
    shown = {port: to_public(artifact) for port, artifact in outputs.items()}
    core.tell("node.waiting", state, {"for": APPROVAL, "about": "quality", "form": None, "shown": shown}, state.attempt)


def answered(core: Core, state: State, *, is_good: bool) -> None:
    """A person has said whether an output will do."""
    held: Scoring = state.play
    core.people -= 1
    state.play = None
    state.status = CHECKING
    state.why = ""
    if is_good:
        _complete(core, state, held.outputs, held.spent)
    else:
        first = next(iter(held.outputs.values()), None)
        recover.fail(core, state, _too_poor(first, 0.0, "a person says that its output will not do"))
