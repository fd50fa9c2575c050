"""The shape of wires: cubic curves as plain points.

A curve is a tuple of points `(start, handle, handle, end, handle, handle, end …)`, so
`3 n + 1` of them for n segments. A wire to the right is one segment; a wire that has to go
back leaves and arrives in the same directions, by two half turns and a straight between
them, instead of cutting through the cards at its ends. Knows nothing of Qt.
"""

from __future__ import annotations

from itertools import pairwise
from math import hypot

Point = tuple[float, float]
Curve = tuple[Point, ...]
Box = tuple[float, float, float, float]

BACK_FROM = -20.0
"""Wires whose end lies further to the left than this turn around."""
_TURN_MIN, _TURN_MAX = 36.0, 72.0
_CLEAR = 100.0
"""Ends closer than this in height are gone round below, not between."""
_BELOW = 90.0


def wire_curve(start: Point, end: Point) -> Curve:
    """The curve from an output at `start` to an input at `end`."""
    (x1, y1), (x2, y2) = start, end
    dx, dy = x2 - x1, y2 - y1
    if dx >= BACK_FROM:
        handle = max(dx / 2, min(60.0, 20.0 + abs(dy) / 3))
        return (start, (x1 + handle, y1), (x2 - handle, y2), end)
    middle = (y1 + y2) / 2 if abs(dy) >= _CLEAR else max(y1, y2) + _BELOW
    out, back = _turn(middle - y1), _turn(middle - y2)
    third = dx / 3
    return (
        start,
        (x1 + out, y1),
        (x1 + out, middle),
        (x1, middle),
        (x1 + third, middle),
        (x2 - third, middle),
        (x2, middle),
        (x2 - back, middle),
        (x2 - back, y2),
        end,
    )


def _turn(height: float) -> float:
    """How far a half turn of that height reaches out."""
    return min(max(abs(height) * 2 / 3, _TURN_MIN), _TURN_MAX)


def bounds(curve: Curve) -> Box:
    """Left, top, right, bottom around the handles, so never too small."""
    xs = [p[0] for p in curve]
    ys = [p[1] for p in curve]
    return min(xs), min(ys), max(xs), max(ys)


def flatten(curve: Curve, steps: int = 16) -> list[Point]:
    """The curve as points on it, `steps` a segment."""
    points = [curve[0]]
    for i in range(0, len(curve) - 1, 3):
        points.extend(
            _segment(curve[i], curve[i + 1], curve[i + 2], curve[i + 3], k / steps) for k in range(1, steps + 1)
        )
    return points


def _segment(a: Point, b: Point, c: Point, d: Point, t: float) -> Point:
    u = 1 - t
    p, q, r, s = u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t
    return (p * a[0] + q * b[0] + r * c[0] + s * d[0], p * a[1] + q * b[1] + r * c[1] + s * d[1])


def middle(curve: Curve) -> Point:
    """The point half way along, where a badge or a mark sits."""
    segments = (len(curve) - 1) // 3
    i = 3 * (segments // 2)
    return _segment(curve[i], curve[i + 1], curve[i + 2], curve[i + 3], 0.5)


def distance(curve: Curve, x: float, y: float) -> float:
    """How far a point is from the curve, in scene units (to within a fraction of one)."""
    points = flatten(curve)
    return min(_to_line(a, b, x, y) for a, b in pairwise(points))


def _to_line(a: Point, b: Point, x: float, y: float) -> float:
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = dx * dx + dy * dy
    t = 0.0 if length == 0 else min(max(((x - a[0]) * dx + (y - a[1]) * dy) / length, 0.0), 1.0)
    return hypot(a[0] + t * dx - x, a[1] + t * dy - y)
