"""What lies under the cards, kept as one picture: ground, frames, notes and wires.

The picture is as large as the viewport and wraps around: a point of the sheet has its pixel at
its coordinates modulo the size. So a pan paints only what comes into view, and a card that
changes paints no wire at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from time import perf_counter
from typing import cast

from PySide6.QtCore import QPoint, QRect, QRectF, QSize
from PySide6.QtGui import QPainter, QPixmap, QRegion

BUDGET_S = 0.004
"""So long a frame may paint what is only outdated."""

_BAND = 96

Paint = Callable[[QPainter, QRect, QPoint], None]
"""Paints a rectangle of the sheet (pixels from the scene's origin) with its corner at a point of the painter."""


class Underlay:
    """A picture of the sheet under the cards.

    Args:
        paint: paints a part of it.

    Attributes:
        was_short: there was no time for all of it; the view asks again.
    """

    def __init__(self, paint: Paint) -> None:
        self._paint = paint
        self._picture = QPixmap()
        self._made_for: tuple[object, ...] = ()
        self._valid = QRegion()
        self._old = QRegion()
        self.was_short = False

    def clear(self) -> None:
        """All of it is another one; until there is time the old one is shown."""
        self._old += self._valid
        self._valid = QRegion()

    def forget(self, area: QRect) -> None:
        """A part of the sheet is another one.

        Args:
            area: in pixels from the scene's origin.
        """
        gone = self._valid & QRegion(area)
        self._old += gone
        self._valid -= gone

    def show(self, painter: QPainter, view: QRect, exposed: Iterable[QRect], look: tuple[object, ...]) -> None:
        """Draw the exposed parts of the viewport; what is missing is painted first.

        Args:
            painter: of the viewport, without a transform.
            view: what the viewport shows, in pixels from the scene's origin.
            exposed: viewport pixels.
            look: anything that makes it another picture: zoom, ratio, theme.
        """
        ratio = painter.device().devicePixelRatioF()
        if ratio != int(ratio):  # fractions of pixels cannot wrap around
            for rect in exposed:
                self._paint(painter, rect.translated(view.topLeft()), rect.topLeft())
            return
        self._fit(view.size(), int(ratio), look)
        self._valid &= QRegion(view)
        self._old &= QRegion(view)
        rects = [r.translated(view.topLeft()) & view for r in exposed]
        missing = QRegion()
        for rect in rects:
            missing += rect
        missing -= self._valid
        self._make(missing - self._old)
        self._mend(missing & self._old)
        for rect in rects:
            for part, at in self._parts(rect):
                source = QRectF(at.x() * ratio, at.y() * ratio, part.width() * ratio, part.height() * ratio)
                painter.drawPixmap(QRectF(part.translated(-view.topLeft())), self._picture, source)

    def _fit(self, size: QSize, ratio: int, look: tuple[object, ...]) -> None:
        wanted = (size, ratio, *look)
        if wanted != self._made_for:
            self._made_for = wanted
            if self._picture.size() != size * ratio:
                self._picture = QPixmap(size * ratio)
                self._picture.fill()
            self._picture.setDevicePixelRatio(ratio)
            self._valid, self._old = QRegion(), QRegion()

    def _mend(self, old: QRegion) -> None:
        """Paint what is there but outdated, band by band, as far as a frame has time."""
        end = perf_counter() + BUDGET_S
        around = old.boundingRect()
        for top in range(around.top(), around.bottom() + 1, _BAND):
            if perf_counter() > end:
                self.was_short = True
                return
            self._make(old & QRegion(QRect(around.left(), top, around.width(), _BAND)))

    def _make(self, missing: QRegion) -> None:
        if missing.isEmpty():
            return
        painter = QPainter(self._picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for rect in _few(missing):
            for part, at in self._parts(rect):
                painter.setClipRect(QRect(at, part.size()))
                self._paint(painter, part, at)
                painter.resetTransform()
        painter.end()
        self._valid += missing
        self._old -= missing

    def _parts(self, rect: QRect) -> Iterator[tuple[QRect, QPoint]]:
        """A rectangle of the sheet, cut where the picture wraps: each part and its place there."""
        width, height = cast("tuple[QSize]", self._made_for)[0].toTuple()
        y = rect.top()
        while y <= rect.bottom():
            inner_y = y % height
            tall = min(height - inner_y, rect.bottom() - y + 1)
            x = rect.left()
            while x <= rect.right():
                inner_x = x % width
                wide = min(width - inner_x, rect.right() - x + 1)
                yield QRect(x, y, wide, tall), QPoint(inner_x, inner_y)
                x += wide
            y += tall


def _few(region: QRegion) -> list[QRect]:
    """The rectangles of a region, or the one around it where they are many and fill it."""
    rects = [QRect(r) for r in cast("Iterable[QRect]", region)]
    around = region.boundingRect()
    area = sum(r.width() * r.height() for r in rects)
    return [around] if area * 1.3 > around.width() * around.height() else rects
