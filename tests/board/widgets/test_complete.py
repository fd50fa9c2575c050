from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from harmony.board.widgets.code import CodeEdit
from tests.board.parts import show


@pytest.fixture
def field(qtbot, look) -> CodeEdit:
    made = CodeEdit("template")
    qtbot.addWidget(made)
    made.resize(300, 120)
    show(qtbot, made)
    made.set_names(["rows", "rows | length", "inputs.folder"])
    made.setFocus()
    return made


def test_names_are_completed_between_braces_only(field: CodeEdit, qtbot) -> None:
    qtbot.keyClicks(field, "ro")
    assert field.completion.isHidden()
    field.clear()
    qtbot.keyClicks(field, "{{ inp")
    assert not field.completion.isHidden()
    qtbot.keyClick(field, Qt.Key.Key_Tab)
    assert field.toPlainText() == "{{ inputs.folder"
    assert field.completion.isHidden()


def test_arrows_choose_and_escape_leaves(field: CodeEdit, qtbot) -> None:
    qtbot.keyClicks(field, "{{ ro")
    qtbot.keyClick(field, Qt.Key.Key_Down)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert field.toPlainText() == "{{ rows | length"
    qtbot.keyClicks(field, "}} {{ r")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.completion.isHidden()


def test_all_names_are_shown_when_asked(field: CodeEdit, qtbot) -> None:
    qtbot.keyClick(field, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
    assert field.completion.count() == 3


def test_marks_are_underlined(field: CodeEdit) -> None:
    field.setPlainText("one\ntwo three")
    field.show_marks([(2, 5, "no")])
    assert field.extraSelections()[0].cursor.selectedText() == "three"
    assert "Line 2: no" in field.toolTip()
