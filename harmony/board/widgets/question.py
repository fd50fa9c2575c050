"""A question with its answers as buttons, on a sheet."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from harmony.board.widgets.pill import Pill
from harmony.board.widgets.sheet import Sheet
from harmony.board.widgets.text import Label

MOST_EDITS = 5


def ask(
    window: QWidget,
    title: str,
    text: str,
    answers: list[tuple[str, Callable[[], object]]],
    name: str = "question",
    points: Sequence[str] = (),
) -> Sheet:
    """Ask a person; returns at once.

    Args:
        window: what the sheet lies over.
        title: the question.
        text: what hangs on it.
        answers: label and what is done then; the first is the proposed one (Return). Esc does
            nothing, like Cancel, which is added.
        name: object name, for tests.
        points: what the text speaks of, a line each.
    """
    sheet = Sheet(window, 440)
    sheet.setObjectName(name)
    sheet.column.addWidget(Label(title, 15, weight=600, wraps=True))
    sheet.column.addWidget(Label(text, 13, tone="text_2", wraps=True))
    if points:
        sheet.column.addLayout(_list(points))
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


def ask_to_save(
    window: QWidget, title: str, edits: Sequence[str], save: Callable[[], object], drop: Callable[[], object]
) -> Sheet:
    """Ask what becomes of edits that are not saved; those that were made last are named."""
    points = list(edits[:MOST_EDITS])
    if len(edits) > MOST_EDITS:
        points.append(f"and {len(edits) - MOST_EDITS} more")
    text = f"What was changed since it was last saved would be lost{':' if points else '.'}"
    ways = [("Save", save), ("Do not save", drop)]
    return ask(window, f"Save {title} before it is closed?", text, ways, "unsaved", points)


def _list(points: Sequence[str]) -> QVBoxLayout:
    """Lines, a little apart from the text above."""
    column = QVBoxLayout()
    column.setContentsMargins(10, 0, 0, 0)
    column.setSpacing(4)
    for point in points:
        column.addWidget(Label(point, 12.5))
    return column


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
