from __future__ import annotations

from PySide6.QtWidgets import QWidget

from harmony.board.actions import MENUS, TABLE, Actions
from harmony.board.keys_page import GESTURES, conflicts, page


def test_no_two_commands_share_a_key(qtbot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    assert conflicts(Actions(window)) == []


def test_a_shared_key_is_found_and_said(qtbot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    actions = Actions(window)
    actions.set_keys("edit.select_all", ["Ctrl+S"])
    assert [(key, [c.id for c in found]) for key, found in conflicts(actions)] == [
        ("Ctrl+S", ["file.save", "edit.select_all"])
    ]
    assert "Save and Select all" in page(actions)


def test_every_command_with_a_key_is_on_the_page(qtbot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    text = page(Actions(window), GESTURES)
    assert all(f"<td>{c.title}</td>" in text for c in TABLE if c.keys)
    assert all(f"<h2>{menu}</h2>" in text for menu in MENUS)
    assert "middle or right drag" in text
