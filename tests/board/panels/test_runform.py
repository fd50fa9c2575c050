from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from harmony.board.panels.properties.form import Form
from harmony.board.panels.runform import ask_inputs, missing
from harmony.board.widgets.pill import Pill
from harmony.melody.model import Melody
from tests.board.parts import show

MELODY = Melody.model_validate(
    {
        "format": "harmony/1",
        "name": "m",
        "inputs": {
            "folder": {"type": "path", "description": "Where the files are."},
            "quarter": {"type": "text", "default": "Q3", "choices": ["Q1", "Q3"]},
            "count": {"type": "integer", "default": 3},
        },
        "nodes": {},
    }
)


@pytest.fixture
def window(qtbot, look) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(900, 700)
    show(qtbot, made)
    return made


def test_what_is_missing_is_named() -> None:
    assert missing(MELODY, {}) == ["folder"]
    assert missing(MELODY, {"folder": "x"}) == []


def test_run_waits_for_what_is_needed_and_hands_values_on(window: QWidget, qtbot) -> None:
    got = []
    sheet = ask_inputs(window, MELODY, {}, None, lambda values, _set: got.append(values))
    form = sheet.findChild(Form)
    run = next(b for b in sheet.findChildren(Pill) if b.text() == "Run")
    qtbot.mouseClick(run, Qt.MouseButton.LeftButton)
    assert got == []
    assert form.fields["folder"].error.text() == "Needed"
    qtbot.waitUntil(form.fields["folder"].editor.main.hasFocus)
    qtbot.keyClicks(QApplication.focusWidget(), "/data")
    qtbot.mouseClick(run, Qt.MouseButton.LeftButton)
    assert got == [{"folder": "/data"}]


def test_run_waits_while_a_field_shows_an_error(window: QWidget, qtbot) -> None:
    got = []
    sheet = ask_inputs(window, MELODY, {"folder": "/data"}, None, lambda values, _set: got.append(values))
    field = sheet.findChild(Form).fields["count"]
    run = next(b for b in sheet.findChildren(Pill) if b.text() == "Run")
    qtbot.keyClicks(field.editor.main, "many")
    qtbot.mouseClick(run, Qt.MouseButton.LeftButton)
    assert got == [] and sheet.isVisible() and field.error.text()
    qtbot.waitUntil(field.editor.main.hasFocus)
    field.editor.main.selectAll()
    qtbot.keyClicks(field.editor.main, "7")
    qtbot.mouseClick(run, Qt.MouseButton.LeftButton)
    assert got == [{"folder": "/data", "count": 7}]


def test_values_of_last_time_are_there(window: QWidget, qtbot) -> None:
    sheet = ask_inputs(window, MELODY, {"folder": "/old", "gone": 1}, None, lambda _values, _set: None)
    form = sheet.findChild(Form)
    assert form.fields["folder"].editor.main.text() == "/old"
    sheet.close()
