"""How a node ends: completed, skipped, failed, cancelled; and how a scope is brought to its end."""

from __future__ import annotations

from typing import Any

from harmony.conductor.artifacts import Artifact, to_public
from harmony.conductor.plan import accounts, resources, side, slots, tokens, uses, wires
from harmony.conductor.plan.commands import Stop
from harmony.conductor.plan.core import Core
from harmony.conductor.plan.state import (
    APPROVAL,
    BUDGET,
    CHECKING,
    ENDED,
    IDLE,
    PLAYING,
    RUNNING,
    WAITING,
    Gone,
    Scope,
    State,
)


def complete(core: Core, state: State, outputs: dict[str, Artifact], **more: Any) -> None:
    """The node has its outputs; what hangs on them goes on."""
    state.outputs = outputs
    body: dict[str, Any] = {"outputs": {port: to_public(value) for port, value in outputs.items()}}
    if more:
        body |= more
    kind = "node.cached" if "pinned" in body or "cached" in body else "node.completed"
    core.tell(kind, state, body, state.attempt)
    if core.memory.notes is not None:
        core.memory.notes.note(core, state, "completed")
    if core.uses is not None:
        uses.completed(core, state, outputs)
    _close(core, state, "completed")
    if state.spec.node.compensate is not None:
        core.done_order.append(state)
    if core.gates is None or not core.gates.keeps(state):
        wires.settle_completed(core, state)
    if state.spec.cancels:
        for index in state.spec.cancels:
            cancel(core, state.scope.states[index], state.path)


def _close(core: Core, state: State, end: str) -> None:
    """Mark a node as ended; whatever it held is given back."""
    if state.holds or core.holdings.tokens:
        let_loose(core, state)
    core.close(state, end)


def let_loose(core: Core, state: State) -> None:
    """Give back a node's turn and its tokens of the machine."""
    slots.give_turn_back(core, state)
    if state.spec.shares:
        tokens.give_back(core, state)


def skip(core: Core, state: State, reason: str, cause: str) -> None:
    """The node will not deliver; what can start only with it is skipped too."""
    if core.memory.past is None or core.memory.past.skips.get((state.path, state.pass_)) != (reason, cause):
        core.tell("node.skipped", state, {"reason": reason, "cause": cause}, state.attempt)
    if core.memory.notes is not None:
        core.memory.notes.skips[state.path, state.pass_] = (reason, cause)
    _close(core, state, "skipped")
    wires.settle_gone(core, state, Gone(_onward(reason), cause))


def _onward(reason: str) -> str:
    """The reason that a skip has one node further on."""
    return "upstream_failed" if reason == "upstream_failed" else "upstream_skipped"


def let_go(core: Core, state: State, error: dict[str, Any]) -> None:
    """A failure that the author or the policy lets go: skipped, with a gap to look at."""
    gap = {"node": state.path, "pass": state.pass_, "error": error}
    core.gaps.append(gap)
    core.tell("gap", state, {"error": error})
    core.tell("node.skipped", state, {"reason": "policy_skip", "cause": state.path, "error": error}, state.attempt)
    if core.memory.notes is not None:
        core.memory.notes.note(core, state, "skipped")
    if core.uses is not None:
        uses.failed(core, state, error)
    _close(core, state, "skipped")
    wires.settle_gone(core, state, Gone("upstream_failed", state.path, failed=True))


def fail(core: Core, state: State, error: dict[str, Any], handled: str = "") -> None:
    """The node has failed for good; unless that is handled, so has its scope."""
    body: dict[str, Any] = {"error": error}
    if handled:
        body["handled"] = handled
    core.tell("node.failed", state, body, state.attempt)
    if core.memory.notes is not None:
        core.memory.notes.note(core, state, "failed", handled)
    if core.uses is not None:
        uses.failed(core, state, error)
    _close(core, state, "failed")
    wires.settle_gone(core, state, Gone("upstream_failed", state.path, failed=True))
    if not handled:
        end_scope(core, state.scope, "failed", error)


def route(core: Core, state: State, error: dict[str, Any], artifact: Artifact) -> None:
    """The error goes out of the `error` port; the other ports count as failed."""
    state.outputs = {"error": artifact}
    body = {"error": error, "handled": "route", "outputs": {"error": to_public(artifact)}}
    core.tell("node.failed", state, body, state.attempt)
    if core.memory.notes is not None:
        core.memory.notes.note(core, state, "failed", "route")
    if core.uses is not None:
        uses.failed(core, state, error)
    _close(core, state, "failed")
    wires.settle_gone(core, state, Gone("upstream_failed", state.path, failed=True))


def cancel(core: Core, state: State, cause: str = "") -> None:
    """Withdraw a node that waits, stop one that runs; what has ended stays as it is."""
    if state.status == ENDED:
        return
    stop_work(core, state)
    reason = "cancelled"
    core.tell("node.skipped", state, {"reason": reason, "cause": cause or state.path}, state.attempt)
    _close(core, state, "skipped")
    wires.settle_gone(core, state, Gone("upstream_skipped", state.path))


def stop_work(core: Core, state: State) -> None:
    """End whatever a node is about, and give back what it held."""
    interrupt(core, state)
    let_loose(core, state)


def interrupt(core: Core, state: State) -> None:
    """End whatever a node is about: its attempt, its body, its wait; it keeps its turn, for it may be tried again."""
    if state.status == RUNNING:
        core.out.append(Stop(state.path, state.pass_, state.attempt))
        resources.release(core, state)
        if core.purse.reserved:
            accounts.cut_off(core, state)
        for breaker in core.breakers.values():
            breaker.withdrawn((state.path, state.pass_))
        state.status = CHECKING
    else:
        stop_scopes(core, state)
    if state.sides:
        side.stop(core, state)
    if state.status == WAITING and state.why in (APPROVAL, "paused", BUDGET):
        core.people -= 1
    if state.spec.shares:
        resources.withdrawn(core, state)


def stop_scopes(core: Core, state: State) -> None:
    """Cancel what a flow node still plays inside; it keeps its turn."""
    if state.status == PLAYING and state.play is not None:
        for scope in state.play.scopes():
            end_scope(core, scope, "cancelled", None, at_once=True)
        state.play = None


def end_scope(core: Core, scope: Scope, how: str, error: dict[str, Any] | None, *, at_once: bool = False) -> None:
    """Bring a scope to its end: what runs is cancelled, what has not begun follows.

    Args:
        how: failed, stopped or cancelled.
        error: why it failed.
        at_once: nothing is left to travel; every node is cancelled where it stands.
    """
    if scope.ended:
        return
    scope.ended = how
    scope.error = error
    _let_out(core, scope)
    if core.loose:
        for late in [late for late in core.loose.values() if late.owner is not None and late.owner.scope is scope]:
            end_scope(core, late, "cancelled", None, at_once=True)
    for state in list(scope.states):
        if state.status != ENDED and (at_once or (state.status != IDLE and state.why != wires.SKIPPING)):
            cancel(core, state)


def _let_out(core: Core, scope: Scope) -> None:
    """Let what back loops and a debugger hold back go out: nothing may wait for it for ever."""
    for loop in scope.loops:
        loop.is_left = True
        for index in loop.region.order:
            state = scope.states[index]
            for wire in state.spec.outs:
                if state.status == ENDED and wire.leaves:
                    wires.pass_on(core, state, wire)
    if core.gates is not None:
        for state in [state for state in core.gates.kept.values() if state.scope is scope]:
            del core.gates.kept[state.path, state.pass_]
            wires.settle_completed(core, state)
