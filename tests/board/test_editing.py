from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu

from tests.board.parts import TEXT, Tape, artifact, write

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
BODY = TEXT + (
    "  each:\n    use: flow.each@1\n    title: Every one\n    in: {items: numbers.value}\n    body:\n      nodes:\n"
    "        inner: {use: text.template@1, with: {template: x}}\n"
)


def names(menu: QMenu) -> list[str]:
    return [a.objectName() for a in menu.actions() if a.objectName()]


def test_copy_and_paste_by_keys_are_yaml(make_window, tmp_path: Path, qtbot) -> None:
    window = make_window(write(tmp_path))
    page = window.desk.page
    page.document.select({"greet"})
    qtbot.keyClick(page.canvas, Qt.Key.Key_C, CTRL)
    assert "use: text.template@1" in QApplication.clipboard().text()
    qtbot.keyClick(page.canvas, Qt.Key.Key_V, CTRL)
    (new,) = page.document.selection
    assert new != "greet"
    assert page.document.node(new).in_ == {}
    page.document.undo()
    qtbot.keyClick(page.canvas, Qt.Key.Key_V, CTRL | SHIFT)
    (new,) = page.document.selection
    assert page.document.node(new).in_ == {"n": "numbers.value"}
    page.document.undo()
    assert page.document.text == TEXT


def test_lines_of_a_text_editor_are_pasted(make_window, tmp_path: Path, qtbot) -> None:
    window = make_window(write(tmp_path))
    page = window.desk.page
    page.canvas.setFocus()
    QApplication.clipboard().setText("  mine:\n    use: data.set@1\n    with: {value: 7}\n")
    qtbot.keyClick(page.canvas, Qt.Key.Key_V, CTRL)
    assert page.document.node("mine").with_["value"] == 7
    QApplication.clipboard().setText("just words")
    qtbot.keyClick(page.canvas, Qt.Key.Key_V, CTRL)
    assert window.banner.isVisible()


def test_cut_takes_away(make_window, tmp_path: Path, qtbot) -> None:
    window = make_window(write(tmp_path))
    page = window.desk.page
    page.document.select({"greet"})
    qtbot.keyClick(page.canvas, Qt.Key.Key_X, CTRL)
    assert list(page.document.melody.nodes) == ["numbers"]


def test_ctrl_c_in_a_field_is_the_fields(make_window, tmp_path: Path, qtbot) -> None:
    window = make_window(write(tmp_path))
    window.desk.document.select({"greet"})
    search = window.palette_.search
    search.setFocus()
    search.setText("words")
    search.selectAll()
    qtbot.keyClick(search, Qt.Key.Key_C, CTRL)
    assert QApplication.clipboard().text() == "words"


def test_nodes_are_switched_off_bypassed_and_back(make_window, tmp_path: Path, qtbot) -> None:
    window = make_window(write(tmp_path))
    page = window.desk.page
    page.document.select({"greet", "numbers"})
    for key, field, value in ((Qt.Key.Key_D, "enabled", False), (Qt.Key.Key_B, "bypass", True)):
        qtbot.keyClick(page.canvas, key)
        assert [getattr(page.document.node(n), field) for n in ("greet", "numbers")] == [value] * 2
        qtbot.keyClick(page.canvas, key)
    assert page.document.text == TEXT
    assert len(page.document.history) == 4


def test_pin_keeps_what_the_last_run_gave(make_window, tmp_path: Path, qtbot) -> None:
    window, tape = make_window(write(tmp_path)), Tape("r1")
    page = window.desk.page
    page.document.select({"greet"})
    qtbot.keyClick(page.canvas, Qt.Key.Key_P)
    assert "run it first" in window.banner.text.text()
    window.actions_.run("run.play")
    window.client.answer({"run": "r1"})
    given = {"text": artifact(value="Hello")}
    window.client.push("r1", tape("node.started", "greet", attempt=1), tape("node.completed", "greet", outputs=given))
    qtbot.waitUntil(lambda: page.document.state("greet").word == "complete")
    qtbot.keyClick(page.canvas, Qt.Key.Key_P)
    assert page.document.node("greet").pin == {"text": "Hello"}
    qtbot.keyClick(page.canvas, Qt.Key.Key_P)
    assert page.document.node("greet").pin is None


def test_a_large_value_is_asked_for_and_may_be_too_large(make_window, tmp_path: Path, qtbot) -> None:
    window, tape = make_window(write(tmp_path)), Tape("r1")
    page = window.desk.page
    window.actions_.run("run.play")
    window.client.answer({"run": "r1"})
    window.client.push("r1", tape("node.started", "numbers", attempt=1))
    window.client.push("r1", tape("node.completed", "numbers", outputs={"value": artifact("table", rows=2000)}))
    qtbot.waitUntil(lambda: page.document.state("numbers").word == "complete")
    page.document.select({"numbers"})
    qtbot.keyClick(page.canvas, Qt.Key.Key_P)
    assert window.client.asked[-1][0] == "artifact.preview"
    window.client.answer({"rows": [{"a": 1}], "columns": ["a"], "total": 2000})
    qtbot.waitUntil(lambda: "too large" in window.banner.text.text())
    qtbot.keyClick(page.canvas, Qt.Key.Key_P)
    window.client.answer({"rows": [{"a": 1}], "columns": ["a"], "total": 1})
    qtbot.waitUntil(lambda: page.document.node("numbers").pin == {"value": ({"a": 1},)})


def test_an_id_is_changed_everywhere(make_window, tmp_path: Path, qtbot) -> None:
    window = make_window(write(tmp_path))
    window.desk.document.select({"numbers"})
    window.actions_.run("edit.change_id")
    line = QApplication.focusWidget()
    assert isinstance(line, QLineEdit)
    qtbot.keyClicks(line, "figures")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert window.desk.document.node("greet").in_ == {"n": "figures.value"}
    assert window.desk.document.selection == {"figures"}


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_menu_has_what_fits(make_window, tmp_path: Path) -> None:
    window = make_window(write(tmp_path, BODY))
    page = window.desk.page
    page.document.select({"each"})
    page.canvas.menu_asked.emit(QPoint(300, 300), "each")
    menu = window.findChildren(QMenu, "canvas-menu")[-1]
    assert {"melody.open_body", "edit.copy", "edit.pin", "run.only"} <= set(names(menu))
    menu.close()
    page.document.select(())
    page.canvas.menu_asked.emit(QPoint(300, 300), "")
    menu = window.findChildren(QMenu, "canvas-menu")[-1]
    assert "edit.paste" in names(menu)
    assert "edit.copy" not in names(menu)
    menu.close()


def test_a_body_is_entered_and_left_by_keys(make_window, tmp_path: Path, qtbot) -> None:
    window = make_window(write(tmp_path, BODY))
    page = window.desk.page
    page.document.select({"each"})
    qtbot.keyClick(page.canvas, Qt.Key.Key_Return)
    assert page.canvas.scope.owners == ("each",)
    assert [s.text() for s in page.crumbs.steps] == ["small"]
    assert page.crumbs.isVisible()
    page.document.select({"each/inner"})
    window.properties.focus_first()
    assert window.properties.header.name.text().endswith("each/inner")
    window.properties.form.fields["template"].edited.emit("template", "y")
    assert page.document.node("each/inner").with_["template"] == "y"
    page.document.select(())
    qtbot.keyClick(page.canvas, Qt.Key.Key_Escape)
    assert page.canvas.scope.owners == ()
    assert not page.crumbs.isVisible()


def test_a_crumb_leads_back(make_window, tmp_path: Path, qtbot) -> None:
    window = make_window(write(tmp_path, BODY))
    page = window.desk.page
    window.visit("each/inner")
    assert page.canvas.scope.owners == ("each",)
    assert page.document.selection == {"each/inner"}
    qtbot.mouseClick(page.crumbs.steps[0], Qt.MouseButton.LeftButton)
    assert page.canvas.scope.owners == ()


def test_parts_are_run(make_window, tmp_path: Path) -> None:
    window = make_window(write(tmp_path))
    window.desk.document.select({"greet"})
    window.actions_.run("run.only")
    sent = window.client.asked[-1][1]
    assert (sent["from"], sent["to"]) == ("greet", "greet")
