"""Select by click and by rubber band.

Click selects; Shift adds, Ctrl toggles; Shift on the left or right third of a card takes
everything up or down the wires with it. A band on empty ground selects what it touches; with
Shift it adds, with Ctrl it takes away.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from harmony.board import theme
from harmony.board.canvas.gestures.base import CTRL, SHIFT, Gesture, Press
from harmony.board.canvas.match import reach
from harmony.board.canvas.plan import Plan

if TYPE_CHECKING:
    from harmony.board.canvas.view import CanvasView


class Band(Gesture):
    """A rubber band from empty ground."""

    def __init__(self, canvas: CanvasView, press: Press) -> None:
        super().__init__(canvas, press)
        self._before = canvas.chosen
        self._before_wires = canvas.document.wire_selection
        self._end = press.scene

    @classmethod
    def take(cls, canvas: CanvasView, press: Press) -> Self | None:
        """The left button on nothing."""
        is_empty = press.card is None and press.port is None and press.wire is None
        return cls(canvas, press) if press.is_left and is_empty else None

    def move(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Select what the band touches now."""
        if not self.is_drag(at):
            return
        before = self.rect()
        self._end = self.canvas.scene_pos(at)
        rect = self.rect()
        inside = self.canvas.plan.card_grid.inside((rect.left(), rect.top(), rect.right(), rect.bottom()))
        self.canvas.choose(banded(self._before, inside, self.press))
        self.canvas.update_scene(before.united(rect), 3)

    def release(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """A click on nothing selects nothing."""
        if self.has_moved:
            self.canvas.update_scene(self.rect(), 3)
        elif not (self.press.holds(SHIFT) or self.press.holds(CTRL)):
            self.canvas.choose(())

    def cancel(self) -> None:
        """Back to what was selected."""
        self.canvas.choose(self._before, self._before_wires)
        self.canvas.update_scene(self.rect(), 3)

    def rect(self) -> QRectF:
        """The band, in scene units."""
        return QRectF(self.press.scene, self._end).normalized()

    def paint(self, painter: QPainter) -> None:
        """Draw the band."""
        if not self.has_moved:
            return
        accent = theme.current().accent
        wash = QColor(accent)
        wash.setAlphaF(0.10)
        pen = QPen(accent, 1)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.setBrush(wash)
        painter.drawRect(self.rect())


def banded(before: frozenset[str], inside: set[str], press: Press) -> frozenset[str]:
    """What is selected once a band lies over `inside`."""
    if press.holds(CTRL):
        return before - inside
    if press.holds(SHIFT):
        return before | inside
    return frozenset(inside)


class WirePress(Gesture):
    """A click on a wire selects it."""

    @classmethod
    def take(cls, canvas: CanvasView, press: Press) -> Self | None:
        """The left button on a wire."""
        if not press.is_left or press.wire is None or press.card is not None or press.port is not None:
            return None
        before, one = canvas.document.wire_selection, frozenset({press.wire})
        if press.holds(CTRL):
            canvas.choose(canvas.chosen, before ^ one)
        elif press.holds(SHIFT):
            canvas.choose(canvas.chosen, before | one)
        else:
            canvas.choose((), one)
        return cls(canvas, press)


def clicked(plan: Plan, before: frozenset[str], card_id: str, press: Press) -> frozenset[str]:
    """What is selected after a click on a card."""
    if press.holds(SHIFT):
        card = plan.cards[card_id]
        share = (press.scene.x() - card.x) / card.width
        if share < 1 / 3:
            return before | reach(plan, card_id, is_up=True)
        if share > 2 / 3:
            return before | reach(plan, card_id, is_up=False)
        return before | {card_id}
    if press.holds(CTRL):
        return before ^ {card_id}
    return frozenset({card_id})
