"""From a join that has fired to a node at play: enabled, pinned, `when`, turn, slot."""

from __future__ import annotations

from typing import Any

from harmony.conductor.artifacts import Artifact
from harmony.conductor.plan import ends, late, loops, past, recover, slots, steps, tokens, uses, wires
from harmony.conductor.plan.commands import Build, Evaluate
from harmony.conductor.plan.core import Core
from harmony.conductor.plan.flow import FLOWS
from harmony.conductor.plan.state import CHECKING, PLAYING, State
from harmony.conductor.plan.wire import has_expression
from harmony.melody.model import ConcurrencyKey


def activate(core: Core, state: State) -> None:
    """A node's join has fired, or it is to be tried again."""
    if state.status != CHECKING or state.why == wires.SKIPPING:
        return
    if state.scope.ended:
        ends.cancel(core, state)
    elif state.ready_at or state.attempt:
        play(core, state)
    elif state.alternative:
        take_turn(core, state)  # what led up to the node has failed: its join, its `when`, its inputs
    else:
        _first(core, state)


def _first(core: Core, state: State) -> None:
    """The first time: see what came, and whether the node is to be played at all."""
    state.inputs = wires.collect(state)
    if core.memory.edits:
        state.inputs |= core.memory.edits.get((state.path, state.pass_), {})
    core.live[state.path, state.pass_] = state
    if state.spec.join.late == "cancel" and state.pending:
        late.cancel_rest(core, state)
    if state.spec.join.late == "merge":
        loops.fired(state)
    if state.error is not None:
        recover.fail(core, state, state.error)
        return
    when = state.spec.node.when
    if when is None or when is True:
        admit(core, state)
    elif when is False:
        ends.skip(core, state, "condition_false", state.path)
    else:
        core.ask(Evaluate(state, "when", when))


def admit(core: Core, state: State) -> None:
    """Its `when` holds: use what is fixed, else play it."""
    node = state.spec.node
    if core.is_pinned(state):
        ends.complete(core, state, core.setting.pins[state.path], pinned=True)
    elif node.bypass:
        _bypass(core, state)
    elif state.spec.needs_building:
        core.ask(Build(state, "inputs"))
    else:
        take_turn(core, state)


def take_turn(core: Core, state: State) -> None:
    """Take the turn of its concurrency key, if it has one."""
    if core.memory.past is not None and past.take(core, core.memory.past, state):
        return
    state.ready_at = core.at
    key = state.spec.node.concurrency_key
    if key is None:
        play(core, state)
        return
    name = key.key if isinstance(key, ConcurrencyKey) else key
    if has_expression(name):
        core.ask(Evaluate(state, "key", name, template=True))
    else:
        turn(core, state, name)


def as_before(core: Core, state: State, kept: past.Kept) -> None:
    """The node has the end that it had before; nothing is said of it again."""
    assert core.memory.past is not None
    past.recall(core, core.memory.past, state)
    mark = len(core.out)
    state.error = kept.error
    error = kept.error or {}
    if core.uses is not None:
        uses.reused(core, state)
    if kept.end == "completed":
        ends.complete(core, state, kept.outputs)
    elif kept.end == "skipped":
        ends.let_go(core, state, error)
        core.gaps.pop()
    elif kept.handled == "route":
        ends.route(core, state, error, kept.outputs["error"])
    else:
        ends.fail(core, state, error, kept.handled)
    past.hush(core, mark, state)


def turn(core: Core, state: State, name: str) -> None:
    """The key's name is known: hold it, or wait for it."""
    key = state.spec.node.concurrency_key
    if isinstance(key, ConcurrencyKey) and key.scope == "machine":
        core.holdings.names[state.path, state.pass_] = name
        play(core, state)
        return
    limit = key.limit if isinstance(key, ConcurrencyKey) else 1
    if slots.take_turn(core, state, name, limit):
        play(core, state)


def play(core: Core, state: State) -> None:
    """Play the node, or an alternative of it."""
    if core.gates is not None and core.gates.holds(core, state):
        return
    if core.branches is not None and core.branches.holds(core, state):
        return
    if state.spec.shares and tokens.waits(core, state):
        return
    if state.spec.flow and not state.alternative:
        _begin_flow(core, state)
    else:
        steps.ready(core, state)


def _begin_flow(core: Core, state: State) -> None:
    """Start a flow node; parameters that hold expressions come first."""
    spec = state.spec
    flow = FLOWS.get(spec.flow)
    state.status = PLAYING
    state.why = ""
    if flow is None or not flow.is_step:
        _tell_started(core, state)
    if flow is None:
        message = f"there is no flow node `{spec.node.use}` here"
        recover.fail(core, state, {"class": "unavailable", "message": message, "retryable": False})
        return
    given = {name: spec.node.with_[name] for name in flow.params if name in spec.node.with_}
    if has_expression(given):
        core.ask(Evaluate(state, "with", given, template=True))
    else:
        begin_flow(core, state, given)


def _tell_started(core: Core, state: State) -> None:
    """A flow node's attempt begins."""
    limits = state.spec.limits
    state.attempt = core.next_attempt(state)
    state.tries += 1
    state.started_at = core.at
    core.tell("node.started", state, {}, state.attempt)
    if limits.attempt is not None:
        core.arm(state, "attempt", limits.attempt)
    if limits.total is not None and "total" not in state.armed:
        core.arm(state, "total", limits.total)


def begin_flow(core: Core, state: State, params: dict[str, Any]) -> None:
    """The parameters of a flow node are known."""
    state.params = params
    FLOWS[state.spec.flow].begin(core, state, params)


def _bypass(core: Core, state: State) -> None:
    """Pass the first wired input to the first output."""
    slot = next(iter((state.inputs or {}).values()), None)
    if isinstance(slot, list):
        core.ask(Build(state, "inputs"))
        return
    bypassed(core, state, slot)


def bypassed(core: Core, state: State, slot: Any) -> None:
    """The first wired input is one value now."""
    outputs = state.spec.type.outputs if state.spec.type else ()
    name = outputs[0].name if outputs else "value"
    given = {name: slot} if isinstance(slot, Artifact) else {}
    ends.complete(core, state, given, bypassed=True)
