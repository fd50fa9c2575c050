"""The iterations of a for-each or a loop in a few cells: how each went, or some of them together. No Qt."""

from __future__ import annotations

from collections import Counter

MOST = 20
"""Cells; with more iterations several share one."""

_RANK = ("error", "active", "paused", "waiting", "queued", "gap", "cancelled", "complete", "reconstructed", "cached")


class Strip:
    """Counts the states of what is played in each iteration of one node.

    Attributes:
        depth: numbers in the passes of the node itself; the next one is that of its iterations.
        count: iterations that are known.
        width: iterations of one cell.
    """

    def __init__(self, depth: int) -> None:
        self.depth = depth
        self.count = 0
        self.width = 1
        self._cells: list[Counter[str]] = []

    def turn(self, pass_: str, before: str | None, word: str) -> None:
        """A step of the body is in another state.

        Args:
            pass_: in which pass.
            before: the state that it was in, if it was in one.
            word: the state now.
        """
        index = iteration(pass_, self.depth)
        if index is None:
            return
        self.count = max(self.count, index + 1)
        while self.count > MOST * self.width:
            self._cells = [sum(self._cells[i : i + 2], Counter()) for i in range(0, len(self._cells), 2)]
            self.width *= 2
        at = index // self.width
        self._cells.extend(Counter() for _ in range(at + 1 - len(self._cells)))
        cell = self._cells[at]
        if before is not None:
            cell[before] -= 1
        cell[word] += 1

    def words(self) -> tuple[str, ...]:
        """A word for each cell: the most urgent state in it."""
        return tuple(next((w for w in _RANK if cell[w] > 0), "skipped") for cell in self._cells)


def iteration(pass_: str, depth: int) -> int | None:
    """The number of a pass behind `depth` others; None if it has no more."""
    parts = pass_.split(".") if pass_ else []
    return int(parts[depth]) if len(parts) > depth and parts[depth].isdigit() else None
