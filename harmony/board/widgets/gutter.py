"""A code field with room: line numbers, marks at the lines, undo of its own."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from harmony.board import theme
from harmony.board.widgets.code import CodeEdit


class Gutter(QWidget):
    """The numbers at the left of a code field."""

    def __init__(self, code: WideCode) -> None:
        super().__init__(code)
        self._code = code

    def sizeHint(self) -> QSize:
        """Room for the last line's number."""
        return QSize(self._code.gutter_width(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The numbers of the lines that are in view; red where something is wrong."""
        look, painter = theme.current(), QPainter(self)
        painter.setClipRect(event.rect())
        painter.setFont(theme.ui_mono(11))
        wrong = {line for line, _, _ in self._code.marks}
        now = self._code.textCursor().blockNumber()
        for number, top, height in self._code.lines_in_view():
            ink = look.state("error") if number + 1 in wrong else look.text if number == now else look.text_3
            painter.setPen(ink)
            box = QRect(0, top, self.width() - 10, height)
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(number + 1))
        painter.end()


class WideCode(CodeEdit):
    """A code field that fills the room it is given.

    Undo is its own while it is open: what was typed becomes one step of the document.
    """

    def __init__(self, language: str) -> None:
        super().__init__(language)
        self.fill()
        self.setUndoRedoEnabled(True)
        self.setTabChangesFocus(False)
        theme.wear(self, 13, is_mono=True)
        self.setTabStopDistance(self.fontMetrics().horizontalAdvance(" ") * 4)
        if language in {"template", "prose", "expression"}:
            self.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self.gutter = Gutter(self)
        self.blockCountChanged.connect(lambda _count: self._make_room())
        self.updateRequest.connect(self._scrolled)
        self.cursorPositionChanged.connect(self.gutter.update)
        self._make_room()

    def event(self, event: QEvent) -> bool:
        """Ctrl+Z is its own."""
        return QPlainTextEdit.event(self, event)

    def gutter_width(self) -> int:
        """Pixels of the numbers."""
        return 26 + self.fontMetrics().horizontalAdvance("9") * max(2, len(str(self.blockCount())))

    def lines_in_view(self) -> list[tuple[int, int, int]]:
        """Number (from 0), top and height of each line that is in view, in pixels."""
        found, block = [], self.firstVisibleBlock()
        top = self.blockBoundingGeometry(block).translated(self.contentOffset()).top()
        while block.isValid() and top <= self.viewport().height():
            height = self.fontMetrics().lineSpacing()
            found.append((block.blockNumber(), round(top), height))
            top += self.blockBoundingRect(block).height()
            block = block.next()
        return found

    def go_to(self, line: int, column: int = 1) -> None:
        """Put the cursor at a place, counted from 1."""
        block = self.document().findBlockByNumber(max(0, line - 1))
        cursor = QTextCursor(block)
        cursor.movePosition(
            QTextCursor.MoveOperation.Right, QTextCursor.MoveMode.MoveAnchor, min(column - 1, block.length() - 1)
        )
        self.setTextCursor(cursor)
        self.centerCursor()
        self.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The numbers go along."""
        super().resizeEvent(event)
        box = self.contentsRect()
        self.gutter.setGeometry(box.left(), box.top(), self.gutter_width(), box.height())

    def _make_room(self) -> None:
        self.setViewportMargins(self.gutter_width(), 0, 0, 0)
        self.gutter.resize(self.gutter_width(), self.gutter.height())

    def _scrolled(self, area: QRect, dy: int) -> None:
        if dy:
            self.gutter.scroll(0, dy)
        else:
            self.gutter.update(0, area.y(), self.gutter.width(), area.height())
