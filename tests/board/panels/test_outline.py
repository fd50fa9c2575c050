from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu

from tests.board.parts import TEXT, write
from tests.board.test_editing import BODY


def opened(make_window, folder: Path, text: str = BODY):
    window = make_window(write(folder, text))
    window.actions_.run("view.outline")
    return window, window.left.outline


def titles(outline) -> list[str]:
    return [i.text(0) for i in outline._items.values()]


def test_it_shows_bodies_below_their_owners(make_window, tmp_path: Path) -> None:
    _window, outline = opened(make_window, tmp_path)
    assert set(outline._items) == {"numbers", "greet", "each", "each/inner"}
    assert outline._items["each/inner"].parent() is outline._items["each"]


def test_selection_goes_both_ways(make_window, tmp_path: Path, qtbot) -> None:
    window, outline = opened(make_window, tmp_path)
    window.desk.document.select({"greet"})
    assert outline.currentItem().text(0) == "Greeting"
    qtbot.keyClick(outline, Qt.Key.Key_Up)
    assert window.desk.document.selection == {"numbers"}
    outline.setCurrentItem(outline._items["each/inner"])
    assert window.desk.page.canvas.scope.owners == ("each",)
    assert window.desk.document.selection == {"each/inner"}


def test_titles_are_edited_and_nodes_removed_by_keys(make_window, tmp_path: Path, qtbot) -> None:
    window, outline = opened(make_window, tmp_path, TEXT)
    outline.setCurrentItem(outline._items["greet"])
    qtbot.keyClick(outline, Qt.Key.Key_F2)
    line = QApplication.focusWidget()
    assert isinstance(line, QLineEdit)
    assert outline.isAncestorOf(line)
    line.selectAll()
    qtbot.keyClicks(line, "Welcome")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.desk.document.title_of("greet") == "Welcome")
    qtbot.waitUntil(lambda: "Welcome" in titles(outline))
    qtbot.keyClick(outline, Qt.Key.Key_Delete)
    assert list(window.desk.document.melody.nodes) == ["numbers"]


def test_nodes_are_edited_by_the_keys_of_the_canvas(make_window, tmp_path: Path, qtbot) -> None:
    window, outline = opened(make_window, tmp_path)
    document = window.desk.document
    outline.setCurrentItem(outline._items["each/inner"])
    outline.setFocus()
    qtbot.keyClick(outline, Qt.Key.Key_D)
    assert document.node("each/inner").enabled is False
    assert outline.hasFocus(), "one can go on"
    qtbot.keyClick(outline, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert set(document.node("each").body.nodes) == {"inner", "inner_2"}
    outline.setFocus()
    qtbot.waitUntil(lambda: "greet" in outline._items)
    outline.setCurrentItem(outline._items["greet"])
    qtbot.keyClick(outline, Qt.Key.Key_W)
    assert window.desk.page.canvas.letters is not None
    window.desk.page.canvas.hide_letters()


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_menu_of_a_node_is_that_of_its_card(make_window, tmp_path: Path) -> None:
    window, outline = opened(make_window, tmp_path)
    outline.setCurrentItem(outline._items["greet"])
    outline.customContextMenuRequested.emit(outline.visualItemRect(outline._items["greet"]).center())
    (menu,) = (m for m in window.findChildren(QMenu, "canvas-menu") if m.isVisible())
    assert {"Rename title…", "Bypass", "Run to here"} <= {a.text() for a in menu.actions()}
    menu.close()


def test_search_keeps_what_is_around(make_window, tmp_path: Path, qtbot) -> None:
    window, outline = opened(make_window, tmp_path)
    qtbot.keyClicks(window.left.bar.outline_search, "inner")
    assert set(outline._items) == {"each", "each/inner"}


def test_a_large_tree_is_made_in_slices(make_window, tmp_path: Path, qtbot, monkeypatch) -> None:
    monkeypatch.setattr("harmony.board.panels.outline.SLICE_S", -1.0)
    _window, outline = opened(make_window, tmp_path)
    assert len(outline._items) < 4
    qtbot.waitUntil(lambda: set(outline._items) == {"numbers", "greet", "each", "each/inner"})
    assert outline._items["each"].isExpanded()


def test_nothing_is_made_until_it_is_looked_at(make_window, tmp_path: Path) -> None:
    window = make_window(write(tmp_path, BODY))
    assert not window.left.outline._items
    window.actions_.run("view.outline")
    assert window.left.outline._items
