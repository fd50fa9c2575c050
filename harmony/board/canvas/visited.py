"""Places on the canvas that were visited: back and forth between them, as in a browser."""

from __future__ import annotations

from dataclasses import dataclass

MOST = 50
_NEAR = 60.0


@dataclass(frozen=True, slots=True)
class Place:
    """What the canvas showed.

    Attributes:
        owners: of the body, from the outside; none for the top level.
        percent: the zoom.
        x, y: scene point in the middle.
    """

    owners: tuple[str, ...]
    percent: int
    x: float
    y: float

    def is_like(self, other: Place) -> bool:
        """True if a person would call it the same place."""
        if (self.owners, self.percent) != (other.owners, other.percent):
            return False
        return abs(self.x - other.x) < _NEAR and abs(self.y - other.y) < _NEAR


class Visited:
    """Where one was before jumps, and where one came back from."""

    def __init__(self) -> None:
        self._back: list[Place] = []
        self._forth: list[Place] = []

    def leave(self, place: Place) -> None:
        """A jump away from a place begins."""
        if not self._back or not self._back[-1].is_like(place):
            self._back = [*self._back, place][-MOST:]
        self._forth.clear()

    def back(self, here: Place) -> Place | None:
        """The place before; None at the first."""
        return _turn(self._back, self._forth, here)

    def forth(self, here: Place) -> Place | None:
        """The place from which one came back; None at the last."""
        return _turn(self._forth, self._back, here)

    @property
    def can_go_back(self) -> bool:
        """True if there is a place before."""
        return bool(self._back)

    @property
    def can_go_forth(self) -> bool:
        """True if one has come back from somewhere."""
        return bool(self._forth)


def _turn(there: list[Place], other: list[Place], here: Place) -> Place | None:
    while there and there[-1].is_like(here):
        there.pop()
    if not there:
        return None
    other.append(here)
    return there.pop()
