"""A text field for code, templates and JSON: mono, lightly highlighted, as high as its text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QSize, Qt, QTimer
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QTextCharFormat,
    QTextCursor,
    QTextOption,
)
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QTextEdit, QWidget

from harmony.board import theme
from harmony.board.widgets.dragging import MIME, unpack
from harmony.board.widgets.highlight import Highlighter

if TYPE_CHECKING:
    from harmony.board.widgets.complete import Completion


def is_history_key(event: QEvent) -> bool:
    """True for the question whether a field wants Ctrl+Z for itself: the document's history has it."""
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    if event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo):
        event.ignore()
        return True
    return False


class CodeEdit(QPlainTextEdit):
    """A mono text field.

    Args:
        language: python, sql, json, expression, or anything else for templates.
        lines: least and greatest height, in lines.
    """

    def __init__(
        self, language: str = "template", lines: tuple[int, int] = (3, 14), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._lines = lines
        self._language = language
        self._fills = False
        self._completion: Completion | None = None
        self.marks: list[tuple[int, int, str]] = []
        self.is_line = lines[1] == 1
        theme.wear(self, 13 if language == "prose" else 12, is_mono=language != "prose")
        self.setTabChangesFocus(language in {"expression", "json", "template", "text", "prose"})
        self.setUndoRedoEnabled(False)
        self.setTabStopDistance(self.fontMetrics().horizontalAdvance(" ") * 4)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        wrap = QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere
        self.setWordWrapMode(wrap)
        self.highlighter = Highlighter(self.document(), language)
        self._fit = QTimer(self, singleShot=True, interval=0)
        self._fit.timeout.connect(self._fit_now)
        self.document().documentLayout().documentSizeChanged.connect(lambda _size: self._fit.start())
        self._fit_now()

    def fill(self) -> None:
        """Take all the room there is, and do not break lines."""
        self._fills = True
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(0)
        self.setMaximumHeight(16_777_215)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)

    def _fit_now(self) -> None:
        if self._fills:
            return
        least, most = self._lines
        rows = max(least, min(most, int(self.document().size().height())))
        height = rows * self.fontMetrics().lineSpacing() + 24
        if height != self.height():
            self.setFixedHeight(height)
        needed = self.document().size().height() > most
        policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded if needed else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(policy)

    def event(self, event: QEvent) -> bool:
        """Leave Ctrl+Z to the window."""
        return False if is_history_key(event) else super().event(event)

    def sizeHint(self) -> QSize:
        """As wide as may be."""
        return QSize(160, self.height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """In one-line fields Return does nothing; indents are spaces; names are completed."""
        if self.is_line and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
            return
        if self._completion is not None and self._completion.press(event):
            return
        if event.key() == Qt.Key.Key_Tab:
            if self.tabChangesFocus():
                event.ignore()
            else:
                self.insertPlainText("    ")
            return
        super().keyPressEvent(event)
        if self._completion is not None and event.text():
            is_name = event.text().isidentifier() or event.text() in "._"
            is_name = is_name or (event.key() == Qt.Key.Key_Backspace and not self._completion.isHidden())
            if is_name and self.is_in_expression:
                self._completion.suggest()
            else:
                self._completion.hide()

    def set_names(self, names: Sequence[str]) -> None:
        """Offer these while one is typed (Ctrl+Space: at once)."""
        if self._completion is None:
            from harmony.board.widgets.complete import Completion

            self._completion = Completion(self)
            self.destroyed.connect(self._completion.deleteLater)
        self._completion.names = list(names)

    @property
    def language(self) -> str:
        """What it is written in."""
        return self._language

    @property
    def completion(self) -> Completion | None:
        """The list of names, if any were offered."""
        return self._completion

    @property
    def is_in_expression(self) -> bool:
        """True where a name can be written as it is: in templates that is between braces only."""
        if self._language in {"expression", "python", "sql"}:
            return True
        before = self.toPlainText()[: self.textCursor().position()]
        return max(before.rfind("{{"), before.rfind("{%")) > max(before.rfind("}}"), before.rfind("%}"))

    def insert_name(self, expression: str) -> None:
        """Write an expression at the cursor, in braces where it needs them."""
        self.insertPlainText(expression if self.is_in_expression else "{{ " + expression + " }}")

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Expressions that are dragged are welcome, beside text."""
        return source.hasFormat(MIME) or super().canInsertFromMimeData(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Take what was dropped or pasted."""
        expression = unpack(source)
        if expression:
            self.insert_name(expression)
            self.setFocus()
        else:
            super().insertFromMimeData(source)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """No list without the focus."""
        if self._completion is not None:
            self._completion.hide()
        super().focusOutEvent(event)

    def show_marks(self, marks: Sequence[tuple[int, int, str]]) -> None:
        """Underline places: line and column from 1, and what is wrong there (the tool tip)."""
        shown = []
        for line, column, sentence in marks:
            block = self.document().findBlockByNumber(max(0, line - 1))
            cursor = QTextCursor(block)
            start = min(max(0, column - 1), max(0, block.length() - 2))
            cursor.setPosition(block.position() + start)
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
            if not cursor.hasSelection():
                cursor.setPosition(block.position())
                cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
            wave = QTextEdit.ExtraSelection()
            style = QTextCharFormat()
            style.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
            style.setUnderlineColor(theme.current().state("error"))
            style.setToolTip(sentence)
            wave.cursor, wave.format = cursor, style
            shown.append(wave)
        self.marks = list(marks)
        self.setExtraSelections(shown)
        self.setToolTip("\n".join(f"Line {line}: {sentence}" for line, _, sentence in marks))
