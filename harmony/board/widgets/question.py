"""A question with its answers as buttons, on a sheet."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from harmony.board.widgets.pill import Pill
from harmony.board.widgets.sheet import Sheet
from harmony.board.widgets.text import Label


def ask(
    window: QWidget, title: str, text: str, answers: list[tuple[str, Callable[[], object]]], name: str = "question"
) -> Sheet:
    """Ask a person; returns at once.

    Args:
        window: what the sheet lies over.
        title: the question.
        text: what hangs on it.
        answers: label and what is done then; the first is the proposed one (Return). Esc does
            nothing, like Cancel, which is added.
        name: object name, for tests.
    """
    sheet = Sheet(window, 440)
    sheet.setObjectName(name)
    sheet.column.addWidget(Label(title, 15, weight=600, wraps=True))
    sheet.column.addWidget(Label(text, 13, tone="text_2", wraps=True))
    row = QHBoxLayout()
    row.setContentsMargins(0, 8, 0, 0)
    row.setSpacing(8)
    row.addStretch(1)
    cancel = Pill("Cancel")
    cancel.clicked.connect(sheet.close)
    row.addWidget(cancel)
    buttons = []
    for index, (label, call) in enumerate(answers):
        button = Pill(label, look="plain" if index else "primary")
        button.clicked.connect(lambda _checked=False, call=call: (sheet.close(), call()))
        buttons.append(button)
    for button in reversed(buttons):
        row.addWidget(button)
    sheet.column.addLayout(row)
    sheet.open()
    buttons[0].setFocus()
    return sheet


def ask_text(window: QWidget, title: str, text: str, call: Callable[[str], object]) -> Sheet:
    """Ask for a line of text; `call(text)` on Return."""
    sheet = Sheet(window, 420)
    sheet.setObjectName("ask-text")
    sheet.column.addWidget(Label(title, 15, weight=600))
    line = QLineEdit(text)
    line.setAccessibleName(title)
    sheet.column.addWidget(line)
    line.returnPressed.connect(lambda: (sheet.close(), call(line.text())))
    sheet.open()
    line.setFocus()
    line.selectAll()
    return sheet
