"""The shape of wires: cubic curves as plain points, whatever their style.

A curve is a tuple of points `(start, handle, handle, end, handle, handle, end …)`, so
`3 n + 1` of them for n segments. A wire to the right is one segment; a wire that has to go
back leaves and arrives in the same directions, by two half turns and a straight between
them, instead of cutting through the cards at its ends. Knows nothing of Qt.
"""

from __future__ import annotations

from itertools import pairwise
from math import hypot
from typing import Literal

Point = tuple[float, float]
Curve = tuple[Point, ...]
Box = tuple[float, float, float, float]
Style = Literal["curved", "straight", "orthogonal"]
STYLES: tuple[Style, ...] = ("curved", "straight", "orthogonal")

BACK_FROM = -20.0
"""Wires whose end lies further to the left than this turn around."""
_TURN_MIN, _TURN_MAX = 36.0, 72.0
_CLEAR = 100.0
"""Ends closer than this in height are gone round below, not between."""
_BELOW = 90.0
_STUB = 14.0
"""So far a straight or orthogonal wire goes on level from a port."""
_ROUND = 8.0
"""Radius of the corners of orthogonal wires."""


def shape(start: Point, end: Point, via: tuple[Point, ...] = (), style: Style = "curved") -> Curve:
    """The shape of a wire from an output to an input.

    Args:
        start, end: the ports.
        via: points that it is led through, in order.
        style: how it gets from one to the next.
    """
    if style == "straight":
        (x1, y1), (x2, y2) = start, end
        return _lines([start, (x1 + _STUB, y1), *via, (x2 - _STUB, y2), end])
    if style == "orthogonal":
        return _rounded(_corners(start, end, via))
    return _through([start, *via, end]) if via else wire_curve(start, end)


def _through(points: list[Point]) -> Curve:
    """One smooth curve through points, level at both ends."""
    ways = [(1.0, 0.0), *(_way(a, b) for a, b in zip(points, points[2:], strict=False)), (1.0, 0.0)]
    found: list[Point] = [points[0]]
    for (a, b), (out, into) in zip(pairwise(points), pairwise(ways), strict=True):
        reach = hypot(b[0] - a[0], b[1] - a[1]) / 3
        found += [(a[0] + reach * out[0], a[1] + reach * out[1]), (b[0] - reach * into[0], b[1] - reach * into[1]), b]
    return tuple(found)


def _way(a: Point, b: Point) -> Point:
    """The direction from one point to another, of length 1."""
    length = hypot(b[0] - a[0], b[1] - a[1])
    return ((b[0] - a[0]) / length, (b[1] - a[1]) / length) if length else (1.0, 0.0)


def _lines(points: list[Point]) -> Curve:
    """Straight lines from point to point."""
    found = [points[0]]
    for a, b in pairwise(points):
        third = ((b[0] - a[0]) / 3, (b[1] - a[1]) / 3)
        found += [(a[0] + third[0], a[1] + third[1]), (b[0] - third[0], b[1] - third[1]), b]
    return tuple(found)


def _corners(start: Point, end: Point, via: tuple[Point, ...]) -> list[Point]:
    """The corners of level and upright lines through points."""
    first, last = (start[0] + _STUB, start[1]), (end[0] - _STUB, end[1])
    if not via and last[0] < first[0]:
        level = (start[1] + end[1]) / 2 if abs(end[1] - start[1]) >= _CLEAR else max(start[1], end[1]) + _BELOW
        return [start, first, (first[0], level), (last[0], level), last, end]
    if not via:
        x = (start[0] + end[0]) / 2
        return [start, (x, start[1]), (x, end[1]), end]
    found = [start]
    if via[0][0] < first[0]:  # level again before it goes back
        found += [first, (first[0], (first[1] + via[0][1]) / 2), (via[0][0], (first[1] + via[0][1]) / 2)]
    else:
        found.append((via[0][0], start[1]))
    for a, b in pairwise(via):
        found += [a, (a[0], b[1])]
    found.append(via[-1])
    if via[-1][0] > last[0]:
        found += [(via[-1][0], (last[1] + via[-1][1]) / 2), (last[0], (last[1] + via[-1][1]) / 2), last]
    else:
        found.append((via[-1][0], end[1]))
    return [*found, end]


def _rounded(points: list[Point]) -> Curve:
    """Lines along points with their corners rounded off."""
    points = [p for at, p in enumerate(points) if at == 0 or p != points[at - 1]]
    found, here = [points[0]], points[0]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        into, out = _way(before, corner), _way(corner, after)
        turns_round = into[0] * out[0] + into[1] * out[1] < -0.99
        room = 0.0 if turns_round else min(_ROUND, _half(before, corner), _half(corner, after))
        near = (corner[0] - room * into[0], corner[1] - room * into[1])
        far = (corner[0] + room * out[0], corner[1] + room * out[1])
        found += [*_lines([here, near])[1:], corner, corner, far]
        here = far
    return (*found, *_lines([here, points[-1]])[1:])


def _half(a: Point, b: Point) -> float:
    return hypot(b[0] - a[0], b[1] - a[1]) / 2


def leg_at(points: tuple[Point, ...], x: float, y: float) -> int:
    """The stretch between two of a wire's points (ends and those it is led through) that lies nearest."""
    return min(range(len(points) - 1), key=lambda i: _to_line(points[i], points[i + 1], x, y))


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
    if segments % 2 == 0 or segments > 3:
        return _half_way(flatten(curve, 6))
    i = 3 * (segments // 2)
    return _segment(curve[i], curve[i + 1], curve[i + 2], curve[i + 3], 0.5)


def _half_way(points: list[Point]) -> Point:
    lengths = [hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(points)]
    left = sum(lengths) / 2
    for (a, b), length in zip(pairwise(points), lengths, strict=True):
        if length and left <= length:
            share = left / length
            return a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])
        left -= length
    return points[-1]


def distance(curve: Curve, x: float, y: float) -> float:
    """How far a point is from the curve, in scene units (to within a fraction of one)."""
    points = flatten(curve)
    return min(_to_line(a, b, x, y) for a, b in pairwise(points))


def _to_line(a: Point, b: Point, x: float, y: float) -> float:
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = dx * dx + dy * dy
    t = 0.0 if length == 0 else min(max(((x - a[0]) * dx + (y - a[1]) * dy) / length, 0.0), 1.0)
    return hypot(a[0] + t * dx - x, a[1] + t * dy - y)
