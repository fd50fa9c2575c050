from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from harmony.board.panels.properties.live import said
from tests.board.parts import TEXT, Tape, artifact, write


def played(make_window, folder: Path, qtbot):
    window, tape = make_window(write(folder, TEXT.replace("Hello", '"Hi {{ n }}"'))), Tape("r1")
    window.actions_.run("run.play")
    window.client.answer({"run": "r1"})
    given = {"value": artifact("list", value=[{"name": "Ada"}])}
    window.client.push("r1", tape("node.started", "numbers"), tape("node.completed", "numbers", outputs=given))
    qtbot.waitUntil(lambda: window.desk.document.state("numbers").word == "complete")
    window.desk.document.select({"greet"})
    return window


def test_an_expression_shows_what_it_gives(make_window, tmp_path: Path, qtbot) -> None:
    window = played(make_window, tmp_path, qtbot)
    qtbot.waitUntil(lambda: window.client.asked[-1][0] == "expression.preview")
    sent = window.client.asked[-1][1]
    assert sent["text"] == "Hi {{ n }}"
    assert sent["ports"]["n"]["value"] == [{"name": "Ada"}]
    window.client.answer({"text": "Hi there", "type": "text"})
    field = window.properties.form.fields["template"]
    qtbot.waitUntil(lambda: field.result.text() == "= Hi there")
    assert field.result.isVisible()


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_data_is_picked_from_upstream(make_window, tmp_path: Path, qtbot) -> None:
    window = played(make_window, tmp_path, qtbot)
    field = window.properties.form.fields["template"]
    field.editor.code.selectAll()
    qtbot.mouseClick(field.pick, Qt.MouseButton.LeftButton)
    menu = window.properties.findChild(QMenu, "picker")
    inner = next(a.menu() for a in menu.actions() if a.menu() and a.text() == "n")
    next(a for a in inner.actions() if a.data() == "n[0].name").trigger()
    menu.close()
    assert window.desk.document.node("greet").with_["template"] == "{{ n[0].name }}"


def test_results_are_said_in_a_line() -> None:
    assert said({"text": "[1]", "type": "list", "total": 1}) == ("= 1 item: [1]", True)
    assert said({"problem": "“{{ x }}”: `x` is not known"}) == ("`x` is not known", False)


def test_only_what_was_changed_is_shown(make_window, tmp_path: Path, qtbot) -> None:
    text = TEXT + "  read:\n    use: csv.read@1\n    with: {path: a.csv}\n"
    window = make_window(write(tmp_path, text))
    window.desk.document.select({"read"})
    qtbot.mouseClick(window.properties.only_changed, Qt.MouseButton.LeftButton)
    assert [n for n, f in window.properties.form.fields.items() if f.isVisible()] == ["path"]
    qtbot.mouseClick(window.properties.only_changed, Qt.MouseButton.LeftButton)
    assert len([n for n, f in window.properties.form.fields.items() if not f.isHidden()]) > 5


def test_several_nodes_edit_together(make_window, tmp_path: Path, qtbot) -> None:
    text = TEXT + "  bye:\n    use: text.template@1\n    with: {template: Bye}\n"
    window = make_window(write(tmp_path, text))
    window.desk.document.select({"greet", "bye"})
    field = window.properties.form.fields["template"]
    assert field.kind.text() == "several values"
    field.editor.main.setFocus()
    qtbot.keyClicks(field.editor.main, "Both")
    assert [window.desk.document.node(n).with_["template"] for n in ("greet", "bye")] == ["Both", "Both"]
    window.actions_.run("edit.undo")
    assert window.desk.document.text == text
    window.properties.tabs.setCurrentIndex(2)
    editor = window.properties.policy.editors["retry.attempts"]
    qtbot.keyClicks(editor.main, "4")
    assert window.desk.document.node("bye").retry.attempts == 4
