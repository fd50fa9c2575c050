"""Preferences: theme, density, motion, wires, folders, keys. They hold at once and are kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from harmony.board.panels.properties.form import Form
from harmony.board.widgets.pill import Pill
from harmony.board.widgets.sheet import Sheet
from harmony.board.widgets.text import Label

SCHEMA: dict[str, Any] = {
    "type": "object",
    "x-plain": True,
    "properties": {
        "theme": {"title": "Theme", "enum": ["system", "dark", "light"], "default": "system"},
        "density": {
            "title": "Density", "enum": ["cosy", "compact"], "default": "cosy",
            "description": "How close the lines of lists stand.",
        },
        "motion": {
            "title": "Motion", "type": "boolean", "default": True,
            "description": "Things move to where they go. Off: they are there at once.",
        },
        "wires": {
            "title": "Wires", "enum": ["curved", "straight", "orthogonal"], "default": "curved",
            "description": "How wires get from port to port.",
        },
        "open_last": {
            "title": "Open what was open last", "type": "boolean", "default": False,
            "description": "At the start, without a file on the command line.",
        },
    },
}  # fmt: skip


def show_preferences(
    window: QWidget, values: dict[str, Any], change: Callable[[str, Any], object], keys: Callable[[], object]
) -> Sheet:
    """Show the sheet.

    Args:
        window: what it lies over.
        values: as they are.
        change: called with a name and its new value, at once.
        keys: opens the list of keys.
    """
    sheet = Sheet(window, 460)
    sheet.setObjectName("preferences")
    sheet.column.addWidget(Label("Preferences", 15, weight=600))
    form = Form(SCHEMA)
    form.show_values(values)
    for field in form.fields.values():
        field.reset.hide()
    form.edited.connect(change)
    sheet.column.addWidget(form)
    row = QHBoxLayout()
    button, close = Pill("Keys…", "keyboard-outline"), Pill("Close", look="primary")
    button.clicked.connect(lambda: (sheet.close(), keys()))
    close.clicked.connect(sheet.close)
    row.addWidget(button)
    row.addStretch(1)
    row.addWidget(close)
    sheet.column.addLayout(row)
    sheet.open()
    form.focus_field("theme")
    return sheet
