from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from harmony.board.choosing import choose_file, choose_name
from harmony.board.widgets.pill import Pill
from harmony.board.widgets.sheet import Sheet
from tests.board.parts import show


@pytest.fixture
def window(qtbot, look) -> QWidget:
    found = QWidget()
    qtbot.addWidget(found)
    found.resize(800, 600)
    show(qtbot, found)
    return found


def give(window: QWidget, name: str) -> None:
    dialog = window.findChild(QFileDialog)
    assert dialog is not None
    line = dialog.findChild(QLineEdit)
    assert line is not None
    line.setText(name)
    dialog.accept()


def press(qtbot, window: QWidget, text: str) -> None:
    [sheet] = [s for s in window.findChildren(Sheet) if s.objectName() == "replace" and s.isVisible()]
    button = next(b for b in sheet.findChildren(Pill) if b.text() == text)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_a_name_is_given_its_suffix(window: QWidget, tmp_path: Path) -> None:
    names: list[Path] = []
    choose_name(window, tmp_path / "a.melody.yaml", names.append)
    give(window, str(tmp_path / "new"))
    assert names == [tmp_path / "new.melody.yaml"]


def test_a_file_that_only_the_suffix_names_is_not_replaced_unasked(window: QWidget, tmp_path: Path, qtbot) -> None:
    (tmp_path / "old.melody.yaml").touch()
    names: list[Path] = []
    choose_name(window, tmp_path / "a.melody.yaml", names.append)
    give(window, str(tmp_path / "old"))
    assert names == []
    press(qtbot, window, "Replace")
    assert names == [tmp_path / "old.melody.yaml"]


def test_another_name_can_be_given_instead(window: QWidget, tmp_path: Path, qtbot) -> None:
    (tmp_path / "old.melody.yaml").touch()
    names: list[Path] = []
    choose_name(window, tmp_path / "a.melody.yaml", names.append)
    give(window, str(tmp_path / "old"))
    press(qtbot, window, "Another name…")
    qtbot.waitUntil(lambda: window.findChild(QFileDialog) is not None)
    give(window, str(tmp_path / "new"))
    assert names == [tmp_path / "new.melody.yaml"]


def test_a_file_is_chosen(window: QWidget, tmp_path: Path) -> None:
    (tmp_path / "one.melody.yaml").touch()
    names: list[Path] = []
    choose_file(window, tmp_path, names.append)
    give(window, str(tmp_path / "one.melody.yaml"))
    assert names == [tmp_path / "one.melody.yaml"]
