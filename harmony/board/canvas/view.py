"""The canvas as people use it: presses become gestures, keys become commands.

`DoingSheet` shows and does; here is what hands do. The document is changed by `acts` alone.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPen,
    QRegion,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from harmony.board import theme
from harmony.board.canvas import acts, ground, hits, keys
from harmony.board.canvas import measures as m
from harmony.board.canvas.bound import BoundAsk
from harmony.board.canvas.curves import middle
from harmony.board.canvas.deciding import ConflictAsk, ask_next
from harmony.board.canvas.doing import DoingSheet
from harmony.board.canvas.edit_text import TextEdit
from harmony.board.canvas.gestures import zoom
from harmony.board.canvas.gestures.base import Gesture, Press
from harmony.board.canvas.gestures.cut import Cut
from harmony.board.canvas.gestures.drop import Drop
from harmony.board.canvas.gestures.ground import GroundPress
from harmony.board.canvas.gestures.move import Move
from harmony.board.canvas.gestures.pan import ChipPress, MapPan, Pan
from harmony.board.canvas.gestures.reroute import Reroute
from harmony.board.canvas.gestures.select import Band, WirePress
from harmony.board.canvas.gestures.strip import StripPress
from harmony.board.canvas.gestures.wire import Wire
from harmony.board.canvas.glide import Glide
from harmony.board.canvas.laying import Laying
from harmony.board.canvas.letters import Letters
from harmony.board.canvas.match import PortRef, fit
from harmony.board.canvas.quickadd import QuickAdd
from harmony.board.canvas.scope import Scope
from harmony.board.canvas.speaker import Speaker
from harmony.board.canvas.tips import tip_at
from harmony.board.canvas.whisper import Whisper
from harmony.board.document import Document
from harmony.melody.wires import WireEnd

GESTURES: tuple[type[Gesture], ...] = (
    *(ChipPress, MapPan, Pan, Cut, Wire, StripPress),
    *(Move, Reroute, WirePress, GroundPress, Band),
)
"""Asked in this order; the first that takes a press has it."""

_MARK = (22, 14)
"""Half the room around the bound of a wire that goes back."""


class CanvasView(DoingSheet):
    """The canvas of one document.

    Args:
        document: the open Melody.
        scope: what is shown of it; the top level by default.

    Signals:
        zoom_changed(percent): the zoom is another one.
        files_dropped(data, scene point): files of the desktop were dropped.
        menu_asked(point, card): a menu is wanted at a global point, for a card id, or "" for the canvas.
        opened(path): a card without a body was double-clicked.
        scope_changed(owners): another body is shown, or the top level again.
    """

    menu_asked = Signal(QPoint, str)
    files_dropped = Signal(object, QPointF)

    def __init__(self, document: Document, scope: Scope | None = None, parent: QWidget | None = None) -> None:
        super().__init__(document, scope, parent)
        self.letters: Letters | None = None
        self.whisper = Whisper(self)
        self.speaker = Speaker(self)
        self.glide = Glide(self.stage, self)
        self.laying = Laying(self, self._tidy)
        for signal in (document.changed, document.reset, self.scope_changed):
            signal.connect(self._let_go)
        self.gesture: Gesture | None = None
        self.menu_target: Press | None = None
        self.quick_add: QuickAdd | None = None
        self.deciding: ConflictAsk | None = None
        self.has_space = self.has_x = self.used_x = False
        self._pointer = QPointF()
        self._drop = Drop(self)
        self.setAcceptDrops(True)
        self.viewport().setAcceptDrops(True)

    def _let_go(self, _what: object = None) -> None:
        """What was begun on the canvas as it was ends: its cards may be gone, as after undo or a file read again."""
        self.laying.end()
        self.hide_letters()
        self.cancel_gesture()

    # What others call

    def open_quick_add(self, text: str = "", at: QPointF | None = None) -> QuickAdd:
        """Open the menu of node types, at a viewport point or where the pointer is."""
        spot = at if at is not None else self._add_spot()
        return self._open_menu(QuickAdd(self, spot, text=text))

    def ask_type(self) -> QuickAdd | None:
        """Ask which other type the selected node is to be of, beside its card."""
        card = next(iter(self.chosen), "")
        if len(self.chosen) != 1 or card not in self.plan.cards:
            return None
        path, box = self.scope.key(card), self.plan.cards[card]
        at = self.mapFromScene(QPointF(box.x, box.y + m.HEADER))
        return self._open_menu(QuickAdd(self, QPointF(at), take=lambda kind: acts.retype(self.document, path, kind)))

    def show_menu(self, menu: QuickAdd) -> QuickAdd:
        """Show a menu of node types instead of the one that may be open."""
        return self._open_menu(menu)

    def ask_menu(self, press: Press) -> None:
        """A right press that stayed: select what is under it and ask for a menu."""
        self.menu_target = press
        if press.card is not None and press.card not in self.chosen:
            self.choose([press.card])
        elif press.card is None and press.wire is not None and press.wire not in self.document.wire_selection:
            self.choose((), [press.wire])
        self.menu_asked.emit(self.viewport().mapToGlobal(press.at.toPoint()), press.card or "")

    def join(self, out: PortRef, into: PortRef, moved: WireEnd | None = None) -> bool:
        """Wire an output to an input; one that closes a loop goes back, and asks in place for its bound."""
        bound = acts.BACK_MAX if fit(self.plan, out, into).is_loop else 0
        done = acts.connect(self.document, self.plan, out, into, moved=moved, max=bound)
        back = [k for k in self.plan.links_into(into.card) if k.key.back and k.source == out.card]
        if done and bound and back:
            self.ask_bound(back[-1].key)
        return done

    def edit_ground(self, piece: ground.Piece) -> TextEdit | None:
        """Edit a frame's title or a note's text in place."""
        rect = ground.rect_of(self.document, self.plan, piece)
        layout = self.document.melody.layout
        if rect.isEmpty():
            return None
        box = self.mapFromScene(rect).boundingRect()
        if piece.kind == "frames":
            box.setHeight(34)
            box.setWidth(max(min(box.width(), 320), 160))
            text = layout.frames[piece.index].title
            return TextEdit(self, box, text, lambda t: ground.keep_text(self.document, piece, text, t))
        box.setSize(box.size().expandedTo(QSize(220, 110)))
        text = layout.notes[piece.index].text
        return TextEdit(self, box, text, lambda t: ground.keep_text(self.document, piece, text, t), is_long=True)

    def show_letters(self) -> None:
        """Put letters on the ports of the selected cards; typing one starts a wire."""
        self.letters = Letters(self, self.chosen)
        self.viewport().update()

    def hide_letters(self) -> bool:
        """Take the letters away; False if there were none."""
        had, self.letters = self.letters is not None, None
        if had:
            self.viewport().update()
        return had

    def ask_bound(self, key: WireEnd) -> BoundAsk:
        """Ask in place how often a wire that goes back may be taken."""
        return BoundAsk(self, key)

    def next_conflict(self, step: int = 1) -> ConflictAsk | None:
        """Ask at the next node that was changed here and in the file; None when there is none left."""
        return ask_next(self, step)

    # Shown by gestures

    def update_scene(self, rect: QRectF, edge: int = 2) -> None:
        """Draw a part of the scene again, with some pixels around it."""
        box = self.viewportTransform().mapRect(rect).toAlignedRect().adjusted(-edge, -edge, edge, edge)
        self.viewport().update(QRegion(box))

    def hover_wire(self, key: WireEnd | None) -> None:
        """Let a wire stand out."""
        self.stage.hover_wire(key)

    def paint_gesture(self, painter: QPainter) -> None:
        """Draw what the gesture of now, or a drop, shows."""
        if self.gesture is not None:
            self.gesture.paint(painter)
        self._drop.paint(painter)
        if self.letters is not None:
            self.letters.paint(painter)
        self.paint_dot(painter)
        if self.ground_chosen is not None:
            rect = ground.rect_of(self.document, self.plan, self.ground_chosen)
            if not rect.isEmpty():
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setPen(QPen(theme.current().accent, 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(rect.adjusted(-3, -3, 3, 3), 12, 12)

    # Mouse

    def press_at(self, at: QPointF, button: Qt.MouseButton, modifiers: Qt.KeyboardModifier) -> Press:
        """A press at a viewport point, with what lies under it."""
        point = self.scene_pos(at)
        x, y = point.x(), point.y()
        reach = max(m.PORT_REACH, min(m.PORT_REACH / self.zoom, m.ROW))
        port = None if self.is_far else hits.port_at(self.plan, x, y, reach)
        card = hits.card_at(self.plan, x, y, dict.fromkeys(self.chosen, 1))
        wire = None if self.is_far else hits.wire_at(self.plan, x, y, m.WIRE_REACH / self.zoom)
        if wire is None and card is None:
            wire = self.badges.wire_at(x, y)
        dot = None if self.is_far else hits.dot_at(self.plan, x, y, m.DOT_REACH / min(self.zoom, 1))
        return Press(at, point, button, modifiers, self.has_space, port, card, wire, dot)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin the gesture that takes the press."""
        self.close_quick_add()
        self.whisper.hide()
        if self.gesture is not None:
            return
        self.hide_letters()
        self.choose_ground(None)
        self.hover_wire(None)
        press = self.press_at(event.position(), event.button(), event.modifiers())
        for kind in GESTURES:
            self.gesture = kind.take(self, press)
            if self.gesture is not None:
                break
        if self.gesture is not None and self.gesture.cursor is not None:
            self.viewport().setCursor(self.gesture.cursor)
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with the gesture, or say what is under the pointer."""
        self._pointer = event.position()
        if self.gesture is not None:
            self.gesture.move(event.position(), event.modifiers())
        else:
            self._hover(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the gesture."""
        if self.gesture is not None and event.button() == self.gesture.press.button:
            gesture, self.gesture = self.gesture, None
            gesture.release(event.position(), event.modifiers())
            self._show_cursor()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """On empty ground the menu of node types opens; a card is opened."""
        press = self.press_at(event.position(), event.button(), event.modifiers())
        is_floating = self.overlay.chip_at(press.at) is not None or self.overlay.is_on_map(press.at)
        if not press.is_left or is_floating or press.port is not None:
            self.mousePressEvent(event)
        elif press.card is not None:
            self.open_card(press.card)
        elif press.wire is None and press.dot is None:
            piece = ground.piece_at(self.document, self.plan, press.scene.x(), press.scene.y())
            if piece is not None:
                self.edit_ground(piece)
            else:
                self.open_quick_add(at=press.at)
        elif press.wire is not None and press.wire.back and self._is_on_mark(press):
            self.ask_bound(press.wire)
        elif press.wire is not None and press.dot is None:
            self.add_point(press.wire, press.scene)

    def _is_on_mark(self, press: Press) -> bool:
        """True on the bound that a wire which goes back shows."""
        x, y = middle(self.plan.links[press.wire].curve) if press.wire is not None else (0.0, 0.0)
        return abs(press.scene.x() - x) <= _MARK[0] and abs(press.scene.y() - y) <= _MARK[1]

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom or scroll."""
        self.whisper.hide()
        zoom.wheel(self, event)

    def viewportEvent(self, event: QEvent) -> bool:
        """Pinches come as gestures of the system."""
        if event.type() == QEvent.Type.NativeGesture and isinstance(event, QNativeGestureEvent):
            return zoom.pinch(self, event)
        if event.type() == QEvent.Type.Leave:
            self.whisper.hide()
        return super().viewportEvent(event)

    def cancel_gesture(self) -> bool:
        """Give the gesture up; False if there was none."""
        if self.gesture is None:
            return False
        gesture, self.gesture = self.gesture, None
        gesture.cancel()
        self._show_cursor()
        return True

    def _hover(self, at: QPointF) -> None:
        chip = self.overlay.chip_at(at)
        name = chip.name if chip else ""
        if name != self.overlay.hovered:
            self.overlay.hovered = name
            self.update_overlay()
        if chip is not None:
            self.whisper.say(chip.tip, at.toPoint())
            self.hover_wire(None)
            return
        press = self.press_at(at, Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier)
        self.hover_wire(press.wire if press.card is None and press.port is None else None)
        self.whisper.say(tip_at(self.document, self.plan, press), at.toPoint())
        self._show_cursor(Qt.CursorShape.CrossCursor if press.port is not None else None)

    def _show_cursor(self, shape: Qt.CursorShape | None = None) -> None:
        if self.has_space:
            shape = Qt.CursorShape.OpenHandCursor
        if shape is None:
            self.viewport().unsetCursor()
        else:
            self.viewport().setCursor(shape)

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys are commands of the canvas, or the beginning of a name."""
        if event.key() == Qt.Key.Key_Space and not event.modifiers():
            self.has_space = True
            self._show_cursor()
        elif event.key() == Qt.Key.Key_X and not event.modifiers():
            if not event.isAutoRepeat():
                self.has_x, self.used_x = True, False
        elif not keys.press(self, event):
            event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """The space bar is let go."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self.has_space = False
            self._show_cursor()
        elif event.key() == Qt.Key.Key_X and not event.isAutoRepeat() and self.has_x:
            self.has_x = False
            if not self.used_x:  # it was the letter, not the knife
                keys.letter(self, event)

    def focusNextPrevChild(self, next: bool) -> bool:
        """Tab is the canvas's own key: it opens the menu of node types."""
        return False

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Space cannot be let go of elsewhere."""
        self.has_space = self.has_x = False
        super().focusOutEvent(event)

    # Drops

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Node types from the palette are welcome."""
        self._drop.enter(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Show the ghost where it would land."""
        self._drop.move(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """No ghost any more."""
        self._drop.leave()

    def dropEvent(self, event: QDropEvent) -> None:
        """Add the node."""
        self._drop.drop(event)

    # The menu of node types

    def _add_spot(self) -> QPointF:
        """Where the menu opens from the keyboard: at the pointer if it is over the canvas, else in the middle."""
        inside = self.viewport().rect().contains(self._pointer.toPoint()) and not self._pointer.isNull()
        return self._pointer if inside else QPointF(self.viewport().rect().center())

    def _open_menu(self, menu: QuickAdd) -> QuickAdd:
        self.close_quick_add()
        self.whisper.hide()
        self.quick_add = menu
        menu.closed.connect(self._menu_closed)
        menu.open()
        return menu

    def close_quick_add(self) -> None:
        """Close the menu of node types, if it is open."""
        if self.quick_add is not None:
            self.quick_add.close()

    def _menu_closed(self) -> None:
        self.quick_add = None
        self.viewport().update()
        self.setFocus()
