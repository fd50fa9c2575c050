"""What a frame has to draw: boxes of the scene, answered quickly for thousands of questions."""

from __future__ import annotations

from collections.abc import Iterable

from harmony.board.canvas.curves import Box

_FEW = 6


class Exposed:
    """The parts of the scene that are painted in this frame. Everything, until it is told otherwise."""

    def __init__(self) -> None:
        self._boxes: list[Box] | None = None
        self._cells: set[tuple[int, int]] = set()
        self._side = 1.0

    def set(self, boxes: Iterable[Box], side: float) -> None:
        """A frame begins.

        Args:
            boxes: the parts, in scene units.
            side: of the squares that many boxes are sorted into; about the width of a card.
        """
        self._boxes, self._side, self._cells = list(boxes), side, set()
        if len(self._boxes) > _FEW:
            for left, top, right, bottom in self._boxes:
                for column in range(int(left // side), int(right // side) + 1):
                    for row in range(int(top // side), int(bottom // side) + 1):
                        self._cells.add((column, row))

    def clear(self) -> None:
        """Everything counts as exposed again."""
        self._boxes, self._cells = None, set()

    def meets(self, box: Box) -> bool:
        """False only if nothing of a box is painted."""
        if self._boxes is None:
            return True
        left, top, right, bottom = box
        if self._cells:
            side, cells = self._side, self._cells
            first, last = int(top // side), int(bottom // side) + 1
            for column in range(int(left // side), int(right // side) + 1):
                for row in range(first, last):
                    if (column, row) in cells:
                        return True
            return False
        for a, b, c, d in self._boxes:  # noqa: SIM110 - a generator costs twice as much here
            if left < c and right > a and top < d and bottom > b:
                return True
        return False
