"""flow.choose: plays the best Player for a capability, and the next best when that does not do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from harmony.conductor.plan import accounts, players, steps
from harmony.conductor.plan.commands import Inquire
from harmony.conductor.plan.core import Core
from harmony.conductor.plan.decisions import tell_decision
from harmony.conductor.plan.flow.base import Flow, refuse
from harmony.conductor.plan.messages import Evaluated
from harmony.conductor.plan.state import CHECKING, State
from harmony.sdk.manifest import TIERS


class Choose(Flow):
    """Asks what is known of the Players, ranks them, and is from then on a step of the first of them."""

    params = ("capability", "tier")
    is_step = True

    def begin(self, core: Core, state: State, params: Mapping[str, Any]) -> None:
        """Ask who can do it."""
        capabilities = players.asked_for(params.get("capability"))
        tier = params.get("tier", TIERS[0])
        if not capabilities:
            refuse(core, state, "flow.choose needs a `capability`: name what is to be done")
        elif tier not in TIERS:
            refuse(core, state, f"`tier` is {tier!r}; it is one of {', '.join(TIERS)}")
        else:
            core.ask(Inquire(state, "players", capabilities))

    def evaluated(self, core: Core, state: State, event: Evaluated) -> None:
        """The Players are known: begin with the best, declared alternatives stand behind them all."""
        capabilities = players.asked_for(state.params.get("capability"))
        floor = str(state.params.get("tier", TIERS[0]))
        left = accounts.left_of(core) if core.purse.limits else None
        found, decision = players.rank(
            core, state, event.value or (), needed=len(capabilities), floor=floor, budget=left
        )
        tell_decision(core, state, decision, "choose")
        state.options = (*found, *state.spec.options)
        state.status = CHECKING
        if found:
            state.alternative = 1
            steps.ready(core, state)
        else:
            named = " and ".join(f"`{name}`" for name in capabilities)
            refuse(
                core, state, f"no Player that is active can do {named}: install one, or name a node type", "unavailable"
            )
