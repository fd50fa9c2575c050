from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from harmony.board.panels.find import Find
from tests.board.parts import TEXT, write


def opened(window, command: str) -> Find:
    window.actions_.run(command)
    return next(s for s in window.findChildren(Find) if s.isVisible())


def test_find_shows_and_visits(make_window, tmp_path: Path, qtbot) -> None:
    window = make_window(write(tmp_path))
    sheet = opened(window, "edit.find")
    qtbot.keyClicks(QApplication.focusWidget(), "hell")
    assert [h.node for h in sheet.hits] == ["greet"]
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.desk.document.selection == {"greet"})


def test_replace_previews_and_is_taken_back(make_window, tmp_path: Path, qtbot) -> None:
    window = make_window(write(tmp_path))
    sheet = opened(window, "edit.replace")
    qtbot.keyClicks(sheet.search, "greet")
    qtbot.keyClicks(sheet.new, "Say")
    assert "Greeting  →  Saying" in sheet._line(sheet.hits[0]).text
    qtbot.mouseClick(sheet.go, Qt.MouseButton.LeftButton)
    assert window.desk.document.title_of("greet") == "Saying"
    window.actions_.run("edit.undo")
    assert window.desk.document.text == TEXT


def test_a_place_can_be_left_out(make_window, tmp_path: Path, qtbot) -> None:
    window = make_window(write(tmp_path))
    sheet = opened(window, "edit.replace")
    qtbot.keyClicks(sheet.search, "e")
    qtbot.keyClicks(sheet.new, "_")
    first = sheet.hits[0]
    qtbot.keyClick(sheet.search, Qt.Key.Key_Return)
    assert sheet.go.text() == f"Replace {len(sheet.hits) - 1}"
    qtbot.keyClick(sheet.new, Qt.Key.Key_Return)
    assert window.desk.document.title_of(first.node) == first.text
    assert "H_llo" in window.desk.document.text


def test_names_of_data_are_left_out_until_a_person_takes_them_in(make_window, tmp_path: Path, qtbot) -> None:
    window = make_window(write(tmp_path, TEXT.replace("template: Hello", 'template: "{{ n }} numbers"')))
    sheet = opened(window, "edit.replace")
    qtbot.keyClicks(sheet.search, "n }}")
    qtbot.keyClicks(sheet.new, "m }}")
    assert not sheet.go.isEnabled()
    qtbot.keyClick(sheet.search, Qt.Key.Key_Return)
    assert sheet.go.isEnabled()
