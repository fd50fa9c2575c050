from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from harmony.board.actions import Actions
from harmony.board.document import Document
from harmony.board.panels.commands import Commands, find
from harmony.melody import edits
from tests.board.parts import show


@pytest.fixture
def window(qtbot, look) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(900, 700)
    show(qtbot, made)
    return made


def test_commands_nodes_and_values_are_found(window: QWidget, document: Document) -> None:
    actions, visited = Actions(window), []
    actions.bind("help.about", lambda: None)
    assert find("about", actions, document, visited.append)[0].line.text == "About Harmony Board"
    assert find("greeting", actions, document, visited.append)[0].line.text == "Greeting"
    value = find("hello", actions, document, visited.append)[0]
    assert (value.line.text, value.line.detail) == ("Hello", "template of Greeting")
    value.call()
    assert visited == ["greet"]


def test_typing_and_enter_do_it(window: QWidget, document: Document, qtbot) -> None:
    actions, done = Actions(window), []
    actions.bind("help.about", lambda: done.append(1))
    commands = Commands(window, actions, document, lambda _n: None)
    commands.open()
    qtbot.keyClicks(commands.search, "about")
    qtbot.keyClick(commands.search, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: done == [1])


def test_arrows_choose(window: QWidget, document: Document, qtbot) -> None:
    actions = Actions(window)
    for id in ("file.new", "file.open", "file.save"):
        actions.bind(id, lambda: None)
    commands = Commands(window, actions, document, lambda _n: None)
    commands.open()
    qtbot.keyClick(commands.search, Qt.Key.Key_Down)
    assert commands.list.currentIndex().row() == 1
    qtbot.keyClick(commands.search, Qt.Key.Key_Escape)
    assert not commands.isVisible()


def test_a_node_by_name_comes_before_a_command_by_other_words(window: QWidget, document: Document) -> None:
    actions = Actions(window)
    actions.bind("run.play", lambda: None)  # "play" and "start" are among its words
    document.try_edit(edits.rename_title, "greet", "Start here")
    assert [f.line.text for f in find("start", actions, document, print)] == ["Start here", "Run"]
