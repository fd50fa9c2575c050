"""The text of the Melody beside the canvas: edits go both ways, while one types.

What is typed is taken over as it is, comments and all, once typing rests and it can be
understood; until then its problems are underlined. Edits elsewhere change only the lines that
they concern, so the cursor stays, and so does what cannot be understood yet.
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
        self._base = ""  # what it was typed into
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
            if not self.is_unread:
                self.is_unread, self._base = True, self.document.text
            self._rest.start()

    def drop(self) -> bool:
        """Take back what is typed and could not be understood; True if there was anything."""
        if not self.is_unread:
            return False
        self.is_unread = False
        self._show()
        return True

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
        old, new = self.edit.toPlainText(), self.document.text
        if self.is_unread:
            joined = together(self._base, old, new)
            if joined is None:
                self._say([(1, 1, "These lines were changed elsewhere, too: what stands here will replace that")])
                return
            self._base, new = new, joined
        self._put(old, new)
        if self.is_unread:
            self.take()
        else:
            self._rest.stop()
            self._say([])

    def _put(self, old: str, new: str) -> None:
        """Change what differs."""
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


def together(base: str, typed: str, new: str) -> str | None:
    """Two changes of one text as one; None where they touch the same or neighbouring lines.

    Args:
        base: the text that both began with.
        typed: one change of it, here.
        new: the other one, made elsewhere.
    """
    lines, ours, theirs = (text.splitlines(keepends=True) for text in (base, typed, new))
    (first, last), (from_, to) = _changed(lines, ours), _changed(lines, theirs)
    if last < from_:
        return "".join(ours[: len(ours) - (len(lines) - last)] + theirs[last:])
    if to < first:
        return "".join(theirs[: len(theirs) - (len(lines) - to)] + ours[to:])
    return None


def _changed(base: list[str], text: list[str]) -> tuple[int, int]:
    """From which line of `base` on, and up to which, a text differs from it."""
    most = min(len(base), len(text))
    start = next((i for i in range(most) if base[i] != text[i]), most)
    end = next((i for i in range(most - start) if base[-1 - i] != text[-1 - i]), most - start)
    return start, len(base) - end


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
