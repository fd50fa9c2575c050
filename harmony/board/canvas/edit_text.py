"""A text of the canvas edited in place: a frame's title, a note's Markdown."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRect
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from harmony.board import theme
from harmony.board.canvas.popup import ending

if TYPE_CHECKING:
    from harmony.board.canvas.view import CanvasView


class TextEdit(QObject):
    """An editor over the canvas. Return (with Ctrl in several lines) or a click elsewhere keeps, Esc gives up.

    Args:
        canvas: where.
        rect: viewport pixels.
        text: to begin with.
        keep: called with the text if it is another one.
        is_long: several lines.
    """

    def __init__(
        self, canvas: CanvasView, rect: QRect, text: str, keep: Callable[[str], object], *, is_long: bool = False
    ) -> None:
        super().__init__(canvas)
        self._canvas, self._keep, self._text, self._is_open = canvas, keep, text, True
        self.field: QPlainTextEdit | QLineEdit
        if is_long:
            self.field = QPlainTextEdit(text, canvas)
            self.field.selectAll()
        else:
            self.field = QLineEdit(text, canvas)
            self.field.selectAll()
        self.field.setFont(theme.font(12 if is_long else 13))
        self.field.setAccessibleName("Note" if is_long else "Title")
        self.field.setGeometry(rect)
        self.field.installEventFilter(self)
        self.field.show()
        self.field.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Return, Esc, and a click elsewhere."""
        how = ending(event, is_long=isinstance(self.field, QPlainTextEdit))
        if how == "keep":
            self.take()
        elif how == "drop":
            self._end()
        return how is not None and event.type() == QEvent.Type.KeyPress

    def take(self) -> None:
        """Keep the text."""
        if not self._is_open:
            return
        text = self.field.toPlainText() if isinstance(self.field, QPlainTextEdit) else self.field.text()
        self._end()
        if text != self._text:
            self._keep(text)

    def _end(self) -> None:
        self._is_open = False
        self.field.removeEventFilter(self)
        self.field.hide()
        self._canvas.setFocus()
        self.field.deleteLater()
        self.deleteLater()
