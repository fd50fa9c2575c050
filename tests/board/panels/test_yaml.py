from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QTextCursor

from harmony.board.panels.yaml import together
from harmony.melody import edits
from tests.board.parts import TEXT, write


def pane(make_window, folder: Path):
    window = make_window(write(folder))
    window.actions_.run("view.yaml")
    return window, window.desk.page.yaml


def type_at(pane, text: str, behind: str) -> None:
    found = pane.edit.document().find(behind)
    cursor = QTextCursor(found)
    cursor.clearSelection()
    cursor.insertText(text)


def test_what_is_typed_reaches_the_canvas_with_its_comments(make_window, tmp_path: Path, qtbot) -> None:
    window, yaml = pane(make_window, tmp_path)
    assert yaml.edit.toPlainText() == TEXT
    type_at(yaml, ", you  # mine", "template: Hello")
    qtbot.waitUntil(lambda: window.desk.document.node("greet").with_["template"] == "Hello, you")
    assert "# mine" in window.desk.document.text
    window.actions_.run("edit.undo")
    assert yaml.edit.toPlainText() == TEXT == window.desk.document.text
    window.actions_.run("edit.redo")
    assert "# mine" in yaml.edit.toPlainText()


def test_what_cannot_be_understood_is_marked_and_changes_nothing(make_window, tmp_path: Path) -> None:
    window, yaml = pane(make_window, tmp_path)
    type_at(yaml, "\n  bad: [", "template: Hello")
    yaml.take()
    assert window.desk.document.text == TEXT
    assert yaml.edit.marks
    assert yaml.said.isVisible()


def test_edits_elsewhere_leave_the_cursor(make_window, tmp_path: Path) -> None:
    window, yaml = pane(make_window, tmp_path)
    cursor = yaml.edit.textCursor()
    cursor.setPosition(len(TEXT))
    yaml.edit.setTextCursor(cursor)
    window.desk.document.try_edit(edits.rename_title, "numbers", "Figures 🎵")
    assert yaml.edit.toPlainText() == window.desk.document.text
    window.desk.document.try_edit(edits.rename_title, "numbers", "N")
    assert yaml.edit.toPlainText() == window.desk.document.text
    assert yaml.edit.textCursor().atEnd()


def test_it_comes_and_goes(make_window, tmp_path: Path) -> None:
    window, _yaml = pane(make_window, tmp_path)
    window.actions_.run("view.yaml")
    assert window.desk.page.yaml is None
    assert not window.actions_.action("view.yaml").isChecked()


def test_what_was_typed_survives_the_window(make_window, tmp_path: Path) -> None:
    from harmony.board import opening

    window, yaml = pane(make_window, tmp_path)
    type_at(yaml, " # kept", "template: Hello")
    yaml.take()
    edit_folder = window.settings.edits
    window.desk.document.close(keep=True)
    found = opening.open_document(window.desk.document.path, edit_folder)
    assert "# kept" in found.draft.text
    found.close()


def test_what_is_typed_is_saved_at_once(make_window, tmp_path: Path) -> None:
    window, yaml = pane(make_window, tmp_path)
    type_at(yaml, ", you", "template: Hello")
    window.actions_.run("file.save")
    assert "Hello, you" in window.desk.document.path.read_text(encoding="utf-8")
    assert not window.desk.page.is_dirty


def test_what_is_no_melody_yet_is_not_lost_by_closing_or_saving(make_window, tmp_path: Path) -> None:
    window, yaml = pane(make_window, tmp_path)
    type_at(yaml, "\n  bad: [", "template: Hello")
    window.actions_.run("file.close")
    assert window.desk.page is not None and window.desk.page.is_dirty
    window.desk.save()
    assert "cannot be understood yet" in window.banner.text.text()
    assert window.desk.document.path.read_text(encoding="utf-8") == TEXT
    yaml.edit.setPlainText(TEXT)
    yaml.take()
    assert not window.desk.page.is_dirty


def test_what_cannot_be_understood_yet_outlives_edits_elsewhere(make_window, tmp_path: Path, qtbot) -> None:
    window, yaml = pane(make_window, tmp_path)
    type_at(yaml, ", you", "template: Hello")
    type_at(yaml, "\n      bad: [", "Hello, you")
    yaml.take()
    window.desk.document.try_edit(edits.rename_title, "numbers", "Figures")
    text = yaml.edit.toPlainText()
    assert "title: Figures" in text and "bad: [" in text
    assert yaml.is_unread
    type_at(yaml, "]", "bad: [")
    qtbot.waitUntil(lambda: window.desk.document.node("greet").with_["template"] == "Hello, you")
    assert window.desk.document.node("numbers").title == "Figures"


def test_undo_takes_back_first_what_cannot_be_understood(make_window, tmp_path: Path) -> None:
    window, yaml = pane(make_window, tmp_path)
    window.desk.document.try_edit(edits.rename_title, "numbers", "Figures")
    type_at(yaml, "\n  bad: [", "template: Hello")
    yaml.take()
    window.actions_.run("edit.undo")
    assert yaml.edit.toPlainText() == window.desk.document.text
    assert window.desk.document.node("numbers").title == "Figures"
    assert not yaml.is_unread and not yaml.said.isVisible()


def test_changes_of_the_same_lines_stay_as_they_are_typed(make_window, tmp_path: Path) -> None:
    window, yaml = pane(make_window, tmp_path)
    type_at(yaml, ": [", "title: Numbers")
    yaml.take()
    window.desk.document.try_edit(edits.rename_title, "numbers", "Figures")
    assert "title: Numbers: [" in yaml.edit.toPlainText()
    assert "changed elsewhere" in yaml.said.text()


def test_changes_apart_are_brought_together() -> None:
    base = "a\nb\nc\nd\ne\n"
    assert together(base, "a\nB\nB2\nc\nd\ne\n", "a\nb\nc\nd\nE\n") == "a\nB\nB2\nc\nd\nE\n"
    assert together(base, "a\nb\nc\nd\nE\n", "x\na\nb\nc\nd\ne\n") == "x\na\nb\nc\nd\nE\n"
    assert together(base, "a\nB\nc\nd\ne\n", "a\nb\nC\nd\ne\n") is None
