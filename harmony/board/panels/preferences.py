"""Preferences: theme, density, motion, wires, folders, keys. They hold at once and are kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMargins
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from harmony.board.panels.properties.form import Form
from harmony.board.widgets.pill import Pill
from harmony.board.widgets.scroll import Scroll
from harmony.board.widgets.sheet import Sheet
from harmony.board.widgets.text import Label

_CHOICE = {"x-words": True, "x-beside": 190}
_SWITCH = {"type": "boolean", "x-beside": 36}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "x-plain": True,
    "properties": {
        "theme": {"title": "Theme", **_CHOICE, "enum": ["system", "dark", "light"], "default": "system"},
        "density": {
            "title": "Density", **_CHOICE, "enum": ["cosy", "compact"], "default": "cosy",
            "description": "How close the lines of lists stand.",
        },
        "text": {
            "title": "Text size", **_CHOICE, "enum": ["small", "normal", "large", "larger"], "default": "normal",
            "description": "Of panels, lists and fields. The canvas has its own: zoom it.",
        },
        "motion": {
            "title": "Motion", **_SWITCH, "default": True,
            "description": "Things move to where they go. Off: they are there at once.",
        },
        "wires": {
            "title": "Wires", **_CHOICE, "enum": ["curved", "straight", "orthogonal"], "default": "curved",
            "description": "How wires get from port to port.",
        },
        "wheel": {
            "title": "Wheel on the canvas", **_CHOICE, "enum": ["zoom", "pan"], "default": "zoom",
            "description": "Ctrl with the wheel always zooms, Shift goes sideways.",
        },
        "open_last": {
            "title": "Open what was open last", **_SWITCH, "default": False,
            "description": "At the start, without a file on the command line.",
        },
        "folder": {
            "title": "Folder of my Melodies", "type": "string", "format": "path",
            "description": "Where Open and Save begin to look; without it the folder of the Melody that is shown.",
        },
    },
}  # fmt: skip


def show_preferences(
    window: QWidget,
    values: dict[str, Any],
    change: Callable[[str, Any], object],
    ways: Mapping[str, Callable[[], object]],
    folders: Mapping[str, Path],
    open_folder: Callable[[str], object],
) -> Sheet:
    """Show the sheet.

    Args:
        window: what it lies over.
        values: as they are.
        change: called with a name and its new value, at once; MISSING: its default.
        ways: buttons at the bottom: label, and what is done when the sheet has closed.
        folders: where things lie: name for people and folder.
        open_folder: shows a folder in the system's program.
    """
    sheet = Sheet(window, 560)
    sheet.setObjectName("preferences")
    sheet.column.addWidget(Label("Preferences", 15, weight=600))
    form = Form(SCHEMA)
    for name, field in form.fields.items():
        field.may_reset = name == "folder"
    form.show_values(values)
    form.edited.connect(change)
    area = Scroll(max(200, window.height() - 220))
    area.show_parts([form, _folders(folders, open_folder)], QMargins(0, 0, 8, 0), 14)
    sheet.column.addWidget(area)
    sheet.column.addLayout(_buttons(sheet, ways))
    sheet.open()
    form.focus_field("theme")
    return sheet


def _buttons(sheet: Sheet, ways: Mapping[str, Callable[[], object]]) -> QHBoxLayout:
    row = QHBoxLayout()
    for label, call in ways.items():
        button = Pill(label)
        button.clicked.connect(partial(_leave, sheet, call))
        row.addWidget(button)
    close = Pill("Close", look="primary")
    close.clicked.connect(sheet.close)
    row.addStretch(1)
    row.addWidget(close)
    return row


def _leave(sheet: Sheet, call: Callable[[], object], _checked: bool = False) -> None:
    sheet.close()
    call()


def _folders(folders: Mapping[str, Path], open_folder: Callable[[str], object]) -> QWidget:
    """Where things lie, each with a way there."""
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(4)
    column.addWidget(Label("Where things lie", 12.5, tone="text_2", weight=500))
    for name, folder in folders.items():
        row = QHBoxLayout()
        row.setSpacing(8)
        label = Label(name, 12.5)
        label.setFixedWidth(150)
        row.addWidget(label)
        row.addWidget(Label(str(folder), 11.5, tone="text_3", is_mono=True), 1)
        button = Pill("Open", name=f"Open: {name}")
        button.clicked.connect(partial(_open, folder, open_folder))
        row.addWidget(button)
        column.addLayout(row)
    return box


def _open(folder: Path, open_folder: Callable[[str], object], _checked: bool = False) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    open_folder(str(folder))
