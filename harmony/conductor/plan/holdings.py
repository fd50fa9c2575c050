"""What nodes of a run hold besides a slot, and how much there is of it.

The rules are in `resources` (what the run has), `slots` (turns), `tokens` (what the machine has)
and `rates`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from harmony.conductor.plan.pools import Pools, limits_of

if TYPE_CHECKING:
    from harmony.conductor.plan.state import State


class Turn:
    """Nodes of one concurrency key: how many hold it, and who waits for it, in order."""

    __slots__ = ("count", "limit", "waiting")

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.count = 0
        self.waiting: deque[State] = deque()


class Holdings:
    """What nodes hold.

    Args:
        declared: `run.resources` of the Melody.

    Attributes:
        pools: resources of this run.
        turns: its concurrency keys, by name.
        shared: what all runs share: how much there is, by name.
        tokens: what nodes hold of that, by key of the node; each an amount and how much there is.
        names: concurrency keys that all runs share, by key of the node.
        cleared: nodes whose rate limit lets them start, and as what.
    """

    __slots__ = ("cleared", "names", "pools", "shared", "tokens", "turns")

    def __init__(self, declared: Mapping[str, Any]) -> None:
        limits, self.shared = limits_of(declared)
        self.pools = Pools(limits)
        self.turns: dict[str, Turn] = {}
        self.tokens: dict[tuple[str, str], dict[str, list[float]]] = {}
        self.names: dict[tuple[str, str], str] = {}
        self.cleared: dict[tuple[str, str], str] = {}
