"""Cut wires by a stroke across them: X held and drag, or Ctrl+Shift and drag."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Self

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from harmony.board import theme
from harmony.board.canvas import acts
from harmony.board.canvas.curves import flatten
from harmony.board.canvas.gestures.base import CTRL, SHIFT, Gesture, Press
from harmony.melody.wires import WireEnd

if TYPE_CHECKING:
    from harmony.board.canvas.plan import Link
    from harmony.board.canvas.view import CanvasView


class Cut(Gesture):
    """A stroke; every wire that it crosses is gone when it ends."""

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, canvas: CanvasView, press: Press) -> None:
        super().__init__(canvas, press)
        self._points = [press.scene]
        self._cut: dict[WireEnd, Link] = {}

    @classmethod
    def take(cls, canvas: CanvasView, press: Press) -> Self | None:
        """The left button while X, or Ctrl and Shift, are held."""
        is_wanted = canvas.has_x or (press.holds(CTRL) and press.holds(SHIFT) and press.card is None)
        if not (press.is_left and is_wanted):
            return None
        canvas.used_x = True
        return cls(canvas, press)

    def move(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Lead the stroke on; wires that it crosses light up."""
        point = self.canvas.scene_pos(at)
        line = QLineF(self._points[-1], point)
        if line.length() < 1:
            return
        self.has_moved = True
        self._points.append(point)
        box = QRectF(line.p1(), line.p2()).normalized()
        near = self.canvas.plan.link_grid.inside((box.left(), box.top(), box.right(), box.bottom()))
        for link in near:
            if link.kind != "mention" and link.key not in self._cut and _crosses(link, line):
                self._cut[link.key] = link
        self.canvas.viewport().update()

    def release(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Take the wires away, in one edit."""
        self.canvas.viewport().update()
        if self._cut:
            acts.disconnect(self.canvas.document, self.canvas.plan, list(self._cut))

    def cancel(self) -> None:
        """Cut nothing."""
        self.canvas.viewport().update()

    def paint(self, painter: QPainter) -> None:
        """Draw the stroke, and over the wires that it cuts."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        colour = theme.current().state("error")
        painter.setPen(QPen(colour, 3))
        for link in self._cut.values():
            painter.drawPolyline(QPolygonF([QPointF(*p) for p in flatten(link.curve)]))
        pen = QPen(colour, 1.5, Qt.PenStyle.DashLine)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.drawPolyline(QPolygonF(self._points))


def _crosses(link: Link, line: QLineF) -> bool:
    points = [QPointF(*p) for p in flatten(link.curve)]
    for a, b in pairwise(points):
        kind, _at = QLineF(a, b).intersects(line)
        if kind == QLineF.IntersectionType.BoundedIntersection:
            return True
    return False
