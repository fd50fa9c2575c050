"""A box that unfolds a list of choices, in the board's look."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox

from harmony.board import glyphs, theme


class Combo(QComboBox):
    """The wheel scrolls the form, it does not change values by accident."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Handed on."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The box, and an arrow that follows the theme."""
        super().paintEvent(event)
        painter = QPainter(self)
        box = QRectF(self.width() - 25, (self.height() - 16) / 2, 16, 16)
        glyphs.paint(painter, box, "chevron-down", theme.current().text_3)
        painter.end()
