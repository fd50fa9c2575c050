"""The text of the Melody beside the canvas: edits go both ways, while one types.

What is typed is taken over as it is, comments and all, once typing rests and it can be
understood; until then its problems are underlined. Edits elsewhere change only the lines that
they concern, so the cursor stays.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QTextCursor
from PySide6.QtWidgets import QVBoxLayout, QWidget

from harmony.board import theme
from harmony.board.document import Document
from harmony.board.widgets.code import CodeEdit
from harmony.board.widgets.text import Label
from harmony.errors import MelodyError

REST_MS = 450
LABEL = "Edit the text"


class YamlPane(QWidget):
    """The text of one document.

    Args:
        document: whose text it is.
    """

    def __init__(self, document: Document) -> None:
        super().__init__()
        self.document = document
        self._is_busy = False
        self.is_unread = False  # True while what is typed is not taken over
        self.edit = CodeEdit("yaml")
        self.edit.fill()
        self.edit.setTabChangesFocus(False)
        self.edit.setAccessibleName("YAML")
        self.edit.setFrameShape(CodeEdit.Shape.NoFrame)
        self.said = Label("", 12, tone="error", wraps=True)
        self.said.setContentsMargins(12, 6, 12, 6)
        self.said.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.edit, 1)
        column.addWidget(self.said)
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self.take)
        self.edit.textChanged.connect(self._typed)
        document.changed.connect(self._show)
        document.reset.connect(self._show)
        theme.changes.changed.connect(self.update)
        self._show()

    def _typed(self) -> None:
        if not self._is_busy:
            self.is_unread = True
            self._rest.start()

    def take(self) -> None:
        """Take over what is typed, if it can be understood."""
        self._rest.stop()
        text = self.edit.toPlainText()
        if text == self.document.text:
            self.is_unread = False
            self._say([])
            return
        self._is_busy = True
        try:
            self.document.adopt(text, LABEL)
            self.is_unread = False
            self._say([])
        except MelodyError as error:
            self._say([(p.line, p.column, p.message) for p in error.problems if p.line] or [(1, 1, error.message)])
        self._is_busy = False

    def _say(self, marks: list[tuple[int, int, str]]) -> None:
        self.edit.show_marks(marks)
        self.said.setText(f"Line {marks[0][0]}: {marks[0][2]}" if marks else "")
        self.said.setVisible(bool(marks))

    def _show(self, _what: object = None) -> None:
        """Bring the text up to date; only the lines that differ are touched."""
        if self._is_busy:
            return
        self.is_unread = False
        old, new = self.edit.toPlainText(), self.document.text
        if old == new:
            return
        start = _same(old, new)
        end = _same(old[start:][::-1], new[start:][::-1])
        self._is_busy = True
        cursor = QTextCursor(self.edit.document())
        cursor.setPosition(_units(old[:start]))
        cursor.setPosition(_units(old[: len(old) - end]), QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(new[start : len(new) - end])
        self._is_busy = False
        self._rest.stop()
        self._say([])

    def show_node(self, node_id: str) -> None:
        """Bring the lines of a node into view."""
        name = node_id.rpartition("/")[2]
        found = self.edit.document().find(f"{name}:")
        if not found.isNull():
            found.clearSelection()
            self.edit.setTextCursor(found)
            self.edit.centerCursor()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The panel's ground and a line at the left."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.current().panel)
        painter.fillRect(QRectF(0, 0, 1, self.height()), theme.current().line)
        painter.end()


def _same(one: str, other: str) -> int:
    """How many characters two texts have in common at their beginnings."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[:middle] == other[:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _units(text: str) -> int:
    """Length as Qt counts it: letters beyond 16 bits are two."""
    return len(text) + sum(c > "\uffff" for c in text)
