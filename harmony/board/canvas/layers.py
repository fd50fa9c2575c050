"""What a tile of the underlay is made of: ground, frames, notes, then wires one after the other."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QRectF
from PySide6.QtGui import QPainter, QTransform

from harmony.board.canvas import backdrop

if TYPE_CHECKING:
    from harmony.board.canvas.plan import Link
    from harmony.board.canvas.scene import CanvasScene
    from harmony.melody.model import Melody

DENSE = 160
"""With more wires in a tile each is one pixel wide: they could not be told apart anyway."""

_LOOK = 16
"""Hair lines between two looks at the clock."""


class Layers:
    """The painting of a part of the sheet; see `underlay.Work`.

    Args:
        stage: whose wires, and whose plan.
        melody: gives the document of now.
        part: in pixels from the scene's origin.
        percent: the zoom.
        ratio: device pixels a logical pixel.
    """

    def __init__(
        self, stage: CanvasScene, melody: Callable[[], Melody], part: QRect, percent: int, ratio: float
    ) -> None:
        self._stage, self._melody = stage, melody
        self._part, self._percent, self._ratio = QRect(part), percent, ratio
        zoom = percent / 100
        self._box = (part.x() / zoom, part.y() / zoom, (part.right() + 1) / zoom, (part.bottom() + 1) / zoom)
        self._left: list[Link] | None = None
        self._is_dense = False

    def go_on(self, painter: QPainter, at: QPoint, end: float) -> bool:
        """Paint until the time is over."""
        if self._left is None:
            self._paint_ground(painter, at)
            self._left = self._stage.wires_in(self._box)
            self._is_dense = len(self._left) > DENSE
        self._place(painter, at)
        left, stage = self._left, self._stage
        while left:
            if self._is_dense:
                for link in left[-_LOOK:]:
                    stage.paint_hair(painter, link, self._box)
                del left[-_LOOK:]
            else:
                stage.paint_wire(painter, left.pop(), self._box, self._ratio)
            if perf_counter() > end:
                break
        if not left and stage.badges is not None and stage.plan.led:
            stage.badges.paint(painter, self._box, self._percent / 100)
        return not left

    def draft(self, painter: QPainter, at: QPoint, end: float) -> None:
        """Paint hair lines, as many as there is time for."""
        self._paint_ground(painter, at)
        self._place(painter, at)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for number, link in enumerate(self._stage.wires_in(self._box)):
            if number % _LOOK == 0 and perf_counter() > end:
                return
            self._stage.paint_hair(painter, link, self._box)

    def _place(self, painter: QPainter, at: QPoint) -> None:
        zoom = self._percent / 100
        painter.setWorldTransform(QTransform(zoom, 0, 0, zoom, at.x() - self._part.x(), at.y() - self._part.y()))

    def _paint_ground(self, painter: QPainter, at: QPoint) -> None:
        self._place(painter, at)
        left, top, right, bottom = self._box
        exposed, melody = QRectF(left, top, right - left, bottom - top), self._melody()
        backdrop.paint_ground(painter, [QRect(at, self._part.size())], self._percent, self._ratio)
        backdrop.paint_frames(painter, self._stage.plan, melody, exposed)
        backdrop.paint_notes(painter, self._stage.plan, melody, exposed)
