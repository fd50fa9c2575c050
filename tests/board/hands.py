"""A person's hands on a window, counting: each click, drag, key and text is one."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from harmony.board.canvas.gestures.drop import MIME
from harmony.board.window import Window

NONE, SHIFT, CTRL = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
)
LEFT, COPY = Qt.MouseButton.LeftButton, Qt.DropAction.CopyAction


class Hands:
    """Nothing but events goes into the window.

    Attributes:
        count: clicks, drags, keys and texts so far, by the rule of `docs/tasks.md`.
    """

    def __init__(self, window: Window) -> None:
        self.window, self.count = window, 0
        window.desk.page.canvas.setFocus()

    @property
    def canvas(self) -> Any:
        """The canvas that is shown."""
        return self.window.desk.page.canvas

    @property
    def document(self) -> Any:
        """The document that is shown."""
        return self.window.desk.document

    # Where

    def at(self, x: float, y: float) -> QPoint:
        """A scene point in the viewport."""
        return self.canvas.mapFromScene(QPointF(x, y))

    def node(self, name: str, share: float = 0.5) -> QPoint:
        """A node's header, so far from its left side."""
        card = self.canvas.plan.cards[name]
        return self.at(card.x + card.width * share, card.y + 20)

    def port(self, name: str, port: str) -> QPoint:
        """A port of a node."""
        card = self.canvas.plan.cards[name]
        for side, place in ((card.inputs, card.input_at), (card.outputs, card.output_at)):
            for row, one in enumerate(side):
                if one.name == port:
                    return self.at(*place(row))
        raise KeyError(port)

    # What

    def click(self, spot: QPoint, modifiers: Qt.KeyboardModifier = NONE, on: QWidget | None = None) -> None:
        """Press and let go."""
        self.count += 1
        QTest.mouseClick(on or self.canvas.viewport(), LEFT, modifiers, spot)
        QApplication.processEvents()

    def drag(self, start: QPoint, end: QPoint) -> None:
        """Press, lead, let go."""
        self.count += 1
        view = self.canvas.viewport()
        QTest.mousePress(view, LEFT, NONE, start)
        for share in (0.1, 0.4, 0.8, 1):
            QTest.mouseMove(view, start + (end - start) * share)
        QTest.mouseRelease(view, LEFT, NONE, end)
        QApplication.processEvents()

    def box(self, *names: str) -> None:
        """Drag a box around nodes."""
        cards = [self.canvas.plan.cards[n] for n in names]
        left, top = min(c.x for c in cards) - 20, min(c.y for c in cards) - 20
        right, bottom = max(c.x + c.width for c in cards) + 20, max(c.y + c.height for c in cards) + 20
        self.drag(self.at(left, top), self.at(right, bottom))

    def carry(self, use: str, spot: QPoint) -> None:
        """Drag a node type from the palette; the drag itself is the system's, its events are sent."""
        self.count += 1
        mime, view = QMimeData(), self.canvas.viewport()
        mime.setData(MIME, use.encode())
        for kind in (QDragEnterEvent, QDragMoveEvent):
            QApplication.sendEvent(view, kind(spot, COPY, mime, LEFT, NONE))
        QApplication.sendEvent(view, QDropEvent(spot.toPointF(), COPY, mime, LEFT, NONE))
        QApplication.processEvents()

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        """Press a key where the focus is."""
        self.count += 1
        focus = QApplication.focusWidget()
        assert focus is not None
        QTest.keyClick(focus, key, modifiers)
        QApplication.processEvents()

    def text(self, text: str) -> None:
        """Type a text where the focus is."""
        self.count += 1
        focus = QApplication.focusWidget()
        assert focus is not None
        QTest.keyClicks(focus, text)
        QApplication.processEvents()
