"""Which rows the chart has, and which bars of a row are to be painted at this zoom. No Qt."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from harmony.board.panels.timeline.axis import Axis
from harmony.board.tracks import Bar

ROW, NAMES = 24, 190
"""Height of a row, width of the names before it."""


def order(paths: list[str]) -> list[str]:
    """Node paths in the order in which they appeared, what is in a body right behind its owner."""
    children: dict[str, list[str]] = {}
    known = set(paths)
    for path in paths:
        owner = path.rpartition("/")[0]
        while owner and owner not in known:
            owner = owner.rpartition("/")[0]
        children.setdefault(owner, []).append(path)
    rows: list[str] = []
    waiting = list(reversed(children.get("", [])))
    while waiting:
        path = waiting.pop()
        rows.append(path)
        waiting.extend(reversed(children.get(path, [])))
    return rows


def visible(
    bars: list[Bar], axis: Axis, origin: float, width: float, now: float, lanes: int
) -> Iterator[tuple[Bar, float, float]]:
    """Bars to paint: `(bar, left, right)` in pixels.

    Bars are in the order of their starts. Where many of a lane fall into one pixel only the
    first of each state is given, so that a row of thousands costs at most what the screen is wide.

    Args:
        bars: of one row.
        axis: the scale of now.
        origin: seconds since the epoch at time 0.
        width: of the chart, in pixels.
        now: end of bars that still last.
        lanes: so many are shown; bars of higher ones share them.
    """
    last = bisect_left(bars, origin + axis.seconds(width), key=_start)
    first = 0 if last < 4000 else _first(bars, origin + axis.start, last)
    filled: dict[tuple[int, str], float] = {}
    zero, scale = origin + axis.start, axis.scale
    for bar in bars[first:last]:
        end = bar.end
        right = ((now if end is None else end) - zero) * scale
        if right < 0:
            continue
        key = (bar.lane % lanes, bar.word)
        before = filled.get(key, -1.0)
        if right - before < 0.75 and end is not None:
            continue
        filled[key] = max(before, right)
        left = max((bar.start - zero) * scale, -10.0)
        yield bar, left, min(max(right, left + 2), width + 10)


def _start(bar: Bar) -> float:
    return bar.start


def _first(bars: list[Bar], start: float, last: int) -> int:
    """Where painting may begin in a long row: a little before the first bar that starts in view."""
    return max(0, min(last, bisect_left(bars, start, key=_start) - 256))
