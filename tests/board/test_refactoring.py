from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu

from harmony.board.panels.bottom import PAGES
from harmony.melody import edits
from tests.board.parts import write
from tests.board.test_window import sheet

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
TEXT = """\
format: harmony/1
name: small
inputs:
  who: {type: text, default: you}
outputs:
  said: greet.text
nodes:
  numbers:
    use: data.set@1
    title: Numbers
    with: {value: [1, 2, 3]}
  greet:
    use: text.template@1
    title: Greeting
    in: {n: numbers.value}
    with:
      template: Hello {{ inputs.who }}, {{ n }}
  shout:
    use: text.template@1
    title: Shout
    in: {text: greet.text}
    with: {template: "{{ text | upper }}"}
layout:
  nodes:
    numbers:
      at: [0, 0]
    greet:
      at: [300, 40]
    shout:
      at: [600, 40]
"""


def rows(window) -> list[tuple[str, str]]:
    window.bottom.refresh()
    return [(u.kind, u.node) for u in window.bottom.usages.items]


def choose(window, *paths: str) -> None:
    """Select, and let menus look at what can be done now, as they do between two presses of a hand."""
    window.desk.document.select(paths)
    window.desk.page.canvas.setFocus()
    QApplication.processEvents()


def click_row(window, qtbot, row: int) -> None:
    found = window.bottom.usages
    place = found.visualRect(found.model().index(row, 0)).center()
    qtbot.mouseClick(found.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_a_body_is_made_by_keys_entered_and_dissolved(make_window, tmp_path: Path, qtbot) -> None:
    window = make_window(write(tmp_path, TEXT))
    page = window.desk.page
    choose(window, "greet", "shout")
    qtbot.keyClick(page.canvas, Qt.Key.Key_E, CTRL | SHIFT)
    assert page.document.selection == {"group"}
    body = page.document.node("group").body
    assert list(body.nodes) == ["greet", "shout"] and body.inputs["value"].type == "any"
    assert body.inputs["who"].type == "text" and dict(body.outputs) == {"text": "greet.text"}
    assert dict(page.document.melody.outputs) == {"said": "group.text"}
    qtbot.keyClick(page.canvas, Qt.Key.Key_Return)
    assert page.canvas.scope.owners == ("group",)
    assert {"greet", "shout", "inputs.who", "outputs.text"} <= page.canvas.plan.cards.keys()
    qtbot.keyClick(page.canvas, Qt.Key.Key_Escape)
    QApplication.processEvents()
    qtbot.keyClick(page.canvas, Qt.Key.Key_D, CTRL | Qt.KeyboardModifier.AltModifier)
    assert page.document.selection == {"greet", "shout"}
    assert page.document.node("shout").in_ == {"text": "greet.text"}
    page.document.undo()
    page.document.undo()
    assert page.document.text == TEXT


def test_what_cannot_be_a_body_is_said(make_window, tmp_path: Path, qtbot) -> None:
    window = make_window(write(tmp_path, TEXT))
    document = window.desk.document
    document.select({"numbers", "shout"})
    window.actions_.run("melody.make_body")
    assert window.banner.isVisible() and "Greeting comes after" in window.banner.text.text()
    assert document.text == TEXT


def test_usages_of_a_node_are_listed_and_a_click_goes_there(make_window, tmp_path: Path, qtbot) -> None:
    window = make_window(write(tmp_path, TEXT))
    choose(window, "greet")
    qtbot.keyClick(window.desk.page.canvas, Qt.Key.Key_F12, SHIFT)
    assert window.bottom.bar.tabs.currentIndex() == PAGES.index("Usages")
    assert rows(window) == [("wire", "shout"), ("output", "")]
    click_row(window, qtbot, 0)
    assert window.desk.document.selection == {"shout"}
    click_row(window, qtbot, 1)
    assert window.desk.document.selection == {"outputs.said"}


def test_usages_of_an_input_lead_to_the_field(make_window, tmp_path: Path, qtbot) -> None:
    window = make_window(write(tmp_path, TEXT))
    window.desk.document.select({"inputs.who"})
    window.actions_.run("edit.usages")
    assert rows(window) == [("expression", "greet")]
    click_row(window, qtbot, 0)
    field = window.properties.form.fields["template"].editor.main
    qtbot.waitUntil(field.hasFocus)


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_usages_of_a_port_come_from_its_menu(make_window, tmp_path: Path, qtbot) -> None:
    window = make_window(write(tmp_path, TEXT))
    canvas = window.desk.page.canvas
    canvas.zoom_to(100)
    canvas.focus_node("greet")
    card = canvas.plan.cards["greet"]
    for side, expected in (("input", [("expression", "greet")]), ("output", [("wire", "shout"), ("output", "")])):
        x, y = card.input_at(0) if side == "input" else card.output_at(0)
        at = canvas.mapFromScene(QPointF(x, y))
        qtbot.mouseClick(canvas.viewport(), Qt.MouseButton.RightButton, pos=QPoint(at.x(), at.y()))
        menu = window.findChild(QMenu, "canvas-menu")
        entry = next(a for a in menu.actions() if a.objectName() == "edit.usages")
        entry.trigger()
        menu.close()
        assert rows(window) == expected
        qtbot.waitUntil(lambda: canvas.menu_target is None)
        QApplication.processEvents()


def test_a_name_of_expressions_is_asked_for(make_window, tmp_path: Path, qtbot) -> None:
    window = make_window(write(tmp_path, TEXT))
    window.desk.document.select(())
    window.actions_.run("edit.usages")
    line = sheet(window, "ask-text").findChild(QLineEdit)
    line.selectAll()
    qtbot.keyClicks(line, "text")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert rows(window) == [("expression", "shout")]
    window.desk.document.try_edit(edits.remove_nodes, ["shout"])
    assert rows(window) == []


def test_inputs_outputs_and_ids_are_renamed_everywhere(make_window, tmp_path: Path, qtbot) -> None:
    window = make_window(write(tmp_path, TEXT))
    document = window.desk.document
    for card, new in (("inputs.who", "person"), ("outputs.said", "words"), ("greet", "hail")):
        choose(window, card)
        qtbot.keyClick(window.desk.page.canvas, Qt.Key.Key_F2, SHIFT)
        line = sheet(window, "ask-text").findChild(QLineEdit)
        line.selectAll()
        qtbot.keyClicks(line, new)
        qtbot.keyClick(line, Qt.Key.Key_Return)
    assert document.text == TEXT.replace("who", "person").replace("said", "words").replace("greet", "hail")
    assert document.selection == {"hail"}
