"""A wide window for a code or template parameter, over the board.

It drives the field that it was opened from, so that what a field understands, refuses and
marks is the same in both. What was typed is written down as it is typed, and is one step of undo.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from harmony.board.panels.properties.field import Field
from harmony.board.panels.properties.marks import marks_of
from harmony.board.widgets.dragging import NamesTree
from harmony.board.widgets.gutter import WideCode
from harmony.board.widgets.highlight import WORDS
from harmony.board.widgets.pill import Pill
from harmony.board.widgets.records import Line, Records
from harmony.board.widgets.sheet import Sheet
from harmony.board.widgets.text import Label
from harmony.board.wording import count

WRITE_MS = 250
MARGIN, WIDEST = 60, 1280
_TITLES = {"python": "Python", "sql": "SQL", "json": "JSON", "yaml": "YAML", "template": "template"}
Ask = Callable[[Any, Callable[[Iterable[Any]], None]], object]


class WideEditor(Sheet):
    """The window.

    Args:
        window: what it lies over.
        title: of the node.
        field: what is edited; it has a text of many lines.
        names: what can be named, as a tree.
        flat: the same as texts, for completion.
        ask: asks for the fields of a name whose value did not come with the run.

    Attributes:
        fields: itself by the field's name, for `Live`.
    """

    def __init__(
        self, window: QWidget, title: str, field: Field, names: Sequence[Any], flat: Sequence[str], ask: Ask | None
    ) -> None:
        super().__init__(window, min(WIDEST, max(420, window.width() - 2 * MARGIN)), top=MARGIN // 2)
        self.setObjectName("wide")
        assert field.code is not None
        self._field, self.name = field, field.name
        self.fields = {field.name: self}
        self.code = WideCode(field.code.language)
        self.code.setAccessibleName(f"{field.title} of {title}")
        self.code.setPlainText(field.code.toPlainText())
        self.code.set_names([*flat, *WORDS.get(field.code.language, "").split()])
        self.names = NamesTree(ask)
        self.names.show_names(names)
        self.result = Label("", 12, tone="text_2", is_mono=True)
        self.problems = Records("Problems", _line, ("check-circle-outline", "No problems", ""), 0)
        self._writing = QTimer(self, singleShot=True, interval=WRITE_MS)
        self._writing.timeout.connect(self.write)
        self._lay_out(title)
        self.code.textChanged.connect(self._writing.start)
        self.names.chosen.connect(self._insert)
        self.problems.chosen.connect(lambda mark: self.code.go_to(mark[0], mark[1]))
        self._mark()

    def _lay_out(self, title: str) -> None:
        self.card.setMinimumHeight(max(240, self.window().height() - 2 * MARGIN))
        head = QHBoxLayout()
        head.addWidget(Label(self._field.title, 15, weight=600))
        head.addWidget(Label(f"of {title}", 13, tone="text_2"))
        head.addWidget(Label(_TITLES.get(self.code.language, ""), 11, tone="text_3", is_mono=True), 1)
        done = Pill("Done", look="primary", hint="Esc")
        done.clicked.connect(self.close)
        head.addWidget(done)
        self.column.addLayout(head)
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(12, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(Label("What can be named here", 12, weight=500, tone="text_2"))
        column.addWidget(self.names, 1)
        column.addWidget(Label("Drag a name into the text, or press Enter on it.", 11, tone="text_3", wraps=True))
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(self.code)
        split.addWidget(side)
        split.setStretchFactor(0, 1)
        split.setSizes([self.card.width() - 320, 280])
        self.column.addWidget(split, 1)
        self.column.addWidget(self.result)
        self.column.addWidget(self.problems)
        self.result.hide()

    def open(self) -> None:
        """Show it, the cursor where it was in the field."""
        super().open()
        at = self._field.code.textCursor().position() if self._field.code is not None else 0
        cursor = self.code.textCursor()
        cursor.setPosition(min(at, len(self.code.toPlainText())))
        self.code.setTextCursor(cursor)
        self.code.setFocus()

    # Writing

    def write(self) -> None:
        """Hand the text to the field, which makes an edit of it."""
        from shiboken6 import isValid

        self._writing.stop()
        if not isValid(self._field) or self._field.code is None:
            return
        if self._field.code.toPlainText() != self.code.toPlainText():
            self._field.code.setPlainText(self.code.toPlainText())
        self._mark()

    def _mark(self) -> None:
        """Show what is wrong, at its lines and in a list."""
        found = marks_of(self.code.language, self.code.toPlainText())
        said = self._field.problem
        if said and not found:
            found = [(1, 1, said)]
        self.code.show_marks(found)
        self.code.gutter.update()
        self.problems.show_items([])
        self.problems.show_items(found)
        self.problems.setAccessibleDescription(count(len(found), "problem"))
        self.problems.setFixedHeight(8 + 26 * min(4, len(found)))
        self.problems.setVisible(bool(found))

    def _insert(self, expression: str) -> None:
        self.code.insert_name(expression)
        self.code.setFocus()

    def closeEvent(self, event: QCloseEvent) -> None:
        """What was typed is kept."""
        self.write()
        super().closeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F8 goes to the next problem; Esc closes."""
        if event.key() == Qt.Key.Key_F8 and self.code.marks:
            now = self.code.textCursor().blockNumber() + 1
            line, column, _ = next((m for m in self.code.marks if m[0] > now), self.code.marks[0])
            self.code.go_to(line, column)
            event.accept()
            return
        super().keyPressEvent(event)

    # What `Live` asks

    def expression(self) -> str | None:
        """The expression that stands in the field."""
        return self._field.expression()

    def show_result(self, text: str, is_good: bool = True) -> None:
        """Show what the text gives with the data of the run that is shown."""
        self.result.setText(text)
        self.result.set_tone("text_2" if is_good else "error")
        self.result.setToolTip(text)
        self.result.setVisible(bool(text))


def _line(mark: tuple[int, int, str]) -> Line:
    return Line(mark[2][:1].upper() + mark[2][1:], "", "", f"line {mark[0]}", "alert-circle-outline", "error")
