"""What small editors over the canvas share: a panel to stand on, and how they end."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame

from harmony.board import theme

RADIUS = 9


class Popup(QFrame):
    """A rounded panel over the canvas."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Fill and edge; the corners are the canvas's."""
        colours = theme.current()
        painter = QPainter(self)
        painter.fillRect(self.rect(), colours.canvas)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colours.node_line, 1))
        painter.setBrush(colours.panel)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)


def ending(event: QEvent, *, is_long: bool = False) -> Literal["keep", "drop"] | None:
    """How an event of its field ends an editor: Return or a click elsewhere keeps, Esc drops.

    Args:
        event: of the field.
        is_long: Return makes a line there; Ctrl+Return keeps.
    """
    if event.type() == QEvent.Type.FocusOut:
        return "keep"
    if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
        return None
    if event.key() == Qt.Key.Key_Escape:
        return "drop"
    has_ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
    is_return = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
    return "keep" if is_return and (has_ctrl or not is_long) else None
