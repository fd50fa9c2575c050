"""Lead a wire through points: Alt and a click on it makes one, a drag moves it, Alt and a click on it takes it away.

A new point can be pulled to its place before the button is let go. Points stop at every half
grid line, where ports are, so that wires can run straight; Alt leaves the grid alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from harmony.board import theme
from harmony.board.canvas import leading
from harmony.board.canvas import measures as m
from harmony.board.canvas.curves import Point
from harmony.board.canvas.gestures.base import ALT, Gesture, Press
from harmony.board.canvas.hits import Dot
from harmony.board.canvas.strokes import path_of, pen_of

if TYPE_CHECKING:
    from harmony.board.canvas.plan import Link
    from harmony.board.canvas.view import CanvasView


class Reroute(Gesture):
    """Holds one point of a wire.

    Args:
        canvas: where.
        press: how it began.
        dot: the point that is held.
        points: of the wire, with the held one among them.
        is_new: it is there only since this press.
    """

    cursor = Qt.CursorShape.SizeAllCursor

    def __init__(self, canvas: CanvasView, press: Press, dot: Dot, points: list[Point], *, is_new: bool) -> None:
        super().__init__(canvas, press)
        self._dot, self._points, self._is_new = dot, points, is_new
        self._link: Link = canvas.plan.links[dot.wire]
        self._is_led = False

    @classmethod
    def take(cls, canvas: CanvasView, press: Press) -> Self | None:
        """The left button on a point of a wire, or with Alt on a wire."""
        if not press.is_left or not press.is_on_wire or canvas.has_x:
            return None
        if press.dot is not None:
            link = canvas.plan.links[press.dot.wire]
            return cls(canvas, press, press.dot, list(link.via), is_new=False)
        if press.wire is None or not press.holds(ALT):
            return None
        dot, points = leading.with_point(canvas.plan, press.wire, (press.scene.x(), press.scene.y()))
        return cls(canvas, press, dot, points, is_new=True)

    def move(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Lead the wire through where the pointer is."""
        if not self.is_drag(at):
            return
        if not self._is_led:
            self._is_led = True
            self.canvas.stage.hide(set(), {self._link})
        before = self._box()
        point = self.canvas.scene_pos(at)
        is_free = bool(modifiers & ALT) and not self._is_new
        self._points[self._dot.index] = (point.x(), point.y()) if is_free else leading.snapped(point.x(), point.y())
        self.canvas.update_scene(before.united(self._box()), 12)

    def release(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Make the edit: the point is made, moved, or with Alt and no move taken away."""
        self._end()
        document, plan = self.canvas.document, self.canvas.plan
        if not self._is_new and not self.has_moved and self.press.holds(ALT):
            leading.remove(document, plan, self._dot)
            self.canvas.choose_dot(None)
            return
        self.canvas.choose((), [self._dot.wire])
        if self._is_new or self.has_moved:
            leading.lead(document, plan, self._dot.wire, self._points)
        self.canvas.choose_dot(self._dot)

    def cancel(self) -> None:
        """Leave the wire as it was."""
        self._end()

    def paint(self, painter: QPainter) -> None:
        """Draw the wire as it would be."""
        if not self._is_led:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(pen_of(self._link))
        painter.drawPath(path_of(self._curve()))
        painter.setPen(QPen(theme.current().canvas, 1.5))
        painter.setBrush(theme.current().accent)
        for x, y in self._points:
            painter.drawEllipse(QPointF(x, y), m.DOT, m.DOT)

    def _curve(self) -> tuple[Point, ...]:
        return self.canvas.plan.shape(self._link.curve[0], self._link.curve[-1], tuple(self._points))

    def _box(self) -> QRectF:
        return path_of(self._curve()).controlPointRect()

    def _end(self) -> None:
        if self._is_led:
            self._is_led = False
            box = self._box()
            self.canvas.stage.hide(set(), set())
            self.canvas.update_scene(box, 12)
