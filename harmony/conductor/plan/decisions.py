"""Every decision is an event."""

from __future__ import annotations

from harmony.conductor.plan.core import Core
from harmony.conductor.plan.state import State
from harmony.conductor.policy.decision import Decision


def tell_decision(core: Core, state: State, decision: Decision, about: str) -> None:
    """Say what was decided about a node, from what, and why."""
    body = {
        "about": about,
        "choice": decision.choice,
        "factors": decision.factors,
        "rationale": decision.rationale,
    }
    core.tell("decision", state, body, state.attempt)
