"""A search field with a glyph, a cross, and arrow keys that are handed on to the list below."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLineEdit, QWidget

from harmony.board import glyphs, theme

_MOVES = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -8, Qt.Key.Key_PageDown: 8}

TAKEN = 52
"""Pixels of the width that the magnifier, the margins and the gap before the key take."""


class Search(QLineEdit):
    """A line for searching.

    Signals:
        moved(steps): an arrow key, for the list that shows what was found.
        left(): Esc in an empty field.

    Args:
        placeholder: what is searched.
        hint: a key, shown at the right end while the field is empty.
    """

    moved = Signal(int)
    left = Signal()

    def __init__(self, placeholder: str, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hint = hint
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self.setTextMargins(20, 0, 0, 0)
        theme.changes.changed.connect(self.update)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move in the list; Esc clears, then leaves."""
        key = Qt.Key(event.key())
        if key in _MOVES:
            self.moved.emit(_MOVES[key])
        elif key == Qt.Key.Key_Escape:
            if self.text():
                self.clear()
            else:
                self.left.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The field, a magnifier, the key."""
        super().paintEvent(event)
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        glyphs.paint(painter, QRectF(9, (self.height() - 15) / 2, 15, 15), "magnify", look.text_3)
        if self._hint and not self.text():
            painter.setFont(theme.ui_font(11))
            width = painter.fontMetrics().horizontalAdvance(self._hint) + 10
            if self.fontMetrics().horizontalAdvance(self.placeholderText()) + width > self.width() - TAKEN:
                painter.end()  # what is searched matters more than the key
                return
            box = QRectF(self.width() - width - 8, (self.height() - 19) / 2, width, 19)
            painter.setPen(QPen(look.line, 1))
            painter.setBrush(look.panel)
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
            painter.setPen(look.text_3)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._hint)
        painter.end()
