"""Answers the plan's questions about Players: who has a capability, and what was learnt of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from harmony.conductor.codes import code_of
from harmony.conductor.codes import name_of as name_of_extension
from harmony.conductor.plan.commands import Inquire, Learn
from harmony.conductor.plan.core import Core
from harmony.conductor.plan.messages import Evaluated
from harmony.conductor.plan.players import name_of
from harmony.conductor.policy.choice import Candidate
from harmony.conductor.ports import Experience, Learnt
from harmony.sdk.manifest import NodeType

FindPlayers = Callable[[Iterable[str]], tuple[NodeType, ...]]
_NOTHING = Experience()


class Players:
    """Puts together what the catalog declares of Players and what was learnt.

    Args:
        find: the active Players that have all of some capabilities; None: there are none.
        learnt: what was learnt; None: nothing, and nothing is kept.
    """

    def __init__(self, find: FindPlayers | None, learnt: Learnt | None) -> None:
        self._find = find
        self._learnt = learnt

    def answer(self, question: Inquire, at: float, plan: Core) -> Evaluated:
        """All that is known of those who can do it, as plain data."""
        types = self._find(question.capabilities) if self._find is not None else ()
        types = tuple(type for type in types if type.id != question.but)
        known = {}
        if self._learnt is not None and types:
            known = self._learnt.known([type.id for type in types], name_of(question.capabilities))
        found = [_candidate(type, known.get(type.id, _NOTHING), plan, at) for type in types]
        state = question.state
        return Evaluated(at, state.path, state.pass_, question.purpose, found)

    def learn(self, learn: Learn) -> None:
        """Keep how it went."""
        if self._learnt is not None:
            self._learnt.learn(learn.player, learn.capability, learn.ok, learn.quality, learn.spent, learn.reached)


def _candidate(type: NodeType, known: Experience, plan: Core, at: float) -> dict[str, Any]:
    player = type.player
    assert player is not None
    breaker = plan.breakers.get(type.id)
    found = Candidate(
        use=type.use,
        capabilities=len(player.capabilities),
        tier=player.tier,
        cost=dict(player.cost) | {name: mean for name, mean in known.spent.items() if name in player.cost or mean},
        ok=known.ok,
        failed=known.failed,
        quality=known.quality,
        scored=known.scored,
        gated=known.gated,
        reached=known.reached,
        code=[name_of_extension(type), *code_of(type)],
        rest=max(0.0, breaker.until - at) if breaker is not None else 0.0,
    )
    made: dict[str, Any] = msgspec.to_builtins(found)
    return made
