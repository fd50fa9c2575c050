"""Carries out what `policy.recovery` chooses for a node that has failed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from harmony.conductor.artifacts import public_slot
from harmony.conductor.plan import ends, players
from harmony.conductor.plan.commands import Build
from harmony.conductor.plan.core import Core
from harmony.conductor.plan.decisions import tell_decision
from harmony.conductor.plan.option import left, type_of
from harmony.conductor.plan.state import CHECKING, DELAYED, PLAYING, WAITING, State
from harmony.conductor.plan.table import effects_of
from harmony.conductor.policy import backoff, recovery
from harmony.melody.units import seconds


def fail(core: Core, state: State, error: dict[str, Any]) -> None:
    """An attempt of a node (or what leads to one) has failed: decide, say why, and act."""
    for purpose in ("attempt", "idle", "queue"):
        core.disarm(state, purpose)
    ends.stop_scopes(core, state)
    state.error = error = complete_error(state, error)
    if players.looks_for_others(core, state):
        return
    wait = _delay(core, state, error)
    decision = recovery.decide(_case(core, state, error, wait))
    tell_decision(core, state, decision, "recovery")
    choice = decision.choice
    if choice == "retry":
        state.vary += 1
        again(core, state, wait, error)
    elif choice == "fallback":
        next_alternative(core, state, error)
    elif choice == "reconstruct":
        state.rebuilt = True
        state.status = WAITING
        state.why = "reconstruct"
        core.rebuilding[state.path, state.pass_] = state
    elif choice == "skip":
        ends.stop_work(core, state)
        ends.let_go(core, state, error)
    elif choice == "route":
        send_to_route(core, state, error)
    elif choice == "pause":
        pause(core, state, error)
    elif choice == "dead_letter":
        core.letters.append((state.path, state.pass_))
        inputs = {name: public_slot(slot) for name, slot in (state.inputs or {}).items()}
        core.tell("letter", state, {"error": error, "inputs": inputs} if inputs else {"error": error}, state.attempt)
        end(core, state, error, "dead_letter")
    else:
        end(core, state, error)


def end(core: Core, state: State, error: dict[str, Any], handled: str = "") -> None:
    """Nothing is left to try."""
    ends.stop_work(core, state)
    ends.fail(core, state, error, handled)


def again(core: Core, state: State, wait: float, error: dict[str, Any] | None) -> None:
    """Play the node once more, after `wait` seconds."""
    core.tell("node.retrying", state, {"delay": wait, "next": state.attempt + 1, "error": error}, state.attempt)
    state.play = None
    if wait > 0:
        state.status = DELAYED
        state.why = "retry"
        core.arm(state, "retry", wait)
    else:
        state.status = CHECKING
        core.todo.append(state)


def next_alternative(core: Core, state: State, error: dict[str, Any] | None, number: int = 0) -> None:
    """Try the next alternative, or the one of that number, from its first attempt on."""
    state.alternative = number or state.alternative + 1
    state.tries = state.vary = state.gate_tries = 0
    again(core, state, 0.0, error)


def pause(core: Core, state: State, error: dict[str, Any]) -> None:
    """Wait for a person to say what becomes of it."""
    state.status = WAITING
    state.why = "paused"
    core.people += 1
    core.tell("node.waiting", state, {"for": "paused", "error": error}, state.attempt)


def send_to_route(core: Core, state: State, error: dict[str, Any]) -> None:
    """Have the error made into an artifact for the `error` port."""
    state.error = error
    state.status = PLAYING
    state.play = None
    core.ask(Build(state, "error", trees={"error": ("json", error)}))


def routed(core: Core, state: State, artifact: Any) -> None:
    """The artifact is there: send it out."""
    assert state.error is not None
    ends.stop_work(core, state)
    ends.route(core, state, state.error, artifact)


def complete_error(state: State, error: dict[str, Any]) -> dict[str, Any]:
    """An error with all that the fine points of play (5) name, and nothing else but `retry_after`."""
    full = {
        "class": error.get("class", "bug"),
        "message": error.get("message", ""),
        "node": error.get("node") or state.path,
        "pass": error.get("pass", state.pass_),
        "attempts": state.attempt,
        "retryable": error.get("retryable"),
        "detail": error.get("detail"),
    }
    if error.get("retry_after") is not None:
        full["retry_after"] = error["retry_after"]
    return full


def vary_of(state: State) -> Mapping[str, Any]:
    """What a retry of the node changes: declared, else the node type's own variation."""
    spec = state.spec
    if state.alternative:
        type = type_of(state)
        return type.variation if type else {}
    if spec.retry is not None and spec.retry.vary:
        return spec.retry.vary
    return spec.type.variation if spec.type else {}


def spend(core: Core, spent: Mapping[str, float]) -> None:
    """Add to what the run has spent."""
    for name, amount in spent.items():
        core.purse.spent[name] = core.purse.spent.get(name, 0.0) + amount


def _delay(core: Core, state: State, error: Mapping[str, Any]) -> float:
    retry = state.spec.retry
    k = max(1, state.tries)
    draw = backoff.draw_of(core.setting.seed, state.path, state.pass_, state.attempt)
    if retry is None:
        wait = backoff.delay_of(k, backoff="exponential", delay=1.0, factor=2.0, max_delay=300.0)
    else:
        wait = backoff.delay_of(
            k,
            backoff=retry.backoff,
            delay=retry.delay,
            factor=retry.factor,
            max_delay=retry.max_delay,
            jitter=retry.jitter,
            draw=draw,
        )
    return max(wait, float(error.get("retry_after") or 0.0))


def _case(core: Core, state: State, error: Mapping[str, Any], wait: float) -> recovery.Case:
    spec = state.spec
    node = spec.node
    retry = spec.retry if not state.alternative else None
    type = type_of(state)
    is_step = bool(state.alternative) or not spec.flow
    effects = effects_of(node, type) if state.alternative else spec.effects
    return recovery.Case(
        error_class=error["class"],
        retryable=error["retryable"],
        tries=max(1, state.tries),
        importance=node.importance,
        risk=core.setting.melody.run.risk,
        is_safe=(effects != "writes" or (type is not None and type.idempotent)) and is_step,
        retry_attempts=retry.attempts if retry else None,
        retry_errors=retry.errors if retry else None,
        varies=bool(vary_of(state)),
        alternatives=left(state),
        reconstructs=node.reconstruct is not None and not state.rebuilt,
        on_error=node.on_error or _join_route(state, error),
        budget=budget_left(core),
        deadline=deadline_left(core),
        needs=wait + max(0.0, core.at - state.started_at),
    )


def _join_route(state: State, error: Mapping[str, Any]) -> str | None:
    """A join that timed out with `on_timeout: route` gives its node an `error` port."""
    if state.wait_over and state.attempt == 0 and error["class"] == "timeout":
        return "route" if state.spec.join.on_timeout == "route" else None
    return None


def budget_left(core: Core) -> float | None:
    """The smallest share of the budget that is left; None without a budget."""
    shares = [1.0 - core.purse.spent.get(name, 0.0) / limit for name, limit in core.purse.limits.items() if limit]
    return max(0.0, min(shares)) if shares else None


def deadline_left(core: Core) -> float | None:
    """Seconds to the run's deadline; None without one."""
    deadline = core.setting.melody.run.deadline
    return None if deadline is None else core.began_at + seconds(deadline) - core.at
