"""Which rows the chart has, and which bars of a row are to be painted at this zoom. No Qt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

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


Filled = dict[tuple[int, str], tuple[float, float]]
"""By lane and state: where the bar that was given last begins and ends, in pixels."""


def visible(
    bars: Iterable[Bar], axis: Axis, origin: float, width: float, now: float, lanes: int, filled: Filled
) -> Iterator[tuple[Bar, float, float]]:
    """Bars to paint: `(bar, left, right)` in pixels.

    Where many of a lane fall into one pixel only the first of each state is given, so that a row of thousands
    costs at most what the screen is wide; of those that still last only the one that lasts longest.

    Args:
        bars: of one row, in the order of their ends, those that still last in that of their starts.
        axis: the scale of now.
        origin: seconds since the epoch at time 0.
        width: of the chart, in pixels.
        now: end of bars that still last.
        lanes: so many are shown; bars of higher ones share them.
        filled: what was given before, of the same row; brought up to date.
    """
    zero, scale = origin + axis.start, axis.scale
    for bar in bars:
        end = bar.end
        right = ((now if end is None else end) - zero) * scale
        left = (bar.start - zero) * scale
        if right < 0 or left >= width:
            continue
        key = (bar.lane % lanes, bar.word)
        before = filled.get(key)
        if before is not None and right - before[1] < 0.75 and left >= before[0]:
            continue
        filled[key] = left, right
        left = max(left, -10.0)
        yield bar, left, min(max(right, left + 2), width + 10)
