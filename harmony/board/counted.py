"""How many wires a Melody has at its top level, kept up to date edit by edit; no Qt."""

from __future__ import annotations

from collections.abc import Iterable

from harmony.melody.change import Change
from harmony.melody.model import Melody
from harmony.melody.wires import count_into

AT_ONCE = 1000
"""Wires of more nodes are counted on the thread of the checks."""


def counted(melody: Melody) -> dict[str, int]:
    """Wires into each node."""
    return {name: count_into(node) for name, node in melody.nodes.items()}


class WireCount:
    """The count.

    Attributes:
        is_known: it has been counted.
    """

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}
        self._total = 0
        self.is_known = False

    def forget(self) -> None:
        """Everything may be different."""
        self.is_known = False

    def take(self, counts: dict[str, int]) -> None:
        """Use what `counted` gave for the document of now."""
        self._counts, self._total, self.is_known = counts, sum(counts.values()), True

    def of(self, melody: Melody) -> int | None:
        """The wires; None while many are still to be counted."""
        if not self.is_known and len(melody.nodes) <= AT_ONCE:
            self.take(counted(melody))
        return self._total if self.is_known else None

    def follow(self, changes: Iterable[Change], melody: Melody) -> None:
        """Count the nodes of an edit again."""
        for path in (c.path for c in changes if c.path[:1] == ("nodes",)):
            if len(path) == 1:
                self.is_known = False
            elif self.is_known:
                node = melody.nodes.get(name := str(path[1]))
                now = count_into(node) if node is not None else 0
                self._total += now - self._counts.get(name, 0)
                self._counts[name] = now
