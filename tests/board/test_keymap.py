from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from harmony.board.actions import Actions
from harmony.board.keymap import Keymap, is_key
from tests.board.parts import write


@pytest.fixture
def actions(qtbot) -> Actions:
    window = QWidget()
    qtbot.addWidget(window)
    made = Actions(window)
    made._window = window
    return made


def test_keys_are_kept_in_a_file(actions: Actions, tmp_path: Path) -> None:
    path = tmp_path / "keys.toml"
    keymap = Keymap(actions, path)
    assert keymap.bind("file.save", ["Ctrl+Alt+S"]) is None
    other = Actions(actions._window)
    assert Keymap(other, path).problems == []
    assert other.keys("file.save") == ("Ctrl+Alt+S",)
    assert other.action("file.save").shortcut().toString() == "Ctrl+Alt+S"
    keymap.reset("file.save")
    assert "file.save" not in path.read_text(encoding="utf-8")


def test_a_key_belongs_to_one_command(actions: Actions, tmp_path: Path) -> None:
    keymap = Keymap(actions, tmp_path / "keys.toml")
    holder = keymap.bind("file.new", ["Ctrl+S"])
    assert holder is not None
    assert holder.id == "file.save"
    assert actions.keys("file.new") == ("Ctrl+N",)


def test_what_the_file_says_wrongly_is_told(actions: Actions, tmp_path: Path) -> None:
    path = tmp_path / "keys.toml"
    path.write_text('"no.such" = ["Ctrl+A"]\n"file.save" = ["Ctrl+Nonsense"]\n"file.new" = 3\n', encoding="utf-8")
    assert len(Keymap(actions, path).problems) == 3
    path.write_text("= =", encoding="utf-8")
    assert "cannot be read" in Keymap(actions, path).problems[0]


def test_keys_that_cannot_be_written_down_hold_and_are_told(actions: Actions, tmp_path: Path) -> None:
    (tmp_path / "keys.new").mkdir()
    keymap = Keymap(actions, tmp_path / "keys.toml")
    assert keymap.bind("file.save", ["Ctrl+Alt+S"]) is None
    assert actions.keys("file.save") == ("Ctrl+Alt+S",)
    assert str(tmp_path / "keys.toml") in keymap.unkept
    (tmp_path / "keys.new").rmdir()
    assert keymap.bind("file.save", ["Ctrl+Alt+U"]) is None
    assert keymap.unkept == ""


def test_keys_are_told_from_words() -> None:
    assert is_key("Ctrl+K")
    assert is_key("?")
    assert not is_key("Ctrl+Nonsense")


def test_a_letter_is_a_command_while_something_is_selected(make_window, tmp_path: Path, qtbot) -> None:
    window = make_window(write(tmp_path))
    page = window.desk.page
    page.document.select({"greet"})
    qtbot.keyClick(page.canvas, Qt.Key.Key_D)
    assert page.document.node("greet").enabled is False
    page.document.select(())
    qtbot.keyClick(page.canvas, Qt.Key.Key_D)
    assert page.canvas.quick_add is not None
    page.canvas.close_quick_add()


def test_a_key_of_the_canvas_can_be_another_one(make_window, tmp_path: Path, qtbot) -> None:
    window = make_window(write(tmp_path))
    page = window.desk.page
    assert window.keymap.bind("edit.duplicate", ["Ctrl+Alt+U"]) is None
    page.document.select({"greet"})
    qtbot.keyClick(page.canvas, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert len(page.document.melody.nodes) == 2
    qtbot.keyClick(page.canvas, Qt.Key.Key_U, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
    assert len(page.document.melody.nodes) == 3
