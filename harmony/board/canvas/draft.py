"""What is shown while the zoom moves among many cards: the last sharp picture, stretched.

Painting hundreds of items anew for every notch of the wheel takes longer than a frame. The
picture as it was is stretched instead, over the tiles of the far view for what lies around it;
when the zoom rests, items are made in slices and painted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap

from harmony.board import theme
from harmony.board.canvas import measures as m
from harmony.board.canvas.lens import colour_of

if TYPE_CHECKING:
    from harmony.board.canvas.plan import Card
    from harmony.board.canvas.viewfinder import Viewfinder

_STEP = 64

MANY_CARDS = 12
"""With fewer on the canvas every frame is painted, at any zoom."""

SLICE_S = 0.004


class ZoomDraft:
    """A picture of the canvas at the moment at which the zoom began to move.

    Attributes:
        is_on: it stands for the items now.
    """

    def __init__(self) -> None:
        self.is_on = False
        self._picture: QPixmap | None = None
        self._spare: QPixmap | None = None
        self._place = QRectF()

    def before(self, sheet: Viewfinder, percent: int) -> None:
        """The zoom is about to become another one: take the picture if it will be needed."""
        if self.is_on or sheet.is_far or percent == sheet.zoom_percent or percent < m.FAR_BELOW * 100:
            return
        left, top, right, bottom = sheet.seen()
        if len(sheet.plan.cards) <= MANY_CARDS:
            return
        self._place = QRectF(left, top, right - left, bottom - top)
        # Its memory is kept: to have 8 MB from the system anew costs as much as to paint them.
        self._picture = self._spare = sheet.picture(self._spare)

    def stop(self) -> None:
        """The items are there again."""
        self.is_on = False
        self._picture = None

    def covers(self, seen: QRectF) -> bool:
        """True if nothing of what is seen lies beside the picture."""
        return self._picture is not None and self._place.contains(seen)

    def paint(self, painter: QPainter, zoom: float) -> None:
        """Draw the picture where it belongs, in scene coordinates."""
        if self._picture is not None:
            painter.drawPixmap(self._place, self._picture, QRectF(self._picture.rect()))


class Sketch:
    """The first picture of a large Melody, while its wires are still worked out: every card as a rectangle."""

    def __init__(self, sheet: Viewfinder) -> None:
        left, top, right, bottom = sheet.seen()
        self._place = QRectF(left, top, right - left, bottom - top)
        ratio = sheet.viewport().devicePixelRatioF()
        self._picture = QPixmap(sheet.viewport().size() * ratio)
        self._picture.setDevicePixelRatio(ratio)
        self._picture.fill(theme.current().canvas)
        self._zoom = sheet.zoom

    def painting(self, cards: Iterable[Card]) -> Iterator[None]:
        """Draw the cards, a little at a time."""
        some: list[QRectF] = []
        for card in cards:
            some.append(QRectF(card.x, card.y, card.width, card.height))
            if len(some) == _STEP:
                self._draw(some)
                some = []
                yield
        self._draw(some)

    def _draw(self, rects: list[QRectF]) -> None:
        painter = QPainter(self._picture)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour_of("idle"))
        painter.scale(self._zoom, self._zoom)
        painter.translate(-self._place.topLeft())
        painter.drawRects(rects)
        painter.end()

    def paint(self, painter: QPainter, exposed: QRectF) -> None:
        """Draw it where it belongs, in scene coordinates."""
        painter.fillRect(exposed, theme.current().canvas)
        painter.drawPixmap(self._place, self._picture, QRectF(self._picture.rect()))
