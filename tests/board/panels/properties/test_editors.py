from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from harmony.board import theme
from harmony.board.panels.properties import editors as e
from harmony.board.panels.properties.choosing import editor_for
from harmony.melody.change import MISSING

CASES: list[tuple[dict[str, Any], str, type]] = [
    ({"type": "string"}, "title", e.TextEditor),
    ({"type": "string", "format": "template"}, "x", e.CodeEditor),
    ({"type": "string", "format": "code:python"}, "x", e.CodeEditor),
    ({"type": "string"}, "prompt", e.CodeEditor),
    ({"type": "string", "format": "path"}, "x", e.PathEditor),
    ({"type": "integer"}, "x", e.NumberEditor),
    ({"anyOf": [{"type": "number"}, {"type": "null"}]}, "x", e.NumberEditor),
    ({"type": "boolean"}, "x", e.BooleanEditor),
    ({"enum": ["a", "b"]}, "x", e.ChoiceEditor),
    ({"type": "array"}, "x", e.JsonEditor),
    ({"type": "object"}, "x", e.JsonEditor),
    ({}, "x", e.JsonEditor),
]


@pytest.mark.parametrize(("schema", "name", "kind"), CASES)
def test_each_kind_of_value_has_its_editor(qtbot, look, schema, name, kind) -> None:
    editor = editor_for(schema, name)
    qtbot.addWidget(editor)
    assert type(editor) is kind


def edits_of(editor: e.Editor) -> list[Any]:
    got: list[Any] = []
    editor.edited.connect(got.append)
    return got


def test_numbers_are_numbers(qtbot, look) -> None:
    editor = editor_for({"type": "number"}, "x")
    qtbot.addWidget(editor)
    got, faults = edits_of(editor), []
    editor.faulty.connect(faults.append)
    qtbot.keyClicks(editor.main, "2.5")
    assert got == [2, 2.0, 2.5]
    qtbot.keyClicks(editor.main, "x")
    assert faults == ["Must be a number"]


def test_arrows_step_a_number_within_its_bounds(qtbot, look) -> None:
    editor = editor_for({"type": "number", "minimum": 0, "maximum": 1}, "x")
    qtbot.addWidget(editor)
    got = edits_of(editor)
    editor.show_value(0.95)
    for _ in range(3):
        qtbot.keyClick(editor.main, Qt.Key.Key_Up)
    assert got[-1] == 1


def test_an_emptied_number_goes_back_to_the_default(qtbot, look) -> None:
    editor = editor_for({"type": "integer"}, "x")
    qtbot.addWidget(editor)
    editor.show_value(7)
    got = edits_of(editor)
    qtbot.keyClick(editor.main, Qt.Key.Key_Backspace)
    assert got == [MISSING]


def test_json_is_parsed_while_typing(qtbot, look) -> None:
    editor = editor_for({"type": "array"}, "x")
    qtbot.addWidget(editor)
    got, faults = edits_of(editor), []
    editor.faulty.connect(faults.append)
    qtbot.keyClicks(editor.main, "[1, 2]")
    assert got == [[1, 2]]
    assert faults


def test_equal_text_is_left_alone(qtbot, look) -> None:
    editor = editor_for({"type": "object"}, "x")
    qtbot.addWidget(editor)
    editor.main.setPlainText('{"a":   1}')
    editor.show_value({"a": 1})
    assert editor.main.toPlainText() == '{"a":   1}'


def test_showing_a_value_never_emits(qtbot, look) -> None:
    samples = {"string": "x", "number": 1.5, "boolean": True, "array": [1], "object": {"a": 1}}
    for kind, value in samples.items():
        editor = editor_for({"type": kind}, "x")
        qtbot.addWidget(editor)
        got = edits_of(editor)
        editor.show_value(value)
        editor.show_value(MISSING)
        assert got == []


def test_a_path_below_the_melody_is_relative(qtbot, look, tmp_path: Path) -> None:
    editor = e.PathEditor({"type": "string"}, tmp_path)
    qtbot.addWidget(editor)
    got = edits_of(editor)
    qtbot.mouseClick(editor.browse, Qt.MouseButton.LeftButton)
    dialog = editor.findChild(QFileDialog)
    assert dialog is not None
    dialog.fileSelected.emit(str(tmp_path / "data" / "a.csv"))
    dialog.close()
    assert got == ["data/a.csv"]


def test_expressions_are_wrapped(qtbot, look) -> None:
    editor = e.ExpressionEditor()
    qtbot.addWidget(editor)
    got = edits_of(editor)
    editor.main.setPlainText("inputs.folder")
    editor.main.setPlainText("a {{ b }} c")
    assert got == ["{{ inputs.folder }}", "a {{ b }} c"]
    editor.show_value("{{ x + 1 }}")
    assert editor.main.toPlainText() == "x + 1"


def test_the_wheel_changes_no_choice(qtbot, look) -> None:
    from PySide6.QtCore import QPoint, QPointF
    from PySide6.QtGui import QWheelEvent
    from PySide6.QtWidgets import QApplication

    editor = editor_for({"enum": ["a", "b"], "default": "a"}, "x")
    qtbot.addWidget(editor)
    editor.show_value(MISSING)
    event = QWheelEvent(
        QPointF(5, 5), QPointF(5, 5), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(editor.main, event)
    assert editor.main.currentIndex() == 0


def test_a_number_between_bounds_has_a_slider(qtbot, look) -> None:
    editor, said = editor_for({"type": "number", "minimum": 0, "maximum": 1, "default": 0.5}, "x"), []
    qtbot.addWidget(editor)
    assert isinstance(editor, e.RangeEditor)
    assert editor.slider.value() == 10
    editor.edited.connect(said.append)
    editor.slider.sliderMoved.emit(15)
    assert said == [0.75]
    assert editor.line.text() == "0.75"


def test_a_secret_is_shown_when_asked(qtbot, look) -> None:
    editor = editor_for({"type": "string", "format": "secret"}, "token")
    qtbot.addWidget(editor)
    editor.show_value("abc")
    assert editor.line.displayText() != "abc"
    qtbot.mouseClick(editor.eye, Qt.MouseButton.LeftButton)
    assert editor.line.displayText() == "abc"
    editor.show_value("{{ secrets.key }}")
    assert editor.line.displayText() == "{{ secrets.key }}"


@pytest.mark.parametrize("make", [lambda: e.CodeEditor({}, "python"), lambda: e.JsonEditor({}), e.ExpressionEditor])
def test_another_theme_is_no_edit(qtbot, look, make) -> None:
    editor = make()
    qtbot.addWidget(editor)
    editor.show()
    editor.show_value("{{ a }}" if isinstance(editor, e.ExpressionEditor) else "a")
    got = edits_of(editor)
    theme.changes.changed.emit()
    assert got == []
    qtbot.keyClicks(editor.code, "1")
    assert len(got) <= 1
