"""Frames by their title and notes: a click selects, a drag moves a note, or a frame with its nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from harmony.board import theme
from harmony.board.canvas import acts, ground
from harmony.board.canvas.gestures.base import Gesture, Press
from harmony.board.canvas.gestures.carry import Carry
from harmony.board.canvas.measures import snap

if TYPE_CHECKING:
    from harmony.board.canvas.view import CanvasView


class GroundPress(Gesture):
    """Holds a frame or a note."""

    def __init__(self, canvas: CanvasView, press: Press, piece: ground.Piece) -> None:
        super().__init__(canvas, press)
        self._piece = piece
        self._carry: Carry | None = None
        self._rect = ground.rect_of(canvas.document, canvas.plan, piece)
        self._away = QPointF()
        canvas.choose(())
        canvas.choose_ground(piece)

    @classmethod
    def take(cls, canvas: CanvasView, press: Press) -> Self | None:
        """The left button on the title of a frame or on a note."""
        if not press.is_left or press.card or press.port or press.wire or press.modifiers:
            return None
        piece = ground.piece_at(canvas.document, canvas.plan, press.scene.x(), press.scene.y())
        return cls(canvas, press, piece) if piece is not None else None

    def move(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Carry it from grid line to grid line."""
        if not self.is_drag(at):
            return
        if self._piece.kind == "frames" and self._carry is None:
            self._carry = Carry(self.canvas, ground.nodes_in(self.canvas.document, self.canvas.plan, self._piece))
        before = self._rect.translated(self._away)
        away = self.canvas.scene_pos(at) - self.press.scene
        self._away = QPointF(snap(away.x()), snap(away.y()))
        if self._carry is not None:
            self._carry.move_to(int(self._away.x()), int(self._away.y()))
        self.canvas.update_scene(before.united(self._rect.translated(self._away)), 4)

    def release(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Make the edit."""
        carry, plan, document = self._carry, self.canvas.plan, self.canvas.document
        dx, dy = int(self._away.x()), int(self._away.y())
        self.cancel()
        if not (dx or dy):
            return
        if carry is not None:
            acts.move(document, {i: (plan.cards[i].x + dx, plan.cards[i].y + dy) for i in carry.ids}, self.canvas.scope)
        else:
            note = document.melody.layout.notes[self._piece.index]
            ground.set_value(document, self._piece, "at", [note.at[0] + dx, note.at[1] + dy])

    def cancel(self) -> None:
        """Put it back."""
        self.canvas.update_scene(self._rect.translated(self._away), 4)
        if self._carry is not None:
            self._carry.drop()
            self._carry = None

    def paint(self, painter: QPainter) -> None:
        """Draw where it would be."""
        if self._carry is not None:
            self._carry.paint(painter)
        if self.has_moved:
            pen = QPen(theme.current().accent, 1.5)
            pen.setDashPattern([4, 3])
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self._rect).translated(self._away), 10, 10)
