"""A merge that conflicts is drawn on the canvas: both versions at the node, and a choice by keys; undoable."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from harmony.board.canvas.view import CanvasView
from harmony.board.document import Document
from harmony.melody import edits
from tests.board.parts import TEXT, open_document, write

MINE = TEXT.replace("template: Hello", "template: |\n        Dear one,\n        hello")


@pytest.fixture
def canvas(tmp_path, catalog, qapp: QApplication, look) -> Iterator[CanvasView]:
    document = open_document(tmp_path, catalog)
    view = CanvasView(document)
    view.resize(1200, 700)
    view.show()
    document.try_edit(edits.set_param, "greet", "template", "Mine")
    document.try_edit(edits.rename_title, "greet", "My greeting")
    document.try_edit(edits.set_param, "numbers", "value", [9])
    theirs = TEXT.replace("Hello", "Theirs").replace("title: Greeting", "title: Salute").replace("[1, 2, 3]", "[7]")
    write(tmp_path, theirs)
    document.look_at_disk()
    qapp.processEvents()
    yield view
    view.close()
    view.deleteLater()
    document.close()
    document.deleteLater()


def texts(asked):
    return [label.text() for label in asked.findChildren(QLabel)]


def press(asked, key):
    QTest.keyClick(asked, key)
    QApplication.processEvents()


def test_the_nodes_are_marked(canvas):
    for name in ("greet", "numbers"):
        look = canvas.stage.look(canvas.plan.cards[name])
        assert "conflict" in look.marks
        assert look.footer == "changed here and in the file"


def test_both_versions_stand_side_by_side_at_the_node(canvas):
    asked = canvas.next_conflict()
    assert asked.name == "greet"
    assert canvas.chosen == {"greet"}
    assert texts(asked)[0] == "My greeting was changed here and in the file"
    assert {"title", "My greeting", "Salute", "with.template", "Mine", "Theirs", "1 of 2"} <= set(texts(asked))
    card = canvas.plan.cards["greet"]
    assert not asked.geometry().contains(canvas.view_point(card.x + 100, card.y + 20))


def test_keys_choose_and_go_on_to_the_next(canvas):
    document = canvas.document
    press(canvas.next_conflict(), Qt.Key.Key_T)
    assert document.title_of("greet") == "Salute"
    assert document.melody.nodes["greet"].with_["template"] == "Theirs"
    assert canvas.deciding.name == "numbers"
    press(canvas.deciding, Qt.Key.Key_M)
    assert document.melody.nodes["numbers"].with_["value"] == (9,)
    assert canvas.deciding is None
    assert document.conflicts == ()
    assert not canvas.stage.look(canvas.plan.cards["greet"]).marks


def test_every_choice_can_be_undone(canvas):
    document = canvas.document
    open_before, text = document.conflicts, document.text
    for key, label in (
        (Qt.Key.Key_M, "Keep mine: "),
        (Qt.Key.Key_T, "Take the file's side: "),
        (Qt.Key.Key_B, "Keep both: "),
    ):
        press(canvas.next_conflict(), key)
        assert document.undo_label == label + "My greeting"
        assert len(document.conflicts) == 1
        canvas.deciding.end()
        document.undo()
        assert (document.conflicts, document.text) == (open_before, text)
        document.redo()
        assert len(document.conflicts) == 1
        document.undo()


def test_both_are_kept(canvas):
    document = canvas.document
    press(canvas.next_conflict(), Qt.Key.Key_B)
    assert document.melody.nodes["greet"].with_["template"] == "Mine"
    assert document.melody.nodes["greet_2"].with_["template"] == "Theirs"
    assert document.title_of("greet_2") == "Salute (from the file)"


def test_arrows_look_at_the_others_and_esc_leaves_it_for_later(canvas):
    press(canvas.next_conflict(), Qt.Key.Key_Right)
    assert canvas.deciding.name == "numbers"
    press(canvas.deciding, Qt.Key.Key_Left)
    assert canvas.deciding.name == "greet"
    press(canvas.deciding, Qt.Key.Key_Escape)
    assert canvas.deciding is None
    assert len(canvas.document.conflicts) == 3


def test_what_is_decided_elsewhere_is_asked_no_more(canvas):
    canvas.next_conflict()
    canvas.document.decide(canvas.document.conflicts, "mine")
    assert canvas.deciding is None


def test_saving_waits_and_then_settles_it(canvas):
    from harmony.errors import HarmonyError

    document: Document = canvas.document
    with pytest.raises(HarmonyError, match="Decide first"):
        document.save()
    document.decide(document.conflicts, "mine")
    document.save()
    document.undo()
    assert document.conflicts == ()


def test_f8_asks_in_a_window(make_window, tmp_path) -> None:
    path = write(tmp_path)
    window = make_window(path)
    document = window.desk.document
    document.try_edit(edits.rename_title, "greet", "Mine")
    write(tmp_path, TEXT.replace("Greeting", "Theirs"))
    document.look_at_disk()
    window.desk.page.canvas.setFocus()
    window.actions_.run("edit.next_conflict")
    assert window.desk.page.canvas.deciding is not None
    assert "Show both" in [b.text() for b in window.banner._buttons]
    window.desk.page.canvas.deciding.choose("theirs")
    assert not window.banner.isVisible()
    assert document.title_of("greet") == "Theirs"
