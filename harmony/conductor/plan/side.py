"""Calls on the side of a node: scoring its output, making it from a later artifact, undoing it.

A side call is a step of its own at the path `NODE/~ROLE`. It belongs to no join and is not
counted in its scope; what it gives goes to its node.
"""

from __future__ import annotations

from typing import Any

from msgspec import structs

from harmony.conductor.artifacts import Artifact, Slot, to_public
from harmony.conductor.plan import accounts, slots
from harmony.conductor.plan.commands import Start, Stop
from harmony.conductor.plan.core import Core
from harmony.conductor.plan.messages import Completed
from harmony.conductor.plan.state import ENDED, RUNNING, State
from harmony.conductor.plan.table import Spec
from harmony.conductor.plan.wire import PortPlan
from harmony.melody.frozen import FrozenDict
from harmony.melody.model import Call, Node
from harmony.melody.wires import parse_ref

SCORE = "score"
RECONSTRUCT = "reconstruct"
COMPENSATE = "compensate"


class Side:
    """What a side call's own state remembers.

    Attributes:
        owner: the node that it is for.
        role: score, reconstruct or compensate.
    """

    __slots__ = ("owner", "role")

    def __init__(self, owner: State, role: str) -> None:
        self.owner = owner
        self.role = role


def call(core: Core, owner: State, role: str, what: Call, inputs: dict[str, Slot]) -> None:
    """Start a side call as soon as there is a slot; its node has given its own back."""
    node = Node(use=what.use, with_=FrozenDict(what.with_))
    spec = Spec(owner.spec.index, f"{owner.spec.id}/~{role}", node, core.find_type(what.use))
    for name in inputs:
        declared = spec.type.input(name) if spec.type else None
        is_list = isinstance(inputs[name], list)
        spec.ports[name] = PortPlan(
            name, (), is_list=is_list, merge="list" if is_list else "", type=declared.type if declared else "any"
        )
    state = owner.scope.table.make(spec, owner.scope)
    state.pass_ = owner.pass_
    state.side = Side(owner, role)
    state.inputs = inputs
    core.live[state.path, state.pass_] = state
    if role == COMPENSATE:
        start(core, state)  # nothing else runs any more
    else:
        slots.push(core, state)


def start(core: Core, state: State) -> None:
    """It has its slot."""
    assert state.side is not None
    owner = state.side.owner
    state.status = RUNNING
    state.why = ""
    state.attempt = owner.sides = owner.sides + 1
    state.started_at = core.at
    slots.hold(core, state)
    if core.purse.limits:
        accounts.reserve(core, state, accounts.known(core, state))
    core.tell("node.started", state, {"for": state.side.role}, state.attempt)
    core.out.append(Start(state, state.attempt, {}))


def completed(core: Core, state: State, event: Completed) -> None:
    """A side call gave its outputs: its end is told, and its node is queued for what follows."""
    if core.purse.limits:
        accounts.settle(core, state, event.spent)
    else:
        accounts.count(core, state, event.spent)
    slots.release(core, state)
    outputs = {port: to_public(value) for port, value in event.outputs.items()}
    core.tell("node.completed", state, {"outputs": outputs}, state.attempt)
    end(core, state, event.outputs)


def failed(core: Core, state: State, error: dict[str, Any]) -> None:
    """A side call failed: its node is told so by outputs that are not there."""
    core.tell("node.failed", state, {"error": error, "handled": _role(state)}, state.attempt)
    end(core, state, None)


def end(core: Core, state: State, outputs: dict[str, Artifact] | None) -> None:
    """Forget the call and queue what it was for."""
    state.status = ENDED
    core.forget(state)
    state.outputs = outputs
    core.sides.append(state)


def stop(core: Core, owner: State) -> None:
    """End the side calls of a node that is itself ended."""
    for role in (SCORE, RECONSTRUCT):
        state = core.live.get((f"{owner.path}/~{role}", owner.pass_))
        if state is not None:
            if state.status == RUNNING:
                core.out.append(Stop(state.path, state.pass_, state.attempt))
                slots.release(core, state)
                accounts.cut_off(core, state)
            core.tell("node.skipped", state, {"reason": "cancelled", "cause": owner.path}, state.attempt)
            state.status = ENDED
            core.forget(state)


def _role(state: State) -> str:
    return state.side.role if state.side is not None else ""


def sources_of(owner: State, what: Call) -> dict[str, State]:
    """The nodes that a call's wires come from, by port."""
    table = owner.scope.table
    states = owner.scope.states
    return {port: states[table.by_id[parse_ref(ref)[0]]] for port, ref in what.in_.items() if not _is_input(ref)}


def _is_input(ref: str) -> bool:
    return parse_ref(ref)[0] == "inputs"


def gather(owner: State, what: Call) -> dict[str, Slot] | None:
    """What a call's wires bring now; None if one of them brings nothing."""
    found: dict[str, Slot] = {}
    for port, ref in what.in_.items():
        node, source = parse_ref(ref)
        if node == "inputs":
            found[port] = owner.scope.inputs.get(source or "")
            continue
        outputs = owner.scope.states[owner.scope.table.by_id[node]].outputs or {}
        value = next(iter(outputs.values()), None) if source is None else outputs.get(source)
        if value is None:
            return None
        found[port] = value
    return found


def named(owner: State, outputs: dict[str, Artifact]) -> dict[str, Artifact]:
    """A call's outputs as its node's: one stands for one, several go by name."""
    ports = owner.spec.type.outputs if owner.spec.type else ()
    if len(ports) == 1 and len(outputs) == 1:
        outputs = {ports[0].name: next(iter(outputs.values()))}
    return {port: structs.replace(value, reconstructed=True) for port, value in outputs.items()}
