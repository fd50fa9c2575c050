from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit

from harmony.board.panels.properties.choosing import editor_for
from harmony.board.panels.properties.listing import ListEditor
from harmony.melody.change import MISSING
from tests.board.parts import show


@pytest.fixture
def editor(qtbot, look) -> ListEditor:
    made = editor_for({"type": "array", "items": {"type": "string"}}, "arguments")
    assert isinstance(made, ListEditor)
    qtbot.addWidget(made)
    show(qtbot, made)
    return made


def said(editor: ListEditor) -> list[Any]:
    found: list[Any] = []
    editor.edited.connect(found.append)
    return found


def test_lines_are_added_and_typed(editor: ListEditor, qtbot) -> None:
    found = said(editor)
    for word in ("one", "two"):
        qtbot.mouseClick(editor.more, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: isinstance(QApplication.focusWidget(), QLineEdit))
        field = QApplication.focusWidget()
        qtbot.keyClicks(field, word)
        qtbot.keyClick(field, Qt.Key.Key_Return)
        qtbot.waitUntil(editor.list.hasFocus)
    assert found == [["one"], ["one", "two"]]


def test_lines_are_moved_and_removed_by_keys(editor: ListEditor, qtbot) -> None:
    editor.show_value(["a", "b", "c"])
    found = said(editor)
    editor.list.setFocus()
    qtbot.waitUntil(editor.list.hasFocus)
    editor.list.setCurrentRow(2)
    qtbot.keyClick(editor.list, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    qtbot.keyClick(editor.list, Qt.Key.Key_Delete)
    assert found == [["a", "c", "b"], ["a", "b"]]


def test_the_last_line_taken_out_takes_the_value_away(editor: ListEditor, qtbot) -> None:
    editor.show_value(["a"])
    found = said(editor)
    qtbot.mouseClick(editor.less, Qt.MouseButton.LeftButton)
    assert found == [MISSING]
    assert editor.list.isHidden()


def test_lines_that_are_not_touched_keep_their_values(editor: ListEditor) -> None:
    editor.show_value(["", 3, "x"])
    found = said(editor)
    editor.list.item(2).setText("y")
    assert found == [["", 3, "y"]]


def test_numbers_are_numbers(qtbot, look) -> None:
    editor = editor_for({"type": "array", "items": {"type": "integer"}}, "x")
    qtbot.addWidget(editor)
    editor.show_value([1, 2])
    found = said(editor)
    editor.list.item(0).setText("5")
    assert found == [[5, 2]]


def test_showing_is_not_editing(editor: ListEditor) -> None:
    found = said(editor)
    editor.show_value(["a", "b"])
    editor.show_value(MISSING)
    assert found == []
