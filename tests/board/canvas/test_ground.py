from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit

from harmony.board.canvas import ground
from harmony.board.canvas.backdrop import note_text
from harmony.board.canvas.ground import Piece
from tests.board.canvas.conftest import TEXT


def type_in(canvas, kind, text, key=Qt.Key.Key_Return, modifiers=Qt.KeyboardModifier.NoModifier):
    field = canvas.findChildren(kind)[-1]
    QTest.keyClicks(field, text)
    QTest.keyClick(field, key, modifiers)
    QApplication.processEvents()


@pytest.fixture
def framed(hand, document):
    hand.canvas.choose(["load", "check"])
    QTest.keyClick(hand.canvas, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    type_in(hand.canvas, QLineEdit, "Ingest")
    return hand


def test_ctrl_g_frames_the_selection_and_asks_for_a_title(framed, document):
    frame = document.melody.layout.frames[0]
    assert (frame.title, frame.nodes, frame.color) == ("Ingest", ("load", "check"), "teal")


def test_a_frame_is_dragged_with_its_nodes(framed, document):
    framed.drag((60, -24), (60, 96))
    places = document.melody.layout.nodes
    assert (places["load"].at, places["check"].at, places["write"].at) == ((0, 120), (300, 120), (600, 0))


def test_a_deleted_frame_keeps_its_nodes(framed, document):
    framed.click(60, -24)
    QTest.keyClick(framed.canvas, Qt.Key.Key_Delete)
    assert not document.melody.layout.frames and "load" in document.melody.nodes
    for _ in document.history[:]:
        document.undo()
    assert document.text == TEXT


def test_the_title_of_a_frame_is_edited_where_it_stands(framed, document):
    QTest.mouseDClick(framed.canvas.viewport(), Qt.MouseButton.LeftButton, pos=framed.spot(60, -24))
    type_in(framed.canvas, QLineEdit, "Read")
    assert document.melody.layout.frames[0].title == "Read"


def test_a_note_is_written_moved_and_removed(hand, document):
    hand.canvas.add_note(QPointF(80, 320))
    type_in(hand.canvas, QPlainTextEdit, "**Mind** this", modifiers=Qt.KeyboardModifier.ControlModifier)
    note = document.melody.layout.notes[0]
    assert note.text == "**Mind** this" and note.at == (0, 300)
    hand.drag((20, 310), (60, 350))
    assert document.melody.layout.notes[0].at == (40, 340)
    QTest.keyClick(hand.canvas, Qt.Key.Key_Delete)
    assert not document.melody.layout.notes


def test_esc_leaves_a_note_as_it_was(hand, document):
    hand.canvas.add_note(QPointF(80, 320), "Old")
    type_in(hand.canvas, QPlainTextEdit, "New", Qt.Key.Key_Escape)
    assert document.melody.layout.notes[0].text == "Old"


def test_the_menu_offers_a_note(hand, document):
    menu = hand.canvas.open_quick_add("note")
    menu.choose_current()
    assert len(document.melody.layout.notes) == 1


def test_what_is_not_there_has_no_place(document, plan):
    assert ground.rect_of(document, plan, Piece("frames", 3)).isEmpty()
    assert ground.piece_at(document, plan, 0, 0) is None


def test_bold_words_of_a_note_have_a_weight_that_ships(qapp):
    text = note_text("# Ingest\n\nat **eight** sharp", "dark")
    weights = [s.format.fontWeight() for b in (text.begin(), text.lastBlock()) for s in b.textFormats()]
    assert max(weights) == 600


def test_what_is_gone_is_neither_changed_nor_removed(canvas, document):
    """Another program can take away what is edited; an exception within an event would end the program."""
    piece, refused = canvas.add_note(QPointF(0, 400)), []
    document.undo()
    document.refused.connect(refused.append)
    canvas.findChild(QPlainTextEdit).setPlainText("typed")
    canvas.setFocus()
    QApplication.processEvents()
    assert "not kept: typed" in refused[-1]
    assert not ground.set_value(document, piece, "text", "x") and not ground.remove(document, piece)
    assert document.history == []


def test_a_text_is_not_kept_for_another_note(canvas, document):
    piece = ground.add_note(document, canvas.plan, (0, 400), "theirs")
    assert not ground.keep_text(document, piece, "mine", "typed")
    assert ground.keep_text(document, piece, "theirs", "typed")
    assert document.melody.layout.notes[0].text == "typed"
