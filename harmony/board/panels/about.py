"""Sheets of the Help menu: all keys, and what this program is."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from harmony.board.actions import Actions
from harmony.board.widgets.pill import Pill
from harmony.board.widgets.records import Line, Records
from harmony.board.widgets.search import Search
from harmony.board.widgets.sheet import Sheet
from harmony.board.widgets.text import Label


def show_keys(window: QWidget, actions: Actions) -> Sheet:
    """All commands with their keys, searchable."""
    sheet = Sheet(window, 560, top=70)
    sheet.setObjectName("keys")
    sheet.column.addWidget(Label("All keys", 15, weight=600))
    search = Search("Search keys and commands")
    found = Records(
        "Keys", lambda c: Line(c.title, c.menu, tail=actions.key(c.id)), ("magnify", "Nothing found", ""), 0
    )
    found.setFixedHeight(440)
    commands = [c for c in actions.commands.values() if c.keys]

    def show(text: str) -> None:
        words = text.lower().split()
        hay = [(f"{c.title} {c.menu} {' '.join(c.keys)}".lower(), c) for c in commands]
        found.show_items([c for line, c in hay if all(w in line for w in words)])

    search.textChanged.connect(show)
    search.left.connect(sheet.close)
    show("")
    sheet.column.addWidget(search)
    sheet.column.addWidget(found)
    sheet.open()
    search.setFocus()
    return sheet


def show_about(window: QWidget) -> Sheet:
    """Name, version, licence."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        number = version("harmony-board")
    except PackageNotFoundError:
        number = "from source"
    sheet = Sheet(window, 400)
    sheet.setObjectName("about")
    sheet.column.addWidget(Label("Harmony Board", 18, weight=600))
    sheet.column.addWidget(Label(f"Version {number}", 12.5, tone="text_2"))
    text = "Draw a workflow, play it, watch every step, and resume it where it stopped."
    sheet.column.addWidget(Label(text, 13, wraps=True))
    licence = "Apache-2.0. Inter and JetBrains Mono are under the SIL Open Font License."
    sheet.column.addWidget(Label(licence, 12, tone="text_3", wraps=True))
    row = QHBoxLayout()
    row.addStretch(1)
    close = Pill("Close", look="primary")
    close.clicked.connect(sheet.close)
    row.addWidget(close)
    sheet.column.addLayout(row)
    sheet.open()
    close.setFocus()
    return sheet
