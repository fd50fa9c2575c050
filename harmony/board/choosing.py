"""Asks for the file of a Melody: which one to open, and under which name to save."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from harmony.board.names import with_suffix
from harmony.board.widgets.question import ask

FILES = "Melodies (*.melody.yaml *.yaml *.yml *.json);;All files (*)"
Then = Callable[[Path], object]


def choose_file(window: QWidget, start: Path, then: Then) -> None:
    """Ask for a file that is there; returns at once.

    Args:
        window: what the dialog belongs to.
        start: the folder that it shows first.
        then: called with the file.
    """
    dialog = QFileDialog(window, "Open a Melody", str(start), FILES)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.fileSelected.connect(lambda name: then(Path(name)))
    dialog.open()


def choose_name(window: QWidget, start: Path, then: Then) -> None:
    """Ask under which name to save; returns at once.

    Args:
        window: what the dialog belongs to.
        start: the name that is proposed.
        then: called with the file to write; if it is there, a person has said that it may be replaced.
    """
    dialog = QFileDialog(window, "Save the Melody", str(start), FILES)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.selectFile(start.name)
    dialog.fileSelected.connect(lambda name: _named(window, Path(name), then))
    dialog.open()


def _named(window: QWidget, given: Path, then: Then) -> None:
    """The dialog has asked about the name as it was typed; with its suffix it may be that of another file."""
    path = with_suffix(given)
    if path == given or not os.path.lexists(path):
        then(path)
        return
    ask(
        window,
        f"Replace {path.name}?",
        f"There is a file of this name in {path.parent}. What it holds would be lost.",
        [("Replace", lambda: then(path)), ("Another name…", lambda: choose_name(window, path, then))],
        "replace",
    )
