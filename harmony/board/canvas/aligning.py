"""Where a card that is carried stops: at an edge of a card nearby, else at a grid line; and the lines that show it.

Pure. Edges win over the grid only from close by, so that cards which do not stand on the grid
can be lined up with too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from harmony.board.canvas.curves import Box
from harmony.board.canvas.measures import snap
from harmony.board.canvas.plan import Card

REACH_PX = 6
"""From so many viewport pixels on an edge draws a card to it."""

Line = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Stop:
    """Where a card stops.

    Attributes:
        x, y: its left top corner.
        lines: from its edges to those of the nearest cards that stand in line, as x1, y1, x2, y2.
    """

    x: int
    y: int
    lines: tuple[Line, ...] = ()


def stop(x: float, y: float, held: Card, others: Iterable[Card], reach: float) -> Stop:
    """Where a card stops that was carried to a place.

    Args:
        x, y: its left top corner, exactly.
        held: the card.
        others: cards in view that stay.
        reach: how near an edge must be, in scene units.
    """
    others = list(others)
    column = _drawn_to(x, held.width, [(c.x, c.width) for c in others], reach)
    row = _drawn_to(y, held.height, [(c.y, c.height) for c in others], reach)
    at_x = snap(x) if column is None else column
    at_y = snap(y) if row is None else row
    return Stop(at_x, at_y, tuple(lines((at_x, at_y, at_x + held.width, at_y + held.height), others)))


def _drawn_to(at: float, size: int, others: Iterable[tuple[int, int]], reach: float) -> int | None:
    """The place at which a near or a far edge meets that of another card within reach; the nearest."""
    best: tuple[float, int] | None = None
    for other, other_size in others:
        for place in (other, other + other_size - size):
            away = abs(place - at)
            if away <= reach and (best is None or away < best[0]):
                best = (away, place)
    return best[1] if best else None


def lines(box: Box, others: Iterable[Card]) -> list[Line]:
    """Lines along the edges of a box that others have in common with it: the nearest of each edge."""
    left, top, right, bottom = box
    nearest: dict[tuple[str, float], tuple[float, Line]] = {}
    for card in others:
        a, b, c, d = card.box
        for x in {left, right} & {a, c}:
            _keep(nearest, ("x", x), abs(b - top), (x, min(b, top), x, max(d, bottom)))
        for y in {top, bottom} & {b, d}:
            _keep(nearest, ("y", y), abs(a - left), (min(a, left), y, max(c, right), y))
    return [line for _far, line in nearest.values()]


def _keep(nearest: dict[tuple[str, float], tuple[float, Line]], key: tuple[str, float], far: float, line: Line) -> None:
    if key not in nearest or far < nearest[key][0]:
        nearest[key] = (far, line)
