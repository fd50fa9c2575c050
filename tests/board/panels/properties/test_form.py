from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt

from harmony.board.panels.properties.editors import ExpressionEditor
from harmony.board.panels.properties.field import Field
from harmony.board.panels.properties.form import FIRST, Form
from harmony.melody.change import MISSING
from tests.board.parts import show

SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "name": {"type": "string", "title": "Name"},
        "count": {"type": "integer", "default": 3, "minimum": 1, "description": "How many."},
        "mode": {"enum": ["fast", "slow"], "default": "fast"},
    },
}


@pytest.fixture
def form(qtbot, look) -> Form:
    made = Form(SCHEMA)
    qtbot.addWidget(made)
    show(qtbot, made)
    return made


def test_labels_help_and_names_come_from_the_schema(form: Form) -> None:
    field = form.fields["count"]
    assert field.label.text() == "Count"
    assert field.help.text() == "How many."
    assert field.editor.main.accessibleName() == "Count"


def test_typing_says_what_was_edited(form: Form, qtbot) -> None:
    got = []
    form.edited.connect(lambda name, value: got.append((name, value)))
    qtbot.keyClicks(form.fields["name"].editor.main, "ab")
    assert got == [("name", "a"), ("name", "ab")]


def test_errors_stand_at_the_field(form: Form, qtbot) -> None:
    field = form.fields["count"]
    qtbot.keyClicks(field.editor.main, "x")
    assert field.error.text() == "Must be a whole number"
    assert field.error.isVisible()
    qtbot.keyClick(field.editor.main, Qt.Key.Key_Backspace)
    qtbot.keyClicks(field.editor.main, "0")
    assert field.error.text() == "Must be at least 1, not 0"
    qtbot.keyClicks(field.editor.main, "5")
    assert not field.error.isVisible()


def test_a_needed_value_is_missed(form: Form) -> None:
    form.show_values({})
    assert form.fields["name"].error.text() == "Needed"
    assert form.fields["count"].error.text() == ""
    assert form.faults() == ["name"]


def test_a_needed_value_is_no_error_before_a_person_was_there(qtbot, look) -> None:
    form = Form({"required": ["name"], "properties": {"name": {"type": "string"}}})
    qtbot.addWidget(form)
    form.show_values({})
    field = form.fields["name"]
    assert form.faults() == ["name"] and not field.editor.main.property("wrong")
    field.editor.edited.emit("")
    form.say("name", "Needed")
    assert field.editor.main.property("wrong")


def test_reset_takes_the_value_away(form: Form, qtbot) -> None:
    got = []
    form.show_values({"name": "x", "count": 9})
    form.edited.connect(lambda name, value: got.append((name, value)))
    field = form.fields["count"]
    qtbot.mouseClick(field.reset, Qt.MouseButton.LeftButton)
    assert got == [("count", MISSING)]
    assert field.editor.main.text() == ""
    assert not field.reset.isVisible()


def test_the_cursor_stays_while_values_come_back(form: Form, qtbot) -> None:
    line = form.fields["name"].editor.main
    form.show_values({"name": "abc"})
    line.setFocus()
    line.setCursorPosition(1)
    qtbot.keyClicks(line, "X")
    form.show_values({"name": "aXbc"})
    assert line.hasFocus()
    assert line.cursorPosition() == 2


def test_a_field_switches_between_value_and_expression(form: Form, qtbot) -> None:
    got = []
    form.show_values({"count": 9})
    form.edited.connect(lambda name, value: got.append(value))
    field = form.fields["count"]
    qtbot.mouseClick(field.switch, Qt.MouseButton.LeftButton)
    assert isinstance(field.editor, ExpressionEditor)
    field.editor.main.selectAll()
    qtbot.keyClicks(field.editor.main, "a")
    assert got[-1] == "{{ a }}"
    qtbot.mouseClick(field.switch, Qt.MouseButton.LeftButton)
    assert got[-1] is MISSING
    assert not isinstance(field.editor, ExpressionEditor)


def test_a_value_with_an_expression_opens_as_one(form: Form) -> None:
    form.show_values({"count": "{{ inputs.n }}", "name": "{{ inputs.who }}"})
    assert isinstance(form.fields["count"].editor, ExpressionEditor)
    assert form.fields["count"].editor.main.toPlainText() == "inputs.n"
    assert form.fields["name"].editor.main.text() == "{{ inputs.who }}"


def test_a_slow_form_grows_and_tells_late_fields_all(qtbot, look) -> None:
    schema = {"type": "object", "properties": {n: {"type": "string", "format": "template"} for n in "abcd"}}
    form = Form(schema, is_slow=True)
    qtbot.addWidget(form)
    form.set_names(["rows"])
    form.show_values({"d": "hello"})
    form.hint("c", "not so")
    made = form.findChildren(Field)
    assert len(made) == FIRST
    qtbot.waitUntil(lambda: len(form.findChildren(Field)) == 4)
    late = {field.name: field for field in form.findChildren(Field)}
    assert late["d"].editor.main.toPlainText() == "hello"
    assert late["c"].problem == "not so"
    assert late["d"].names == ["rows"]


def test_who_asks_for_the_fields_of_a_slow_form_has_them_all(qtbot, look) -> None:
    form = Form({"type": "object", "properties": {n: {"type": "string"} for n in "abcdef"}}, is_slow=True)
    qtbot.addWidget(form)
    assert list(form.fields) == list("abcdef")
