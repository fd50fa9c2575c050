"""Wire by dragging from a port: fitting ports light up, the others fade and say why.

From a wired input the wire is picked up and led elsewhere; dropped on nothing it is gone. With
Ctrl all wires of a port are moved, Alt and a click breaks them. Dropped on a card the best port
is taken, dropped on nothing a new wire opens the menu of what fits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from harmony.board import theme
from harmony.board.canvas import acts, hits
from harmony.board.canvas import measures as m
from harmony.board.canvas.gestures.base import ALT, CTRL, SHIFT, Gesture, Press
from harmony.board.canvas.match import Fit, Fitting, PortRef, port, ports_of
from harmony.board.canvas.plan import Link
from harmony.board.canvas.quickadd import QuickAdd
from harmony.board.canvas.strokes import path_of
from harmony.melody.wires import WireEnd

if TYPE_CHECKING:
    from harmony.board.canvas.view import CanvasView

_FADED = 0.35
_OPEN = Fit(True, "A new input", 1)


class Wire(Gesture):
    """Holds one end of a wire (or of several) and leads the other.

    `ends` are the ports that stay, each with the wire that is moved; None for a new one.
    """

    def __init__(self, canvas: CanvasView, press: Press, ends: list[tuple[PortRef, WireEnd | None]]) -> None:
        super().__init__(canvas, press)
        self._ends = ends
        self._fitting = Fitting(canvas.plan, ends[0][0])
        self._at = press.scene
        self._target: PortRef | None = None
        self._onto: str | None = None
        self._lit: list[QPointF] = []

    @classmethod
    def take(cls, canvas: CanvasView, press: Press) -> Self | None:
        """The left button on a port."""
        if not press.is_left or press.port is None:
            return None
        ref = press.port
        links = _links_at(canvas, ref)
        if links and press.holds(CTRL):
            ends: list[tuple[PortRef, WireEnd | None]] = [(_other_end(link, ref), link.key) for link in links]
        elif links and ref.side == "in" and not press.holds(SHIFT) and not press.holds(ALT):
            ends = [(_other_end(links[-1], ref), links[-1].key)]
        else:
            ends = [(ref, None)]
        return cls(canvas, press, ends)

    def move(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Lead the end, and look what it could be joined to."""
        if not self.is_drag(at) or self.press.holds(ALT):
            return
        if not self._lit:
            self._begin()
        before = self._rope_box()
        self._at = self.canvas.scene_pos(at)
        self._look(at)
        self.canvas.update_scene(before.united(self._rope_box()), 16)

    def release(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Join, break, or ask what is to come next."""
        if not self.has_moved:
            if self.press.holds(ALT) and self.press.port is not None:
                wires = [k.key for k in _links_at(self.canvas, self.press.port)]
                acts.disconnect(self.canvas.document, self.canvas.plan, wires)
            return
        target, onto = self._target, self._onto
        self._end()
        if target is not None:
            self._join(target)
        elif onto is not None:
            acts.connect_open(self.canvas.document, self.canvas.plan, self._ends[0][0], onto)
        elif hits.card_at(self.canvas.plan, self._at.x(), self._at.y()) is None:
            self._drop_on_nothing(at, modifiers)

    def cancel(self) -> None:
        """Leave the wires as they were."""
        self._end()

    def paint(self, painter: QPainter) -> None:
        """Draw the rope and the lights."""
        if not self.has_moved:
            return
        colours = theme.current()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ring = QPen(colours.accent, 2)
        painter.setPen(ring)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for spot in self._lit:
            painter.drawEllipse(spot, 8.5, 8.5)
        for start, _key in self._ends:
            colour = colours.type(port(self.canvas.plan, start).type)
            pen = QPen(colour, m.WIRE, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
            if self._target is None and self._onto is None:
                pen.setDashPattern([4, 3])
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPath(path_of(self._curve(start)))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawEllipse(self._end_point(), 5, 5)

    def _begin(self) -> None:
        """Light the ports that fit, let cards without one step back, take the moved wires off."""
        canvas = self.canvas
        start = self._ends[0][0]
        side = "in" if start.side == "out" else "out"
        for card_id, item in canvas.stage.cards.items():
            card = canvas.plan.cards[card_id]
            good = [r for r in ports_of(card, "in" if side == "in" else "out") if self._fitting.of(r).is_good]
            self._lit.extend(QPointF(*hits.port_place(card, r)) for r in good)
            is_open = card.is_open and side == "in" and self._fitting.may_reach(card_id)
            item.set_faded(1.0 if good or is_open or card_id == start.card else _FADED)
        moved = {canvas.plan.links[key] for _start, key in self._ends if key in canvas.plan.links}
        canvas.stage.hide(set(), moved)
        canvas.viewport().update()

    def _look(self, at: QPointF) -> None:
        canvas, x, y = self.canvas, self._at.x(), self._at.y()
        self._target = self._onto = None
        near = hits.port_at(canvas.plan, x, y, max(m.PORT_REACH, m.PORT_REACH / canvas.zoom))
        card = near.card if near is not None else hits.card_at(canvas.plan, x, y)
        start = self._ends[0][0]
        found: Fit | None = None
        if near is not None and near != start:
            found = self._fitting.of(near)
            self._target = near if found.is_good else None
        elif near is None and card is not None and card != start.card:
            found = self._look_at_card(card)
        words = "" if found is None else found.reason
        if found is not None and found.is_good and self._target is not None:
            words = f"{port(canvas.plan, self._target).name}  ·  {found.reason}"
        canvas.whisper.say(words, at.toPoint(), "" if found is None or found.is_good else "error")

    def _look_at_card(self, card_id: str) -> Fit:
        best = self._fitting.best(card_id)
        if best is not None:
            self._target = best
            return self._fitting.of(best)
        card = self.canvas.plan.cards[card_id]
        if card.is_open and self._ends[0][0].side == "out" and self._fitting.may_reach(card_id):
            self._onto = card_id
            return _OPEN
        return self._fitting.why_not(card_id)

    def _join(self, target: PortRef) -> None:
        for start, key in self._ends:
            out, into = (start, target) if start.side == "out" else (target, start)
            if key is not None and _is_same(self.canvas.plan.links.get(key), out, into):
                continue
            self.canvas.join(out, into, moved=key)

    def _drop_on_nothing(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        moved = [key for _start, key in self._ends if key is not None]
        if moved:
            acts.disconnect(self.canvas.document, self.canvas.plan, moved)
            return
        keep = bool(modifiers & SHIFT)
        self.canvas.show_menu(QuickAdd(self.canvas, at, start=self._ends[0][0], keep_open=keep))

    def _end(self) -> None:
        self.canvas.stage.show_strengths()
        self._lit = []
        self.canvas.stage.hide(set(), set())
        self.canvas.whisper.hide()
        self.canvas.viewport().update()

    def _end_point(self) -> QPointF:
        if self._target is None:
            return self._at
        return QPointF(*hits.port_place(self.canvas.plan.cards[self._target.card], self._target))

    def _curve(self, start: PortRef) -> tuple[tuple[float, float], ...]:
        held = hits.port_place(self.canvas.plan.cards[start.card], start)
        end = self._end_point()
        free = (end.x(), end.y())
        ends = (held, free) if start.side == "out" else (free, held)
        return self.canvas.plan.shape(*ends)

    def _rope_box(self) -> QRectF:
        box = QRectF()
        for start, _key in self._ends:
            box = box.united(path_of(self._curve(start)).controlPointRect())
        return box


def _links_at(canvas: CanvasView, ref: PortRef) -> list[Link]:
    """The wires at a port, in the order of the list that they make."""
    plan = canvas.plan
    if ref.side == "in":
        found = [k for k in plan.links_into(ref.card) if k.kind == "data" and k.target_row == ref.row]
    else:
        found = [k for k in plan.links_out_of(ref.card) if k.kind == "data" and k.source_row == ref.row]
    return sorted(found, key=lambda k: (k.key.target, k.key.port or "", k.key.index or 0))


def _other_end(link: Link, ref: PortRef) -> PortRef:
    if ref.side == "in":
        return PortRef(link.source, "out", max(link.source_row, 0))
    return PortRef(link.target, "in", max(link.target_row, 0))


def _is_same(link: Link | None, out: PortRef, into: PortRef) -> bool:
    """True if a wire already leads there."""
    if link is None:
        return False
    return (link.source, link.source_row, link.target, link.target_row) == (out.card, out.row, into.card, into.row)
