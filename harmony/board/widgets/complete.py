"""A list of names below the cursor of a text field, while one of them is being typed."""

from __future__ import annotations

import re

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QListWidget, QPlainTextEdit

from harmony.board import theme

_WORD = re.compile(r"[A-Za-z_][\w.\[\]]*$")
MOST, ROW = 8, 24


class Completion(QListWidget):
    """Names to choose from; it never takes the focus from the field.

    Args:
        field: where they are typed.
    """

    def __init__(self, field: QPlainTextEdit) -> None:
        super().__init__(field.window())
        self._field = field
        self.names: list[str] = []
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        theme.wear(self, 12, is_mono=True)
        self.setAccessibleName("Completions")
        self.setObjectName("completions")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAutoFillBackground(True)
        self.itemClicked.connect(lambda _item: self.take())
        self.hide()

    def typed(self) -> str:
        """The beginning of a name before the cursor."""
        cursor = self._field.textCursor()
        match = _WORD.search(cursor.block().text()[: cursor.positionInBlock()])
        return match[0] if match else ""

    def suggest(self, *, is_asked: bool = False) -> None:
        """Show the names that begin with what is typed; `is_asked`: also when nothing is typed yet."""
        word = self.typed()
        found = [n for n in self.names if n.startswith(word) and n != word] if word or is_asked else []
        found += [n for n in self.names if word and word.lower() in n.lower() and n not in found and n != word]
        if not found:
            self.hide()
            return
        self.clear()
        self.addItems(found[:60])
        self.setCurrentRow(0)
        window = self._field.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        corner = self._field.viewport().mapTo(window, self._field.cursorRect().bottomLeft() + QPoint(-6, 6))
        wide = min(360, max(self.sizeHintForColumn(0) + 28, 160))
        high = min(MOST, len(found)) * ROW + 6
        self.resize(wide, high)
        below = corner.y() + high <= window.height()
        y = corner.y() if below else corner.y() - high - self._field.fontMetrics().height() - 10
        self.move(min(corner.x(), window.width() - wide - 4), y)
        self.show()
        self.raise_()

    def press(self, event: QKeyEvent) -> bool:
        """Take the keys that mean the list; False if this one does not."""
        key = event.key()
        if key == Qt.Key.Key_Space and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.suggest(is_asked=True)
            return True
        if self.isHidden():
            return False
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            step = -1 if key == Qt.Key.Key_Up else 1
            self.setCurrentRow((self.currentRow() + step) % self.count())
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab):
            self.take()
        elif key == Qt.Key.Key_Escape:
            self.hide()
        else:
            return False
        return True

    def take(self) -> None:
        """Write the chosen name in place of what was typed."""
        row = self.currentRow()
        self.hide()
        if row < 0:
            return
        chosen = self.item(row).text()
        cursor = self._field.textCursor()
        cursor.movePosition(QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor, len(self.typed()))
        cursor.insertText(chosen)
        self._field.setTextCursor(cursor)
