"""What is shown while the zoom moves among many cards: the last sharp picture, stretched.

Painting hundreds of items anew for every notch of the wheel takes longer than a frame. The
picture as it was is stretched instead, over the tiles of the far view for what lies around it;
when the zoom rests, items are made in slices and painted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPixmap

if TYPE_CHECKING:
    from harmony.board.canvas.viewfinder import Viewfinder

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
        self._place = QRectF()

    def before(self, sheet: Viewfinder, percent: int) -> None:
        """The zoom is about to become another one: take the picture if it will be needed."""
        if self.is_on or sheet.is_far or percent == sheet.zoom_percent:
            return
        left, top, right, bottom = sheet.seen()
        if len(sheet.plan.cards) <= MANY_CARDS:
            return
        self._place = QRectF(left, top, right - left, bottom - top)
        self._picture = sheet.picture()

    def stop(self) -> None:
        """The items are there again."""
        self.is_on = False
        self._picture = None

    def paint(self, painter: QPainter, zoom: float) -> None:
        """Draw the picture where it belongs, in scene coordinates."""
        if self._picture is not None:
            painter.drawPixmap(self._place, self._picture, QRectF(self._picture.rect()))
