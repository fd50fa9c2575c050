"""What this program is."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from harmony.board.widgets.pill import Pill
from harmony.board.widgets.sheet import Sheet
from harmony.board.widgets.text import Label


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
