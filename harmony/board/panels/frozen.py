"""A file that cannot be opened, to look at: what is wrong with it, and its text with the places marked."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from harmony.board import theme
from harmony.board.widgets.gutter import WideCode
from harmony.board.widgets.pill import Pill
from harmony.board.widgets.records import Line, Records
from harmony.board.widgets.text import Label
from harmony.board.wording import count, plain
from harmony.melody.problems import Problem


class Frozen(QWidget):
    """The view.

    Args:
        path: the file.
        sentence: what is wrong, in one.
        problems: all of it, by place.
        text: of the file; empty if it cannot be shown.
    """

    def __init__(self, path: Path, sentence: str, problems: Sequence[Problem], text: str) -> None:
        super().__init__()
        self._path = path
        self.setAccessibleName(f"{path.name} cannot be opened")
        self.head = Label("", 15, weight=600, wraps=True)
        self.sentence = Label("", 13, tone="text_2", wraps=True)
        self.sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.again, self.elsewhere = Pill("Read it again", "refresh", "primary"), Pill("Open elsewhere", "open-in-new")
        self.problems = Records("Problems of the file", _line, ("file-alert-outline", "No place is known", ""), 64)
        self.code = WideCode("yaml")
        self.code.setReadOnly(True)
        self.code.setAccessibleName(f"Text of {path.name}")
        self._lay_out()
        self.problems.chosen.connect(self._go)
        self.show_file(sentence, problems, text)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(self.head)
        words.addWidget(self.sentence)
        top.addLayout(words, 1)
        for button in (self.elsewhere, self.again):
            top.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(self.problems)
        split.addWidget(self.code)
        split.setStretchFactor(1, 1)
        self.split = split
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addLayout(top)
        column.addWidget(split, 1)

    def show_file(self, sentence: str, problems: Sequence[Problem], text: str) -> None:
        """Show how the file is now."""
        found = [p for p in problems if p.is_error]
        many = f": {count(len(found), 'problem')}" if len(found) > 1 else ""
        self.head.setText(f"{self._path.name} cannot be opened yet{many}")
        why = "" if found else f"{_first(sentence)} "
        self.sentence.setText(f"{why}Nothing in it was changed; it opens by itself once it is mended.")
        self.problems.show_items([])
        self.problems.show_items(found)
        self.problems.setVisible(bool(found))
        # As high as what is wrong; most of the room is the text's.
        self.split.setSizes([max(64, min(160, theme.row(26) * len(found) + 12)), 2000])
        if text != self.code.toPlainText():
            self.code.setPlainText(text)
        self.code.show_marks([(p.line, p.column, p.message) for p in found if p.line])
        self.code.setVisible(bool(text))
        first = next((p for p in found if p.line), None)
        if text and first is not None:
            self.code.go_to(first.line, first.column)

    def _go(self, problem: Problem) -> None:
        if problem.line:
            self.code.go_to(problem.line, problem.column)


def _first(sentence: str) -> str:
    """The first sentence of what is wrong; places are listed below."""
    line = sentence.strip().split("\n")[0]
    return line if line.endswith((".", "!", "?")) else line + "."


def _line(problem: Problem) -> Line:
    place = " · ".join(p for p in (problem.node, problem.field) if p)
    text = problem.message[:1].upper() + problem.message[1:]
    return Line(
        plain(text),
        plain(problem.hint),
        f"line {problem.line}" if problem.line else "",
        place,
        "alert-circle-outline",
        "error",
    )
