from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.board.canvas.conftest import TEXT

K = Qt.Key
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def test_delete_removes_cards_and_wires_in_one_edit(canvas, document):
    document.select(["check", "loose"])
    QTest.keyClick(canvas, K.Key_Delete)
    assert set(document.melody.nodes) == {"load", "write"}
    document.undo()
    assert document.text == TEXT


def test_delete_removes_a_selected_wire(hand, document):
    hand.click(550, 50)
    QTest.keyClick(hand.canvas, K.Key_Delete)
    assert not document.melody.nodes["write"].in_
    assert len(document.melody.nodes) == 4


def test_ctrl_delete_joins_the_wires_around_what_goes(canvas, document):
    document.select(["check"])
    QTest.keyClick(canvas, K.Key_Delete, CTRL)
    assert document.melody.nodes["write"].in_["parts"] == "load.rows"
    assert len(document.history) == 1


def test_arrows_walk_along_the_wires(canvas, document):
    document.select(["load"])
    QTest.keyClick(canvas, K.Key_Right)
    assert document.selection == {"check"}
    QTest.keyClick(canvas, K.Key_Down)
    assert document.selection == {"loose"}
    QTest.keyClick(canvas, K.Key_Up, SHIFT)
    assert document.selection == {"loose", "check"}


def test_ctrl_arrows_move_by_the_grid(canvas, document):
    document.select(["loose"])
    QTest.keyClick(canvas, K.Key_Right, CTRL)
    assert tuple(document.melody.layout.nodes["loose"].at) == (320, 300)


def test_a_walk_brings_the_card_into_view(canvas, document):
    document.select(["load"])
    canvas.centre_at(-2000, 0)
    QTest.keyClick(canvas, K.Key_Right)
    seen = canvas.seen()
    assert seen[0] <= 300 and seen[2] >= 500


def test_ctrl_a_selects_all_and_escape_none(canvas, document):
    QTest.keyClick(canvas, K.Key_A, CTRL)
    assert document.selection == set(canvas.plan.cards)
    QTest.keyClick(canvas, K.Key_Escape)
    assert not document.selection


def test_digits_zoom_and_f_shows_the_selection(canvas, document):
    QTest.keyClick(canvas, K.Key_1)
    assert all(c.box[0] >= canvas.seen()[0] for c in canvas.plan.cards.values())
    canvas.zoom_to(20)
    QTest.keyClick(canvas, K.Key_0)
    assert canvas.zoom_percent == 100
    document.select(["loose"])
    QTest.keyClick(canvas, K.Key_F)
    seen = canvas.seen()
    assert abs((seen[0] + seen[2]) / 2 - 400) < 3


def test_a_letter_with_nothing_selected_begins_a_name(canvas, document):
    QTest.keyClick(canvas, K.Key_F)
    assert canvas.quick_add is not None and canvas.quick_add.field.text() == "f"
    canvas.close_quick_add()
    document.select(["load"])
    QTest.keyClick(canvas, K.Key_X)
    assert canvas.quick_add is None


def test_shift_l_tidies_in_one_edit(canvas, document):
    QTest.keyClick(canvas, K.Key_L, SHIFT)
    assert len(document.history) == 1
    document.undo()
    assert document.text == TEXT


def test_ctrl_d_copies_and_selects_the_copy(canvas, document):
    document.select(["loose"])
    QTest.keyClick(canvas, K.Key_D, CTRL)
    (copy,) = document.selection
    assert copy != "loose" and document.melody.nodes[copy].use == "t.check@1"
