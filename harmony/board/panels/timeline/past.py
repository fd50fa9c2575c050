"""What is over in a row, as pictures: a bar that has ended is painted once, however long the run goes on.

While the axis stands, what ends is added to the pictures. With another axis they are made anew in
slices, and until they are there the old ones are shown stretched.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from time import perf_counter

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap

from harmony.board.panels.timeline.axis import Axis
from harmony.board.panels.timeline.bars import fill, paint_bar
from harmony.board.panels.timeline.rows import NAMES, ROW, Filled, visible
from harmony.board.tracks import Bar, Track

MOST_LANES = 6
"""More bars than that beside one another in one row share lanes."""

_CHUNK = 64
"""So many bars are painted at least, and between two looks at the clock."""

_UNDER, _BARS, _OVER = "queued", "", "error"
"""Layers of a row, from below: queues, all the other bars, and errors, which nothing hides."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What the pictures of a row depend on.

    Attributes:
        start, scale: of the axis.
        origin: seconds since the epoch at time 0.
        width: of the chart, in pixels.
        lanes: so many are shown; bars of higher ones share them.
        ratio: device pixels a logical pixel.
    """

    start: float
    scale: float
    origin: float
    width: int
    lanes: int
    ratio: float


class _Sheet:
    """The pictures of a row at one sight, as far as they are painted."""

    def __init__(self, sight: Sight) -> None:
        self.sight = sight
        self.layers: dict[str, QPixmap] = {}
        self._done = 0
        self._filled: Filled = {}

    def go_on(self, ended: list[Bar], until: float) -> bool:
        """Paint what has ended since; False if there was no time for all of it."""
        if not self._done:
            # Ends are in order but for moments: what has ended before the view begins is passed over.
            first = bisect_left(ended, self.sight.origin + self.sight.start, key=_end)
            self._done = max(0, first - 4 * _CHUNK)
        while self._done < len(ended):
            some = ended[self._done : self._done + _CHUNK]
            self._done += len(some)
            self._paint(some)
            if perf_counter() > until:
                break
        return self._done >= len(ended)

    def _paint(self, bars: list[Bar]) -> None:
        sight = self.sight
        layers: dict[str, list[_Shown]] = {}
        for one in _seen(bars, sight, 0.0, self._filled):
            word = one[0].word
            layers.setdefault(word if word in (_UNDER, _OVER) else _BARS, []).append(one)
        for layer, shown in layers.items():
            picture = self.layers.get(layer)
            if picture is None:
                picture = QPixmap(round(sight.width * sight.ratio), round(ROW * sight.ratio))
                picture.setDevicePixelRatio(sight.ratio)
                picture.fill(Qt.GlobalColor.transparent)
                self.layers[layer] = picture
            painter = QPainter(picture)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            _paint_bars(painter, shown, sight.lanes, 0.0)
            painter.end()


class Past:
    """All that is over in one row."""

    def __init__(self, track: Track) -> None:
        self.track = track
        self._shown: _Sheet | None = None
        self._next: _Sheet | None = None

    def go_on(self, sight: Sight, until: float) -> bool:
        """Have the pictures of a sight; False if there was no time for all of it."""
        if self._shown is None or self._shown.sight != sight:
            if self._next is None or self._next.sight != sight:
                self._next = _Sheet(sight)
            if not self._next.go_on(self.track.ended, until):
                return False
            self._shown, self._next = self._next, None
        return self._shown.go_on(self.track.ended, until)

    def paint(self, painter: QPainter, layer: str, sight: Sight) -> None:
        """Draw one layer where the axis is now, with the chart's corner at the origin."""
        sheet = self._shown or self._next
        picture = sheet.layers.get(layer) if sheet is not None else None
        if sheet is None or picture is None:
            return
        if (sheet.sight.start, sheet.sight.scale) == (sight.start, sight.scale):
            painter.drawPixmap(QPointF(), picture)
        else:
            by, left = sight.scale / sheet.sight.scale, (sheet.sight.start - sight.start) * sight.scale
            painter.drawPixmap(QRectF(left, 0, sheet.sight.width * by, ROW), picture, QRectF(picture.rect()))


def paint_track(painter: QPainter, past: Past, sight: Sight, now: float, until: float) -> bool:
    """Draw the bars of a row, with its corner behind the names at the painter's origin.

    Args:
        painter: moved to the row, and clipped to it.
        past: of the row.
        sight: the axis as it is.
        now: end of bars that still last, seconds since the epoch.
        until: so long pictures may be painted (`perf_counter`).

    Returns:
        False if more is to be painted.
    """
    is_whole, track = past.go_on(sight, until), past.track
    past.paint(painter, _UNDER, sight)
    if track.queues and track.queues[-1].end is None:
        _paint_bars(painter, list(_seen(track.queues[-1:], sight, now, {})), sight.lanes, now)
    past.paint(painter, _BARS, sight)
    _paint_bars(painter, list(_seen(track.at_work.values(), sight, now, {})), sight.lanes, now)
    past.paint(painter, _OVER, sight)
    return is_whole


_Shown = tuple[Bar, float, float]
"""A bar and where it begins and ends, in pixels."""


def _seen(bars: Iterable[Bar], sight: Sight, now: float, filled: Filled) -> Iterable[_Shown]:
    return visible(bars, Axis(sight.start, sight.scale), sight.origin, sight.width, now, sight.lanes, filled)


def _paint_bars(painter: QPainter, shown: list[_Shown], lanes: int, now: float) -> None:
    high = (ROW - 10) / lanes if lanes < 3 else (ROW - 6) / lanes
    gap = 0.0 if lanes == 1 else 0.5
    # Bars without corners and text are drawn by the hundred in one call.
    small: dict[str, list[QRectF]] = {}
    for bar, left, right in shown:
        box = QRectF(left, (ROW - high * lanes) / 2 + bar.lane % lanes * high + gap, right - left, high - 2 * gap)
        if bar.word == _UNDER:
            paint_bar(painter, bar, QRectF(left, 0, right - left, ROW), now)
        elif high < 8 or right - left < 6:
            small.setdefault(bar.word, []).append(box)
        else:
            paint_bar(painter, bar, box, now)
    painter.setPen(Qt.PenStyle.NoPen)
    for word, boxes in small.items():
        painter.setBrush(fill(word))
        painter.drawRects(boxes)


def _end(bar: Bar) -> float:
    return bar.end or 0.0


def sight_of(axis: Axis, origin: float, width: float, lanes: int, ratio: float) -> Sight:
    """The sight of a row of the chart, whose names stand before it."""
    return Sight(axis.start, axis.scale, origin, max(1, round(width) - NAMES), min(lanes, MOST_LANES), ratio)
