"""What a run keeps from before it was opened again, and what it will keep; the rules are in `past`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harmony.conductor.artifacts import Artifact

if TYPE_CHECKING:
    from harmony.conductor.plan.past import Kept, Past
    from harmony.conductor.plan.state import State


class Memory:
    """What is remembered of one run.

    Attributes:
        past: what it keeps from before; None if it was never opened again.
        notes: what it will keep; None if nobody will ask.
        reused: a heap of (order, ticket, node, end): nodes that have their old end.
        edits: what a person gives to some nodes, by key.
        melodies: hash of all Melodies that nodes may play; None until somebody asks.
    """

    __slots__ = ("edits", "melodies", "notes", "past", "reused")

    def __init__(self) -> None:
        self.past: Past | None = None
        self.notes: Past | None = None
        self.reused: list[tuple[int, int, State, Kept]] = []
        self.edits: dict[tuple[str, str], dict[str, Artifact]] = {}
        self.melodies: tuple[str, ...] | None = None
