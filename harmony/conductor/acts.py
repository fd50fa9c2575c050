"""What a person does to a run by hand: the acts of a debugger, made into events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from msgspec import structs

from harmony.conductor.plan import gates, one_node
from harmony.conductor.plan.messages import Debugged
from harmony.conductor.plan.plan import Plan
from harmony.conductor.values import Values
from harmony.errors import RunError

SETS = frozenset({"before", "behind", "branch", "pause"})
"""Acts that only say where to stop; the others let something go on."""


@dataclass(frozen=True, slots=True)
class Act:
    """One act; see `plan.gates.debug` and `plan.one_node` for what each does.

    Attributes:
        action: pause, before, behind, branch, step, out, deliver, go or detach; of one node cancel, skip or retry.
        node, pass_: where.
        on: set a gate, or with False take it away; of a step, let through what is inside as well.
        outputs: values to deliver in place of those that a node gave, by port.
    """

    action: str
    node: str = ""
    pass_: str = ""
    on: bool = True
    outputs: Mapping[str, Any] = field(default_factory=dict)


def event_of(act: Act, plan: Plan, values: Values, at: float) -> Debugged:
    """The event that an act is.

    Raises:
        RunError: it cannot be done to a run that stands so; says why.
    """
    made = {port: values.put(value, "any") for port, value in act.outputs.items()}
    edited = {port: structs.replace(artifact, made_by="person") for port, artifact in made.items()}
    event = Debugged(at, act.action, act.node, act.pass_, act.on, edited)
    says = one_node if act.action in one_node.ACTIONS else gates
    if refused := says.refusal(plan, event):
        raise RunError(refused)
    return event
