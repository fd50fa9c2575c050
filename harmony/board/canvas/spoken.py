"""The canvas for screen readers: a list of cards and wires with names, types, states and values.

Cards are painted, not widgets, so Qt knows nothing of them. Here each becomes an accessible
child of the canvas the moment somebody asks for it, and not before: a Melody of 10,000 nodes
costs nothing until it is read, and no graphics item is made for what is out of view.
`speaker` tells what changes.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any
from weakref import ref

from PySide6.QtCore import QObject, QPoint, QPointF, QRect, QRectF
from PySide6.QtGui import QAccessible, QAccessibleInterface, QWindow
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from harmony.board.canvas import hits
from harmony.board.canvas.scope import split
from harmony.board.canvas.states import state_for
from harmony.board.canvas.tips import value_words
from harmony.melody.wires import WireEnd

if TYPE_CHECKING:
    from harmony.board.canvas.plan import Link
    from harmony.board.canvas.view import CanvasView

Key = str | WireEnd
Maybe = Any
"""What Qt takes for an interface, an object or a window, None included, though its stubs do not say so."""
_MARKS = {
    "disabled": "disabled",
    "bypass": "bypassed",
    "pin": "pinned",
    "missing": "not installed",
    "problem": "has a problem",
    "edited": "edited since this run",
    "conflict": "changed here and in the file",
}


def name_of(canvas: CanvasView, key: Key) -> str:
    """What a card or a wire is called: `Load orders`, `rows of Load orders to rows of Check`."""
    if isinstance(key, str):
        card = canvas.plan.cards.get(key)
        return "" if card is None else canvas.stage.look(card).title
    link = canvas.plan.links.get(key)
    if link is None:
        return ""
    source, target = name_of(canvas, link.source), name_of(canvas, link.target)
    start = f"{key.source_port} of {source}" if key.source_port and split(link.source)[0] == "node" else source
    if key.port is None:
        return f"{target} waits for {source}"
    end = f"{key.port} of {target}" if split(link.target)[0] == "node" else target
    return f"{start} to {end}"


def description_of(canvas: CanvasView, key: Key) -> str:
    """Type and state of a card, type and way of a wire, in words."""
    if isinstance(key, str):
        card = canvas.plan.cards.get(key)
        return "" if card is None else _card_words(canvas, key)
    link = canvas.plan.links.get(key)
    return "" if link is None else _wire_words(link)


def _card_words(canvas: CanvasView, key: str) -> str:
    card = canvas.plan.cards[key]
    look = canvas.stage.look(card)
    if card.role != "node":
        return f"{card.role} of the Melody, {look.subtitle}"
    words = [look.subtitle, state_for(look.state).label.lower()]
    words += [word for mark, word in _MARKS.items() if mark in look.marks]
    if look.progress is not None and look.state == "active":
        words.append(f"{round(look.progress * 2.5)} %")
    return ", ".join(words)


def _wire_words(link: Link) -> str:
    words = ["wire", link.type or "no such port"]
    if link.is_converted:
        words.append(f"converted to {link.wanted}")
    if link.key.back:
        words.append(f"goes back at most {link.key.max} times")
    return ", ".join(words)


def value_of(canvas: CanvasView, key: Key) -> str:
    """What came out of a card, or along a wire, last."""
    if isinstance(key, str):
        card = canvas.plan.cards.get(key)
        return "" if card is None else canvas.stage.look(card).footer
    return value_words(canvas.document, canvas.plan, key)


class _OnCanvas(QAccessibleInterface):
    """What has to do with a canvas, and does not keep it alive: Qt lets interfaces live as long as it likes."""

    def __init__(self, canvas: CanvasView) -> None:
        super().__init__()
        self._canvas = ref(canvas)

    @property
    def lives(self) -> bool:
        """True while the view is there."""
        found = self._canvas()
        return found is not None and isValid(found)

    @property
    def canvas(self) -> CanvasView:
        """The view; only while it lives."""
        found = self._canvas()
        assert found is not None
        return found


class Part(_OnCanvas):
    """A card or a wire.

    Args:
        canvas: where.
        key: a card's id, or a wire.
    """

    def __init__(self, canvas: CanvasView, key: Key) -> None:
        super().__init__(canvas)
        self.key = key

    def isValid(self) -> bool:
        """True as long as it is on the canvas."""
        if not self.lives:
            return False
        plan = self.canvas.plan
        return self.key in plan.cards if isinstance(self.key, str) else self.key in plan.links

    def object(self) -> Maybe:
        """It is no object."""
        return None

    def role(self) -> QAccessible.Role:
        """An item of a list."""
        return QAccessible.Role.ListItem

    def text(self, kind: QAccessible.Text) -> str:
        """Name, description or value."""
        if not self.isValid():
            return ""
        ways = {
            QAccessible.Text.Name: name_of,
            QAccessible.Text.Description: description_of,
            QAccessible.Text.Value: value_of,
        }
        return ways[kind](self.canvas, self.key) if kind in ways else ""

    def setText(self, kind: QAccessible.Text, text: str) -> None:
        """Names are changed by commands."""

    def rect(self) -> QRect:
        """Where it is on the screen, in view or not."""
        if not self.isValid():
            return QRect()
        plan, view = self.canvas.plan, self.canvas
        if isinstance(self.key, str):
            card = plan.cards[self.key]
            box = QRectF(card.x, card.y, card.width, card.height)
        else:
            curve = plan.links[self.key].curve
            box = QRectF(QPointF(*curve[0]), QPointF(*curve[-1])).normalized()
        inner = view.viewportTransform().mapRect(box).toAlignedRect()
        return QRect(view.viewport().mapToGlobal(inner.topLeft()), inner.size())

    def parent(self) -> Maybe:
        """The canvas."""
        return QAccessible.queryAccessibleInterface(self.canvas) if self.lives else None

    def child(self, index: int) -> Maybe:
        """It has none."""
        return None

    def childCount(self) -> int:
        """None."""
        return 0

    def childAt(self, x: int, y: int) -> Maybe:
        """It has none."""
        return None

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        """It has none."""
        return -1

    def state(self) -> QAccessible.State:
        """Selected, focused, out of view, busy, off."""
        state = QAccessible.State()
        if not self.isValid():
            state.invalid = True
            return state
        canvas, document = self.canvas, self.canvas.document
        state.selectable = state.focusable = True
        state.multiSelectable = True
        chosen = canvas.chosen if isinstance(self.key, str) else document.wire_selection
        state.selected = self.key in chosen
        state.focused = bool(state.selected and canvas.hasFocus())
        state.offscreen = (
            not canvas.viewport()
            .rect()
            .intersects(QRect(canvas.viewport().mapFromGlobal(self.rect().topLeft()), self.rect().size()))
        )
        if isinstance(self.key, str):
            look = canvas.stage.look(canvas.plan.cards[self.key])
            state.busy = look.state == "active"
        return state

    def window(self) -> Maybe:
        """That of the canvas."""
        handle = self.canvas.window().windowHandle() if self.lives else None
        return handle if isinstance(handle, QWindow) else None


class CanvasPart(_OnCanvas):
    """The canvas itself: cards, wires, then the widgets that are open over it.

    Args:
        canvas: the view.
    """

    def __init__(self, canvas: CanvasView) -> None:
        super().__init__(canvas)
        self.made: dict[Key, Part] = {}
        self._order: list[Key] | None = None
        self._at: dict[Key, int] = {}
        # Qt holds the parts by number; they must not go before it is told, nor stay when the canvas has gone.
        _HELD[id(self)] = self.made
        canvas.destroyed.connect(partial(_let_go, id(self)))

    def forget_order(self) -> list[Part]:
        """Cards or wires have come or gone; gives the parts that are no longer there."""
        self._order = None
        gone = [part for part in self.made.values() if not part.isValid()]
        for part in gone:
            del self.made[part.key]
        return gone

    def _keys(self) -> list[Key]:
        if self._order is None:
            plan = self.canvas.plan
            wires = [key for key, link in plan.links.items() if link.kind != "mention"]
            self._order = [*plan.cards, *wires]
            self._at = {key: at for at, key in enumerate(self._order)}
        return self._order

    def part(self, key: Key) -> Part:
        """The accessible of a card or a wire, made when it is first asked for."""
        found = self.made.get(key)
        if found is None:
            found = self.made[key] = Part(self.canvas, key)
            QAccessible.registerAccessibleInterface(found)
        return found

    def _widgets(self) -> list[QWidget]:
        own = self.canvas.viewport()
        return [
            w
            for w in self.canvas.children()
            if isinstance(w, QWidget) and w is not own and w.isVisible() and not w.objectName().startswith("qt_")
        ]

    def isValid(self) -> bool:
        """True while the view lives."""
        return self.lives

    def object(self) -> Maybe:
        """The view."""
        return self.canvas if self.isValid() else None

    def role(self) -> QAccessible.Role:
        """A list, which readers can walk through."""
        return QAccessible.Role.List

    def text(self, kind: QAccessible.Text) -> str:
        """What it is, and how much is on it."""
        if not self.isValid():
            return ""
        if kind == QAccessible.Text.Name:
            return self.canvas.accessibleName()
        plan = self.canvas.plan
        where = " / ".join(title for title, _owners in self.canvas.trail())
        words = f"{where}: {len(plan.cards)} cards, {len(plan.links)} wires"
        return words if kind == QAccessible.Text.Description else ""

    def setText(self, kind: QAccessible.Text, text: str) -> None:
        """Its name stays."""

    def rect(self) -> QRect:
        """Where it is on the screen."""
        return QRect(self.canvas.mapToGlobal(QPoint(0, 0)), self.canvas.size())

    def parent(self) -> Maybe:
        """The widget around it, or the application."""
        around = self.canvas.parentWidget()
        return QAccessible.queryAccessibleInterface(around) if around is not None else None

    def child(self, index: int) -> Maybe:
        """A card, a wire, or a widget over the canvas."""
        keys = self._keys()
        if 0 <= index < len(keys):
            return self.part(keys[index])
        widgets = self._widgets()
        at = index - len(keys)
        return QAccessible.queryAccessibleInterface(widgets[at]) if 0 <= at < len(widgets) else None

    def childCount(self) -> int:
        """How many there are."""
        return len(self._keys()) + len(self._widgets())

    def childAt(self, x: int, y: int) -> Maybe:
        """The card or the wire under a point of the screen."""
        canvas = self.canvas
        at = canvas.scene_pos(QPointF(canvas.viewport().mapFromGlobal(QPoint(x, y))))
        card = hits.card_at(canvas.plan, at.x(), at.y())
        found: Key | None = card if card is not None else hits.wire_at(canvas.plan, at.x(), at.y())
        return self.part(found) if found is not None else None

    def focusChild(self) -> Maybe:
        """The selected card or wire."""
        chosen: list[Key] = [*self.canvas.chosen, *self.canvas.document.wire_selection]
        here = [key for key in chosen if key in self._at or key in self._keys()]
        return self.part(min(here, key=self._at.__getitem__)) if here else None

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        """Where a child stands."""
        if isinstance(child, Part):
            self._keys()
            return self._at.get(child.key, -1)
        widgets = self._widgets()
        thing = child.object()
        return len(self._keys()) + widgets.index(thing) if thing in widgets else -1

    def state(self) -> QAccessible.State:
        """It takes the focus, and several of its items can be selected."""
        state = QAccessible.State()
        state.focusable = state.multiSelectable = True
        state.focused = self.canvas.hasFocus()
        state.invisible = not self.canvas.isVisible()
        return state

    def window(self) -> Maybe:
        """The window that it is in."""
        handle = self.canvas.window().windowHandle()
        return handle if isinstance(handle, QWindow) else None


_HELD: dict[int, dict[Key, Part]] = {}


def _let_go(number: int, _canvas: object = None) -> None:
    """A canvas is gone: so are its parts."""
    for part in _HELD.pop(number, {}).values():
        forget(part)


def forget(part: Part) -> None:
    """Let Qt delete the interface of a part."""
    if isValid(part):
        QAccessible.deleteAccessibleInterface(QAccessible.uniqueId(part))


def _make(_class_name: str, thing: QObject | None) -> Maybe:
    from harmony.board.canvas.view import CanvasView

    if isinstance(thing, CanvasView) and _class_name == "CanvasView":
        return CanvasPart(thing)
    return None


def install() -> None:
    """Let Qt know of this; once is enough, more does no harm."""
    global _is_installed
    if not _is_installed:
        _is_installed = True
        QAccessible.installFactory(_make)


_is_installed = False
