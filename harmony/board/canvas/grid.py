"""A grid index: which boxes lie in a rectangle, without looking at all of them.

Used for cards and for wires, by the scene (what to draw), the far view and the hit tests.
Knows nothing of Qt.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import Generic, TypeVar

from harmony.board.canvas.curves import Box

K = TypeVar("K", bound=Hashable)

_MANY_CELLS = 256


class GridIndex(Generic[K]):
    """Boxes by key in square cells; a box may be as large as it likes.

    Args:
        cell: width of a cell in scene units; a few cards wide is best.
    """

    def __init__(self, cell: int = 512) -> None:
        self._cell = cell
        self._cells: dict[tuple[int, int], set[K]] = {}
        self._boxes: dict[K, Box] = {}
        self._large: set[K] = set()
        self._bounds: Box | None = None

    def __len__(self) -> int:
        return len(self._boxes)

    def __contains__(self, key: object) -> bool:
        return key in self._boxes

    def put(self, key: K, box: Box) -> None:
        """Add a box, or move the one of that key."""
        old = self._boxes.get(key)
        if old is not None:
            if key not in self._large and self._span(old) == self._span(box):
                self._leave(old)
                self._boxes[key] = box
                self._reach(box)
                return
            self.drop(key)
        self._boxes[key] = box
        self._reach(box)
        span = self._span(box)
        if (span[2] - span[0] + 1) * (span[3] - span[1] + 1) > _MANY_CELLS:
            self._large.add(key)
            return
        for place in self._places(span):
            self._cells.setdefault(place, set()).add(key)

    def drop(self, key: K) -> None:
        """Remove the box of a key, if there is one."""
        box = self._boxes.pop(key, None)
        if box is None:
            return
        self._leave(box)
        if key in self._large:
            self._large.discard(key)
            return
        for place in self._places(self._span(box)):
            inside = self._cells[place]
            inside.discard(key)
            if not inside:
                del self._cells[place]

    def box(self, key: K) -> Box | None:
        """The box of a key."""
        return self._boxes.get(key)

    def clear(self) -> None:
        """Remove everything."""
        self._cells.clear()
        self._boxes.clear()
        self._large.clear()
        self._bounds = None

    def inside(self, box: Box) -> set[K]:
        """Keys of all boxes that touch `box`."""
        left, top, right, bottom = box
        boxes = self._boxes
        found: set[K] = set()
        for key in self._near(box):
            a, b, c, d = boxes[key]
            if a <= right and c >= left and b <= bottom and d >= top:
                found.add(key)
        return found

    def bounds(self) -> Box | None:
        """The box around all boxes; None when there is none. Kept, as long as no box at its edge goes."""
        if self._bounds is None and self._boxes:
            lefts, tops, rights, bottoms = zip(*self._boxes.values(), strict=True)
            self._bounds = (min(lefts), min(tops), max(rights), max(bottoms))
        return self._bounds

    def _reach(self, box: Box) -> None:
        """The box around all is around this one too."""
        held = self._bounds
        if held is not None:
            if box[0] < held[0] or box[1] < held[1] or box[2] > held[2] or box[3] > held[3]:
                self._bounds = min(box[0], held[0]), min(box[1], held[1]), max(box[2], held[2]), max(box[3], held[3])
        elif len(self._boxes) == 1:
            self._bounds = box

    def _leave(self, box: Box) -> None:
        """The box around all may be smaller without this one."""
        held = self._bounds
        if held is not None and (box[0] == held[0] or box[1] == held[1] or box[2] == held[2] or box[3] == held[3]):
            self._bounds = None

    def _near(self, box: Box) -> set[K]:
        span = self._span(box)
        if (span[2] - span[0] + 1) * (span[3] - span[1] + 1) >= len(self._cells):
            return set(self._boxes)
        found = set(self._large)
        for place in self._places(span):
            inside = self._cells.get(place)
            if inside:
                found |= inside
        return found

    def _span(self, box: Box) -> tuple[int, int, int, int]:
        cell = self._cell
        return int(box[0] // cell), int(box[1] // cell), int(box[2] // cell), int(box[3] // cell)

    @staticmethod
    def _places(span: tuple[int, int, int, int]) -> Iterator[tuple[int, int]]:
        for column in range(span[0], span[2] + 1):
            for row in range(span[1], span[3] + 1):
                yield column, row
