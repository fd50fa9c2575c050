"""What a run may spend, has spent, and has set aside; the rules are in `budget` and `accounts`."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from harmony.conductor.plan.state import State


class Purse:
    """Money, tokens and seconds of a run, all by the name of what is spent.

    Attributes:
        limits: what may be spent; empty if nothing is bounded.
        spent: what steps that have ended took.
        reserved: what steps at work may take, by their keys.
        usual: the most that one step took, by type.
        probing: types of which the first step is at work, and its key.
        thrifty: steps that wait for what others reserve, by type.
        lost: set aside for good for what was cut off: nobody knows what that took.
        raised: what a person has added to the limits.
    """

    __slots__ = ("limits", "lost", "probing", "raised", "reserved", "spent", "thrifty", "usual")

    def __init__(self) -> None:
        self.limits: dict[str, float] = {}
        self.spent: dict[str, float] = {}
        self.reserved: dict[tuple[str, str], Mapping[str, float]] = {}
        self.usual: dict[str, dict[str, float]] = {}
        self.probing: dict[str, tuple[str, str]] = {}
        self.thrifty: dict[str, deque[State]] = {}
        self.lost: dict[str, float] = {}
        self.raised: dict[str, float] = {}
