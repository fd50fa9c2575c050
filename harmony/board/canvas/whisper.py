"""A short line near the pointer: what a port is, why two ports do not fit.

A label inside the view, not a QToolTip: it follows the pointer at once, and it is no window.
"""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QWidget

from harmony.board import theme

_OFFSET = QPoint(16, 20)


class Whisper(QLabel):
    """Shows itself beside a point and stays inside its parent."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._said = ("", "", "")
        self.hide()

    def _dress(self, text: str, word: str) -> None:
        colours = theme.current()
        border = colours.state(word) if word else colours.node_line
        self.setStyleSheet(
            f"background: {colours.raised.name()}; color: {colours.text.name()}; padding: 4px 8px;"
            f"border: 1px solid {border.name()}; border-radius: 6px;"
        )
        self.setFont(theme.font(12))
        self.setText(text)
        self.adjustSize()

    def say(self, text: str, at: QPoint, word: str = "") -> None:
        """Show a text near a point of the parent; an empty text hides it.

        Args:
            text: one or two short lines.
            at: the point, in the parent's pixels.
            word: a state whose colour the border takes (`error` for a refusal).
        """
        if not text:
            self.hide()
            return
        if (text, word, theme.current().name) != self._said:
            self._said = (text, word, theme.current().name)
            self._dress(text, word)
        place = at + _OFFSET
        parent = self.parentWidget()
        room = parent.size() if parent is not None else self.size()
        x = max(4, min(place.x(), room.width() - self.width() - 4))
        y = place.y() if place.y() + self.height() + 4 <= room.height() else at.y() - self.height() - 10
        self.move(x, y)
        self.show()
        self.raise_()
