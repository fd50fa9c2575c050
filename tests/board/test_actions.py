from __future__ import annotations

from collections import Counter

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from harmony.board.actions import MENUS, TABLE, Actions


def test_ids_and_keys_are_unique() -> None:
    assert [i for i, n in Counter(c.id for c in TABLE).items() if n > 1] == []
    keys = Counter(k for c in TABLE for k in c.keys)
    assert [k for k, n in keys.items() if n > 1] == []


def test_every_key_is_one_that_qt_knows() -> None:
    for command in TABLE:
        assert command.menu in MENUS
        for key in command.keys:
            assert QKeySequence(key).toString() != "", key


def test_a_command_that_nobody_bound_stays_disabled(qtbot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    actions, done = Actions(window), []
    actions.run("file.new")
    assert done == []
    actions.bind("file.new", lambda: done.append(1))
    actions.run("file.new")
    assert done == [1]


def test_a_command_is_enabled_when_it_can_be_used(qtbot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    actions, can = Actions(window), []
    actions.bind("edit.undo", lambda: None, lambda: bool(can))
    assert not actions.action("edit.undo").isEnabled()
    can.append(1)
    actions.refresh()
    assert actions.action("edit.undo").isEnabled()


def test_search_finds_by_title_menu_and_other_words(qtbot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    actions = Actions(window)
    for command in TABLE:
        actions.bind(command.id, lambda: None)
    assert actions.search("undo")[0].id == "edit.undo"
    assert actions.search("exit")[0].id == "file.quit"
    assert "view.theme_dark" in [c.id for c in actions.search("theme")]
    assert actions.search("qqq") == []


def test_a_menu_holds_its_commands_with_lines_between_groups(qtbot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    menu = QMenu(window)
    Actions(window).fill(menu, "File")
    titles = [a.text() for a in menu.actions()]
    assert titles[:2] == ["New Melody", "Open…"]
    assert any(a.isSeparator() for a in menu.actions())
