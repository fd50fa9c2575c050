from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from harmony.board.panels.properties.choosing import editor_for
from harmony.board.panels.properties.rows import RowsEditor, read
from harmony.melody.change import MISSING

SCHEMA = {"type": "array", "items": {"properties": {"column": {"type": "string"}, "min": {"type": "number"}}}}


@pytest.fixture
def editor(qtbot, look) -> RowsEditor:
    made = editor_for(SCHEMA, "rules")
    assert isinstance(made, RowsEditor)
    qtbot.addWidget(made)
    return made


def test_rows_are_shown_typed_into_and_keep_what_has_no_column(editor: RowsEditor) -> None:
    said = []
    editor.edited.connect(said.append)
    editor.show_value([{"column": "a", "min": 0, "other": True}])
    assert editor.table.item(0, 1).text() == "0"
    editor.table.item(0, 1).setText("2.5")
    assert said == [[{"column": "a", "min": 2.5, "other": True}]]


def test_rows_are_added_and_removed(editor: RowsEditor, qtbot) -> None:
    said = []
    editor.edited.connect(said.append)
    qtbot.mouseClick(editor.more, Qt.MouseButton.LeftButton)
    assert said == []
    editor.table.item(0, 0) or editor.table.setItem(0, 0, editor.table.itemPrototype() or _item("x"))
    assert said[-1] == [{"column": "x"}]
    qtbot.mouseClick(editor.less, Qt.MouseButton.LeftButton)
    assert said[-1] is MISSING


def _item(text: str):
    from PySide6.QtWidgets import QTableWidgetItem

    return QTableWidgetItem(text)


def test_a_cell_means_what_its_column_is() -> None:
    assert read("7", {"type": "string"}) == "7"
    assert read("7", {"type": "number"}) == 7
    assert read("2024-01-01", {}) == "2024-01-01"
    assert read(" ", {}) is MISSING


def test_columns_that_hold_something_come_first(editor: RowsEditor) -> None:
    header, names = editor.table.horizontalHeader(), list(editor._columns)
    editor.show_value([{names[-1]: "something"}])
    shown = [names[header.logicalIndex(place)] for place in range(len(names))]
    assert shown == [names[-1], *names[:-1]]
