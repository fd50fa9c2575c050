from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from harmony.board.widgets.sheet import Sheet
from tests.board.parts import write


def open_sheet(window, name: str) -> Sheet:
    return next(s for s in window.findChildren(Sheet) if s.objectName() == name and s.isVisible())


def test_a_title_is_renamed_by_key(make_window, tmp_path: Path, qtbot) -> None:
    window = make_window(write(tmp_path))
    window.desk.document.select({"greet"})
    window.actions_.run("edit.rename")
    line = open_sheet(window, "ask-text").findChild(QLineEdit)
    assert line.text() == "Greeting"
    qtbot.keyClicks(line, "Salute")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert window.desk.document.melody.nodes["greet"].title == "Salute"


def test_delete_and_select_all_reach_the_canvas(make_window, tmp_path: Path) -> None:
    window = make_window(write(tmp_path))
    window.actions_.run("edit.select_all")
    assert len(window.desk.document.selection) == 2
    window.actions_.run("edit.delete")
    assert not window.desk.document.melody.nodes
    window.actions_.run("edit.undo")
    assert len(window.desk.document.melody.nodes) == 2


def test_what_cannot_be_done_is_disabled(make_window, tmp_path: Path) -> None:
    window = make_window()
    for id in ("run.play", "run.stop", "edit.undo", "file.save", "run.resume", "edit.delete"):
        assert not window.actions_.action(id).isEnabled(), id
    window.desk.open_path(write(tmp_path))
    window.actions_.refresh()
    assert window.actions_.action("run.play").isEnabled()


def test_run_to_here_names_the_node(make_window, tmp_path: Path, qtbot) -> None:
    window = make_window(write(tmp_path))
    window.desk.document.select({"numbers"})
    window.actions_.run("run.to_here")
    assert window.client.asked[-1][1]["to"] == "numbers"


def test_the_sample_opens(make_window, qtbot) -> None:
    window = make_window()
    qtbot.mouseClick(window.welcome.sample, Qt.MouseButton.LeftButton)
    assert window.desk.document.title == "code-health"


def test_help_lists_every_key(make_window) -> None:
    window = make_window()
    window.actions_.run("help.keys")
    sheet = open_sheet(window, "keys")
    from harmony.board.widgets.records import Records

    listed = sheet.findChild(Records).items
    assert [c.id for c in window.actions_.commands.values() if c.keys and c not in listed] == []
    sheet.close()
    window.actions_.run("help.about")
    open_sheet(window, "about").close()


def test_menus_hold_every_command(make_window) -> None:
    window = make_window()
    listed = set()
    for top in window.top.menus.actions():
        for action in top.menu().actions():
            inner = action.menu()
            listed |= {a.objectName() for a in (inner.actions() if inner else [action])}
    assert set(window.actions_.commands) <= listed
