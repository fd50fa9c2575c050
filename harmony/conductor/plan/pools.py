"""How much there is of what steps hold besides a slot, how much is held, and who waits for it."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from harmony.conductor.plan.wire import amounts_of
from harmony.melody.model import Resource

if TYPE_CHECKING:
    from harmony.conductor.plan.state import State


MACHINE = ("cpu", "memory")
"""Resources that every machine has, and that runs share without being told."""


class Pools:
    """Resources of a run.

    Attributes:
        limits: how much there is of each, as declared; of what nobody names there is one.
        shares: the run's share of the machine's processors and memory; one step alone may take more.
        used: how much steps hold; `waiting`: steps by what they need, in order.
        granted: steps that hold what they need and have not started.
    """

    __slots__ = ("granted", "limits", "shares", "used", "waiting")

    def __init__(self, limits: Mapping[str, float]) -> None:
        self.limits = dict(limits)
        self.shares: Mapping[str, float] = {}
        self.used: dict[str, float] = {}
        self.waiting: dict[tuple[str, ...], deque[State]] = {}
        self.granted: set[tuple[str, str]] = set()

    def lacks(self, needs: Mapping[str, float]) -> str:
        """The first thing of which there is not enough now; empty if there is of all."""
        for name, amount in needs.items():
            used = self.used.get(name, 0.0)
            is_alone = name not in self.limits and name in self.shares and used <= 0
            if not is_alone and used + amount > self.limit(name) + 1e-9:
                return name
        return ""

    def limit(self, name: str) -> float:
        """How much there is of a resource."""
        return self.limits.get(name, self.shares.get(name, 1.0))

    def beyond(self, needs: Mapping[str, float]) -> str:
        """The first thing of which there is never enough; empty if there is of all."""
        fixed = (name for name in needs if name in self.limits or name not in self.shares)
        return next((name for name in fixed if needs[name] > self.limit(name)), "")

    def add(self, needs: Mapping[str, float], sign: int) -> None:
        """Count what is taken (1) or given back (-1)."""
        for name, amount in needs.items():
            self.used[name] = self.used.get(name, 0.0) + sign * amount

    def is_awaited(self, needs: Mapping[str, float]) -> bool:
        """True if somebody waits for one of these things already."""
        return any(line and not needs.keys().isdisjoint(names) for names, line in self.waiting.items())


def limits_of(declared: Mapping[str, Any]) -> tuple[dict[str, float], dict[str, float]]:
    """How much there is of each resource: those of the run, and those of the machine."""
    if not declared:
        return {}, {}
    counts = {name: one.count if isinstance(one, Resource) else one for name, one in declared.items()}
    amounts = amounts_of(counts)
    shared = {n for n, one in declared.items() if isinstance(one, Resource) and one.scope == "machine"}
    own = {name: amount for name, amount in amounts.items() if name not in shared}
    return own, {name: amount for name, amount in amounts.items() if name in shared}
