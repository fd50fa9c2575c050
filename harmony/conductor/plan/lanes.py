"""Slots of a run: how many steps may be at work, how many are, and who waits; the rules are in `slots`."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from harmony.conductor.plan.table import LANES

if TYPE_CHECKING:
    from harmony.conductor.plan.state import State


class Lane:
    """Steps that run in one kind of place: how many may, how many do, and who waits.

    Attributes:
        name: what a run calls it; empty for those on the loop itself.
        queue: a heap of (turn, -rank, ticket, node).
    """

    __slots__ = ("limit", "name", "queue", "running")

    def __init__(self, name: str) -> None:
        self.name = name
        self.limit: float = math.inf
        self.running = 0
        self.queue: list[tuple[int, float, int, State]] = []


class Slots:
    """All slots of a run.

    Attributes:
        limit: how many steps may be at work; `running`: how many are.
        lanes: the same by kind of place, with those that wait; `queued`: how many wait in all.
        ticket: counts those that have queued, so that equals keep their order.
        fresh: queued by the event at hand.
    """

    __slots__ = ("fresh", "lanes", "limit", "queued", "running", "ticket")

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.running = 0
        self.lanes = [Lane(name) for name in LANES]
        self.queued = 0
        self.ticket = 0
        self.fresh: list[State] = []
