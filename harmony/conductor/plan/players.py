"""Players at play: who is chosen for a capability, who stands in for another, and how it goes with them.

What is known of Players is asked of the loop (`Inquire`) and comes back as an event, so that a
replay chooses as before whatever was learnt since.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from msgspec import structs

from harmony.conductor.plan.commands import Inquire, Learn
from harmony.conductor.plan.core import Core
from harmony.conductor.plan.messages import Completed, Failed
from harmony.conductor.plan.option import Option, left, type_of
from harmony.conductor.plan.state import CHECKING, State
from harmony.conductor.plan.table import lane_of
from harmony.conductor.policy import choice
from harmony.conductor.policy.choice import Candidate
from harmony.conductor.policy.decision import Decision
from harmony.sdk.manifest import TIERS, NodeType

OTHERS = "other players"
NOT_ITS_FAULT = frozenset({"invalid_input", "policy", "resource"})
"""Failures that say nothing about a Player."""


def rank(
    core: Core,
    state: State,
    known: Iterable[Mapping[str, Any]],
    *,
    needed: int,
    floor: str = TIERS[0],
    budget: Mapping[str, float] | None = None,
) -> tuple[list[Option], Decision]:
    """The Players that are known as options, best first, and the decision; `budget` is what is left of it."""
    candidates = [msgspec.convert(dict(entry), Candidate) for entry in known]
    gate = state.spec.node.quality
    found, decision = choice.decide(
        candidates,
        needed=needed,
        minimum=float(gate.min) if gate is not None else 0.0,
        floor=floor,
        left=budget,
    )
    return [_option(core, state, candidate) for candidate in found], decision


def _option(core: Core, state: State, player: Candidate) -> Option:
    """A Player as an option; of the parameters it takes those that it knows."""
    use = player.use
    node, type = state.spec.node, core.find_type(use)
    given = node.with_.get("with", {}) if state.spec.flow == "choose" else node.with_
    with_ = given if type is None else {n: v for n, v in given.items() if _takes(type, n)}
    option = Option(use, type, with_=with_, lane=lane_of(node.isolation, type) if type is not None else 0)
    option.is_player = True
    option.code = tuple(player.code)
    return option


def _takes(type: NodeType, name: str) -> bool:
    return name in type.params.get("properties", ()) or type.input(name) is not None


# --- others like it ----------------------------------------------------------------------


def looks_for_others(core: Core, state: State) -> bool:
    """True if a failed Player has no alternative, risk is bold, and others like it are looked for now."""
    return core.setting.melody.run.risk == "bold" and not state.spec.node.fallback and seek(core, state)


def seek(core: Core, state: State) -> bool:
    """Ask for other Players of the same capabilities, once a node; False if there is nothing to ask."""
    key = (state.path, state.pass_)
    type = type_of(state)
    if left(state) or key in core.sought or type is None or type.player is None or not type.player.capabilities:
        return False
    if state.side is not None or state.spec.flow == "choose" or not type.player.is_active:
        return False
    core.sought.add(key)
    state.status = CHECKING
    core.ask(Inquire(state, OTHERS, type.player.capabilities, type.id))
    return True


# --- learning ----------------------------------------------------------------------------


def lesson(state: State, event: Completed | Failed) -> Learn | None:
    """An attempt has ended: what is to be learnt of it, if a Player made it."""
    type = type_of(state)
    if type is None or type.player is None:
        return None
    ok = isinstance(event, Completed)
    if isinstance(event, Failed) and event.error.get("class") in NOT_ITS_FAULT:
        return None
    first = next(iter(event.outputs.values()), None) if isinstance(event, Completed) else None
    spent = {**event.spent, "time": max(0.0, event.at - state.started_at)}
    return of_score(state, Learn(type.id, capability_of(state), ok, None, spent), first.quality if first else None)


def of_score(state: State, learn: Learn, score: float | None) -> Learn:
    """The same with a score, and with whether that is enough."""
    gate = state.spec.node.quality
    reached = None if score is None or gate is None or not gate.min else score >= float(gate.min)
    return structs.replace(learn, quality=score, reached=reached)


def capability_of(state: State) -> str:
    """What a Player was chosen for, as it is kept; empty if the author named it."""
    if not (state.alternative and state.options[state.alternative - 1].is_player):
        return ""
    if state.spec.flow == "choose":
        return name_of(asked_for(state.params.get("capability")))
    type = state.spec.type
    return name_of(type.player.capabilities) if type is not None and type.player is not None else ""


def asked_for(value: Any) -> tuple[str, ...]:
    """The capabilities that `capability` names."""
    if isinstance(value, str):
        return (value,) if value else ()
    return tuple(str(name) for name in value) if isinstance(value, list | tuple) else ()


def name_of(capabilities: Iterable[str]) -> str:
    """Several capabilities as one name."""
    return "+".join(sorted(set(capabilities)))
