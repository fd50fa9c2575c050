"""A click on a cell of a for-each or a loop shows that iteration everywhere; on the same one again, all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from PySide6.QtCore import QPointF, Qt

from harmony.board.canvas import measures as m
from harmony.board.canvas.cells import cell_at
from harmony.board.canvas.gestures.base import Gesture, Press

if TYPE_CHECKING:
    from harmony.board.canvas.view import CanvasView


class StripPress(Gesture):
    """A press on a cell; it counts when the button goes up on the same one."""

    cell = -1

    @classmethod
    def take(cls, canvas: CanvasView, press: Press) -> Self | None:
        """The left button on a cell."""
        if not press.is_left or press.card is None or press.port is not None or press.modifiers != _NONE:
            return None
        cell = _cell(canvas, press.card, press.scene)
        if cell < 0:
            return None
        made = cls(canvas, press)
        made.cell = cell
        return made

    def release(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Show the iteration, the first of those that share the cell."""
        card = self.press.card or ""
        if card in self.canvas.plan.cards and _cell(self.canvas, card, self.canvas.scene_pos(at)) == self.cell:
            self.canvas.choose([card])
            self.canvas.show_cell(card, self.cell)


_NONE = Qt.KeyboardModifier.NoModifier


def _cell(canvas: CanvasView, card_id: str, point: QPointF) -> int:
    """The cell of a card under a point of the scene; -1 where there is none."""
    card = canvas.plan.cards[card_id]
    if point.y() < card.y + card.height - m.FOOTER:
        return -1
    return cell_at(canvas.stage.look(card), point - QPointF(card.x, card.y))
