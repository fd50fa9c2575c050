"""Move cards by dragging: stopped by the grid and by cards nearby, one edit at the end. A click selects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from harmony.board import theme
from harmony.board.canvas import acts, hits
from harmony.board.canvas.aligning import REACH_PX, Stop, stop
from harmony.board.canvas.gestures.base import ALT, CTRL, SHIFT, Gesture, Press
from harmony.board.canvas.gestures.carry import Carry
from harmony.board.canvas.gestures.select import clicked
from harmony.melody.wires import WireEnd

if TYPE_CHECKING:
    from harmony.board.canvas.view import CanvasView


class Move(Gesture):
    """Carries the selected cards."""

    def __init__(self, canvas: CanvasView, press: Press, card_id: str) -> None:
        super().__init__(canvas, press)
        self._card = card_id
        self._carry: Carry | None = None
        self._into: WireEnd | None = None
        self._guides: list[QLineF] = []
        self._was_selected = card_id in canvas.chosen
        if not self._was_selected and not press.holds(CTRL):
            canvas.choose(clicked(canvas.plan, canvas.chosen, card_id, press))

    @classmethod
    def take(cls, canvas: CanvasView, press: Press) -> Self | None:
        """The left button on a card."""
        return cls(canvas, press, press.card) if press.is_left and press.card is not None else None

    def move(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Carry the cards from grid line to grid line, or in line with others; Alt leaves both alone."""
        if not self.is_drag(at):
            return
        if self._carry is None:
            ids = self.canvas.chosen | {self._card}
            if self.press.holds(CTRL) and not self._was_selected:
                ids = frozenset({self._card})
            self._carry = Carry(self.canvas, ids)
        card, found = self.canvas.plan.cards[self._card], self._stop(at, is_free=bool(modifiers & ALT))
        self._carry.move_to(found.x - card.x, found.y - card.y)
        self._show_guides(found)
        self._look_for_wire(at)

    def release(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Make the edit; a press that stayed selects."""
        if self._carry is None:
            self._click()
            return
        dx, dy = self._carry.offset
        ids, into = self._carry.ids, self._into
        self._end()
        if not (dx or dy):
            return
        if self.press.holds(CTRL):
            acts.duplicate(self.canvas.document, self.canvas.plan, ids, (dx, dy))
            return
        places = {i: (self.canvas.plan.cards[i].x + dx, self.canvas.plan.cards[i].y + dy) for i in ids}
        if into is not None:
            acts.insert_on_wire(self.canvas.document, self.canvas.plan, self._card, into, places)
        else:
            acts.move(self.canvas.document, places, self.canvas.scope)

    def cancel(self) -> None:
        """Put them back."""
        self._end()

    def paint(self, painter: QPainter) -> None:
        """Draw what is carried, and lines to the cards that it stands in line with."""
        if self._carry is None:
            return
        self._carry.paint(painter)
        if not self.canvas.is_far:
            line = QColor(theme.current().accent)
            line.setAlphaF(0.7)
            pen = QPen(line, 1)
            pen.setCosmetic(True)
            painter.setPen(pen)
            painter.drawLines(self._guides)

    def _stop(self, at: QPointF, *, is_free: bool) -> Stop:
        """Where the held card comes to stand with the pointer there."""
        canvas = self.canvas
        held, away = canvas.plan.cards[self._card], canvas.scene_pos(at) - self.press.scene
        x, y = held.x + away.x(), held.y + away.y()
        if is_free:
            return Stop(round(x), round(y))
        carried = self._carry.ids if self._carry is not None else frozenset[str]()
        others = (canvas.plan.cards[i] for i in canvas.stage.cards if i not in carried)
        return stop(x, y, held, others, REACH_PX / canvas.zoom)

    def _show_guides(self, found: Stop) -> None:
        before, self._guides = self._guides, [QLineF(*line) for line in found.lines]
        for one in (*before, *self._guides):
            self.canvas.update_scene(QRectF(one.p1(), one.p2()).normalized(), 2)

    def _click(self) -> None:
        if not self._was_selected and not self.press.holds(CTRL):
            return
        if self._was_selected and self.press.holds(SHIFT):
            return
        self.canvas.choose(clicked(self.canvas.plan, self.canvas.chosen, self._card, self.press))

    def _look_for_wire(self, at: QPointF) -> None:
        """A single card without wires can be dropped on a wire; the wire under it lights up."""
        plan = self.canvas.plan
        found = None
        if self._carry is not None and len(self._carry.ids) == 1 and not plan.links_of(self._card):
            point = self.canvas.scene_pos(at)
            key = hits.wire_at(plan, point.x(), point.y(), 20)
            if key is not None and acts.can_insert(plan, self._card, key):
                found = key
        if found != self._into:
            self._into = found
            self.canvas.hover_wire(found)
            self.canvas.whisper.say("Drop to insert it here" if found else "", at.toPoint())

    def _end(self) -> None:
        for one in self._guides:
            self.canvas.update_scene(QRectF(one.p1(), one.p2()).normalized(), 2)
        if self._carry is not None:
            self._carry.drop()
            self._carry = None
        if self._into is not None:
            self._into = None
            self.canvas.hover_wire(None)
            self.canvas.whisper.hide()
