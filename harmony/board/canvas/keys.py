"""The keys of the canvas. Letters are commands only while something is selected; else they begin a name."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from harmony.board.canvas import acts
from harmony.board.canvas.hits import Dot
from harmony.board.canvas.measures import GRID
from harmony.board.canvas.walk import first_card, neighbour

if TYPE_CHECKING:
    from harmony.board.canvas.view import CanvasView

_NONE = Qt.KeyboardModifier.NoModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_CTRL = Qt.KeyboardModifier.ControlModifier
_K = Qt.Key

_Command = Callable[["CanvasView"], object]

_ALWAYS: dict[tuple[Qt.Key, Qt.KeyboardModifier], _Command] = {
    (_K.Key_Tab, _NONE): lambda c: c.open_quick_add(),
    (_K.Key_Delete, _NONE): lambda c: c.delete_selection(),
    (_K.Key_Backspace, _NONE): lambda c: c.delete_selection(),
    (_K.Key_Delete, _CTRL): lambda c: c.delete_selection(heal=True),
    (_K.Key_A, _CTRL): lambda c: c.select_all(),
    (_K.Key_D, _CTRL): lambda c: c.duplicate_selection(),
    (_K.Key_1, _NONE): lambda c: c.fit(),
    (_K.Key_0, _NONE): lambda c: c.zoom_to(100),
    (_K.Key_Plus, _NONE): lambda c: c.zoom_to(c.zoom_percent * 1.25),
    (_K.Key_Minus, _NONE): lambda c: c.zoom_to(c.zoom_percent / 1.25),
    (_K.Key_L, _SHIFT): lambda c: c.tidy(),
    (_K.Key_G, _CTRL): lambda c: c.add_frame(),
}

_SELECTED: dict[tuple[Qt.Key, Qt.KeyboardModifier], _Command] = {
    (_K.Key_F, _NONE): lambda c: c.fit_selection(),
    (_K.Key_L, _NONE): lambda c: c.tidy_selection(),
    (_K.Key_N, _NONE): lambda c: c.open_quick_add(),
    (_K.Key_W, _NONE): lambda c: c.show_letters(),
    (_K.Key_X, _NONE): lambda c: None,
    (_K.Key_W, _SHIFT): lambda c: c.next_wire(),
}

_WIRED: dict[tuple[Qt.Key, Qt.KeyboardModifier], _Command] = {
    (_K.Key_K, _NONE): lambda c: c.add_point(),
    (_K.Key_K, _SHIFT): lambda c: c.straighten(),
    (_K.Key_V, _NONE): lambda c: c.toggle_badges(),
    (_K.Key_W, _SHIFT): lambda c: c.next_wire(),
}

_ARROWS = {_K.Key_Left: (-1, 0), _K.Key_Right: (1, 0), _K.Key_Up: (0, -1), _K.Key_Down: (0, 1)}


def press(canvas: CanvasView, event: QKeyEvent) -> bool:
    """Do what a key says; False if it says nothing here."""
    key = Qt.Key(event.key())
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if key == _K.Key_Escape:
        return _escape(canvas)
    if canvas.letters is not None and event.text().isalpha():
        if not canvas.letters.type(event.text()):
            canvas.hide_letters()
        canvas.viewport().update()
        return True
    if key in _ARROWS and modifiers in (_NONE, _SHIFT, _CTRL):
        return _arrow(canvas, _ARROWS[key], modifiers)
    command = _ALWAYS.get((key, modifiers))
    if command is None and canvas.chosen:
        command = _SELECTED.get((key, modifiers))
    if command is None and canvas.document.wire_selection:
        command = _WIRED.get((key, modifiers))
    if command is not None:
        command(canvas)
        return True
    return _type(canvas, event)


def _escape(canvas: CanvasView) -> bool:
    ways: list[Callable[[], bool]] = [canvas.cancel_gesture, canvas.laying.end, canvas.hide_letters]
    ways += [lambda: canvas.choose_ground(None), lambda: canvas.choose_dot(None), lambda: canvas.show_focus(False)]
    if any(way() for way in ways):
        return True
    if canvas.chosen or canvas.document.wire_selection:
        canvas.choose(())
        return True
    return canvas.leave()


def letter(canvas: CanvasView, event: QKeyEvent) -> bool:
    """A letter that was held back begins a name after all."""
    return _type(canvas, event)


def _type(canvas: CanvasView, event: QKeyEvent) -> bool:
    """With nothing selected a letter opens the menu of node types with that letter in it."""
    text = event.text()
    is_letter = text.isalpha() and not event.modifiers() & (_CTRL | Qt.KeyboardModifier.AltModifier)
    if not is_letter or canvas.chosen or canvas.gesture is not None:
        return False
    canvas.open_quick_add(text)
    return True


def _arrow(canvas: CanvasView, way: tuple[int, int], modifiers: Qt.KeyboardModifier) -> bool:
    chosen = canvas.chosen
    if not chosen and canvas.document.wire_selection and _arrow_on_wire(canvas, way, modifiers):
        return True
    if modifiers == _CTRL:
        places = {
            i: (canvas.plan.cards[i].x + way[0] * GRID, canvas.plan.cards[i].y + way[1] * GRID)
            for i in chosen
            if i in canvas.plan.cards
        }
        return bool(places) and acts.move(canvas.document, places, canvas.scope)
    start = min(
        chosen, key=lambda i: canvas.plan.cards[i].box if i in canvas.plan.cards else (0, 0, 0, 0), default=None
    )
    found = neighbour(canvas.plan, start, way) if start in canvas.plan.cards else first_card(canvas.plan)
    if found is None:
        return bool(chosen)
    canvas.choose(chosen | {found} if modifiers == _SHIFT else {found})
    canvas.show_card(found)
    return True


def _arrow_on_wire(canvas: CanvasView, way: tuple[int, int], modifiers: Qt.KeyboardModifier) -> bool:
    """Along the selected wire: from point to point, then to the card at its end; with Ctrl the point is moved."""
    if modifiers == _CTRL:
        return canvas.move_point(way[0] * GRID // 2, way[1] * GRID // 2)
    links = [canvas.plan.links[w] for w in canvas.document.wire_selection if w in canvas.plan.links]
    if len(links) != 1 or modifiers != _NONE:
        return False
    link, dot = links[0], canvas.dot_chosen
    if way[1]:
        return canvas.next_wire()
    at = (dot.index if dot is not None else (-1 if way[0] > 0 else len(link.via))) + way[0]
    if 0 <= at < len(link.via):
        canvas.choose_dot(Dot(link.key, at))
    else:
        canvas.choose([link.target if way[0] > 0 else link.source])
    return True
