from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent

from harmony.board.panels.properties.wide import WideEditor
from harmony.board.widgets.dragging import NamesTree, pack, unpack
from tests.board.panels.properties.test_live import played
from tests.board.parts import TEXT, Tape, artifact, write

CTRL = Qt.KeyboardModifier.ControlModifier
CODE = (
    TEXT
    + """\
  code:
    use: python.code@1
    in: {rows: numbers.value}
    with:
      code: |
        def main(rows):
            return rows
"""
)


def wide(window, qtbot, node: str, field: str) -> WideEditor:
    window.desk.document.select({node})
    window.properties.focus_field(field)
    qtbot.waitUntil(window.properties.form.fields[field].editor.main.hasFocus)
    qtbot.keyClick(window.properties.form.fields[field].editor.main, Qt.Key.Key_E, CTRL)
    found = window.findChild(WideEditor)
    assert found is not None and found.code.hasFocus()
    return found


def test_code_is_edited_wide_kept_by_escape_and_one_step_of_undo(make_window, tmp_path: Path, qtbot) -> None:
    window = make_window(write(tmp_path, CODE))
    document = window.desk.document
    editor = wide(window, qtbot, "code", "code")
    assert editor.code.toPlainText().startswith("def main(rows):")
    editor.code.selectAll()
    for part in ("import math", "def main(rows):", "return rows"):
        qtbot.keyClicks(editor.code, part)
        editor.code.completion.hide()
        qtbot.keyClick(editor.code, Qt.Key.Key_Return)
        editor.write()
    assert document.node("code").with_["code"] == editor.code.toPlainText()
    qtbot.keyClicks(editor.code, "!")
    qtbot.keyClick(editor.code, Qt.Key.Key_Escape)
    assert document.node("code").with_["code"].endswith("return rows\n!")
    assert len(document.history) == 1
    document.undo()
    assert document.text == CODE


def test_undo_inside_is_its_own(make_window, tmp_path: Path, qtbot) -> None:
    window = make_window(write(tmp_path, CODE))
    editor = wide(window, qtbot, "code", "code")
    before = editor.code.toPlainText()
    qtbot.keyClicks(editor.code, "x")
    qtbot.keyClick(editor.code, Qt.Key.Key_Z, CTRL)
    assert editor.code.toPlainText() == before
    qtbot.keyClick(editor.code, Qt.Key.Key_Escape)
    assert window.desk.document.text == CODE


def test_problems_are_marked_at_their_line_and_listed(make_window, tmp_path: Path, qtbot) -> None:
    window = make_window(write(tmp_path, CODE))
    editor = wide(window, qtbot, "code", "code")
    editor.code.setPlainText("a = 1\n\ndef main(:\n  pass")
    qtbot.waitUntil(lambda: bool(editor.code.marks))
    assert editor.code.marks[0][0] == 3 and editor.problems.isVisible()
    editor.code.go_to(1)
    qtbot.keyClick(editor.code, Qt.Key.Key_F8)
    assert editor.code.textCursor().blockNumber() == 2
    editor.code.go_to(1)
    place = editor.problems.visualRect(editor.problems.model().index(0, 0)).center()
    qtbot.mouseClick(editor.problems.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert editor.code.textCursor().blockNumber() == 2
    editor.close()


def test_names_in_scope_are_completed_and_inserted(make_window, tmp_path: Path, qtbot) -> None:
    window = played(make_window, tmp_path, qtbot)
    editor = wide(window, qtbot, "greet", "template")
    shown = {editor.names.topLevelItem(i).text(0) for i in range(editor.names.topLevelItemCount())}
    assert {"n", "run.id", "quality"} <= shown
    editor.code.selectAll()
    qtbot.keyClicks(editor.code, "Dear {{ qual")
    assert editor.code.completion.isVisible()
    qtbot.keyClick(editor.code, Qt.Key.Key_Escape)
    assert not editor.isHidden()
    qtbot.keyClicks(editor.code, "ity }} ")
    item = editor.names.topLevelItem(0)
    editor.names.setCurrentItem(item)
    qtbot.keyClick(editor.names, Qt.Key.Key_Return)
    assert editor.code.toPlainText() == "Dear {{ quality }} {{ n }}"
    editor.close()


def test_the_result_is_shown_below_as_it_is_typed(make_window, tmp_path: Path, qtbot) -> None:
    window = played(make_window, tmp_path, qtbot)
    editor = wide(window, qtbot, "greet", "template")
    editor.code.setPlainText("Bye {{ n }}")
    qtbot.waitUntil(lambda: window.client.asked[-1][1].get("text") == "Bye {{ n }}")
    wanted = [i for i, (_, p) in enumerate(window.client.asked) if p.get("text") == "Bye {{ n }}"]
    qtbot.wait(300)
    for at in wanted + [i for i, (_, p) in enumerate(window.client.asked) if p.get("text") == "Bye {{ n }}"]:
        if not window.client.futures[at].done():
            window.client.futures[at].set_result({"text": "Bye you", "type": "text"})
    qtbot.waitUntil(lambda: editor.result.text() == "= Bye you")
    editor.close()


def test_the_button_opens_it_and_lines_are_numbered(make_window, tmp_path: Path, qtbot) -> None:
    window = make_window(write(tmp_path, CODE))
    window.desk.document.select({"code"})
    field = window.properties.form.fields["code"]
    qtbot.mouseClick(field.wide, Qt.MouseButton.LeftButton)
    editor = window.findChild(WideEditor)
    assert [n for n, _, _ in editor.code.lines_in_view()] == [0, 1, 2]
    assert editor.code.gutter.width() >= 30
    editor.code.setPlainText("\n" * 2000)
    assert editor.code.gutter_width() > 50
    editor.code.setPlainText(field.code.toPlainText())
    editor.close()


def test_an_expression_is_dropped_into_a_field(make_window, tmp_path: Path) -> None:
    window = make_window(write(tmp_path))
    window.desk.document.select({"greet"})
    target = window.properties.form.fields["template"]
    data = pack("n")
    flags = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    enter = QDragEnterEvent(QPoint(2, 2), *flags)
    target.dragEnterEvent(enter)
    assert enter.isAccepted()
    target.dropEvent(QDropEvent(QPoint(2, 2).toPointF(), *flags))
    assert window.desk.document.node("greet").with_["template"] == "{{ n }}Hello"


def test_a_plain_field_takes_a_dropped_expression_as_its_whole(make_window, tmp_path: Path) -> None:
    text = TEXT + "  read: {use: csv.read@1, with: {path: a.csv}}\n"
    window = make_window(write(tmp_path, text))
    window.desk.document.select({"read"})
    data = pack("inputs.mark")
    field = window.properties.form.fields["bad_rows"]
    flags = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    field.dropEvent(QDropEvent(QPoint(2, 2).toPointF(), *flags))
    assert window.desk.document.node("read").with_["bad_rows"] == "{{ inputs.mark }}"


def test_what_came_in_is_dragged_from_the_preview(make_window, tmp_path: Path, qtbot) -> None:
    window, tape = played(make_window, tmp_path, qtbot), Tape("r1")
    tape.seq = 10
    window.client.push("r1", tape("node.completed", "greet", outputs={"text": artifact(value="Hi")}))
    qtbot.waitUntil(lambda: window.desk.document.state("greet").word == "complete")
    window.properties.tabs.setCurrentIndex(3)
    tree = window.properties.preview.findChild(NamesTree)
    assert tree.topLevelItem(0).text(0) == "n"
    inner = tree.topLevelItem(0).child(1)
    assert inner.text(0) == "n[0].name"
    assert unpack(tree.mimeData([inner])) == "n[0].name"
    assert window.properties.tabs.changeCurrentOnDrag() and window.properties.tabs.acceptDrops()
