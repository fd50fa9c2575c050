from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt

from harmony.board.panels.keys import Keys
from tests.board.parts import write

CTRL = Qt.KeyboardModifier.ControlModifier


def opened(make_window, folder: Path) -> tuple:
    window = make_window(write(folder))
    window.actions_.run("help.keys")
    return window, next(s for s in window.findChildren(Keys) if s.isVisible())


def test_a_key_is_pressed_and_kept(make_window, tmp_path: Path, qtbot) -> None:
    window, sheet = opened(make_window, tmp_path)
    qtbot.keyClicks(sheet.search, "select all")
    qtbot.keyClick(sheet.search, Qt.Key.Key_Return)
    qtbot.keyClick(sheet.list, Qt.Key.Key_J, CTRL)
    assert window.actions_.keys("edit.select_all") == ("Ctrl+J",)
    assert "edit.select_all" in (window.settings.config / "keys.toml").read_text(encoding="utf-8")


def test_a_conflict_is_said_and_can_be_taken(make_window, tmp_path: Path, qtbot) -> None:
    window, sheet = opened(make_window, tmp_path)
    sheet.wait_for(window.actions_.commands["edit.select_all"])
    qtbot.keyClick(sheet.list, Qt.Key.Key_S, CTRL)
    assert "Ctrl+S is the key of Save" in sheet.said.text()
    assert window.actions_.keys("edit.select_all") == ("Ctrl+A",)
    qtbot.mouseClick(sheet.take, Qt.MouseButton.LeftButton)
    assert window.actions_.keys("edit.select_all") == ("Ctrl+S",)
    assert window.actions_.keys("file.save") == ()


def test_it_covers_the_window(make_window, tmp_path: Path, qtbot) -> None:
    window, sheet = opened(make_window, tmp_path)
    qtbot.wait(20)
    assert sheet.geometry() == window.rect()
    assert sheet.said.geometry().top() >= sheet.list.geometry().bottom()


def test_escape_leaves_it(make_window, tmp_path: Path, qtbot) -> None:
    window, sheet = opened(make_window, tmp_path)
    sheet.wait_for(window.actions_.commands["file.save"])
    qtbot.keyClick(sheet.list, Qt.Key.Key_Escape)
    assert sheet.isVisible()
    assert window.actions_.keys("file.save") == ("Ctrl+S",)
