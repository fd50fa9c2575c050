"""Which rows the chart has, and which bars of a row are to be painted at this zoom. No Qt."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from harmony.board.panels.timeline.axis import Axis
from harmony.board.playing import Playing
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


def visible(bars: list[Bar], axis: Axis, origin: float, width: float, now: float) -> Iterator[tuple[Bar, float, float]]:
    """Bars to paint: `(bar, left, right)` in pixels.

    Bars are in the order of their starts. Where many of a lane fall into one pixel only the
    first is given, so that a row of thousands costs at most what the screen is wide.

    Args:
        bars: of one row.
        axis: the scale of now.
        origin: seconds since the epoch at time 0.
        width: of the chart, in pixels.
        now: end of bars that still last.
    """
    last = bisect_left(bars, origin + axis.seconds(width), key=lambda b: b.start)
    first = 0 if last < 4000 else _first(bars, origin + axis.start, last)
    filled: dict[int, float] = {}
    for bar in bars[first:last]:
        right = axis.x((now if bar.end is None else bar.end) - origin)
        before = filled.get(bar.lane, -1.0)
        if right < 0 or (right - before < 0.75 and bar.end is not None):
            continue
        filled[bar.lane] = max(before, right)
        left = max(axis.x(bar.start - origin), -10.0)
        yield bar, left, min(max(right, left + 2), width + 10)


def _first(bars: list[Bar], start: float, last: int) -> int:
    """Where painting may begin in a long row: a little before the first bar that starts in view."""
    return max(0, min(last, bisect_left(bars, start, key=lambda b: b.start) - 256))


def row_at(playing: Playing | None, paths: list[str], index: int) -> str:
    """The node path of a row; empty outside."""
    return paths[index] if playing is not None and 0 <= index < len(paths) else ""
