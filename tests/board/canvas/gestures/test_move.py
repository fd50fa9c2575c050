from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.board.canvas.conftest import TEXT


def at(document, node):
    return tuple(document.melody.layout.nodes[node].at)


def test_a_drag_moves_a_card_by_whole_grid_steps_in_one_edit(hand, document):
    hand.drag((400, 20), (447, 83))
    assert at(document, "check") == (340, 60)
    assert len(document.history) == 1
    assert document.selection == {"check"}


def test_undo_puts_the_card_and_the_file_back(hand, document):
    hand.drag((400, 20), (460, 200))
    document.undo()
    assert at(document, "check") == (300, 0)
    assert document.text == TEXT
    assert hand.canvas.plan.cards["check"].x == 300


def test_all_selected_cards_move_together(hand, document):
    document.select(["load", "check"])
    hand.drag((400, 20), (400, 120))
    assert at(document, "load") == (0, 100) and at(document, "check") == (300, 100)
    assert document.selection == {"load", "check"}


def test_a_shaky_click_moves_nothing(hand, document):
    hand.drag((400, 20), (402, 22))
    assert not document.history
    assert document.selection == {"check"}


def test_escape_during_a_drag_leaves_everything(hand, document):
    hand.press(400, 20)
    hand.move(450, 100)
    assert "check" in hand.canvas.stage.hidden_cards
    QTest.keyClick(hand.canvas, Qt.Key.Key_Escape)
    hand.release(450, 100)
    assert not document.history
    assert "check" in hand.canvas.stage.cards


def test_input_and_output_cards_can_be_moved(hand, document):
    hand.drag((-200, 20), (-200, 120))
    assert tuple(document.melody.layout.inputs["folder"].at) == (-260, 100)


def test_ctrl_drag_copies(hand, document):
    hand.drag((400, 20), (400, 220), Qt.KeyboardModifier.ControlModifier)
    assert len(document.melody.nodes) == 5
    (copy,) = document.selection
    assert at(document, copy) == (300, 200)
    assert at(document, "check") == (300, 0)


def test_a_loose_card_dropped_on_a_wire_is_inserted(hand, document):
    document.undo()
    hand.drag((400, 320), (550, 70))
    assert document.melody.nodes["loose"].in_["rows"] == "check.valid"
    assert document.melody.nodes["write"].in_["parts"] == "loose.valid"
    assert len(document.history) == 1
    document.undo()
    assert document.text == TEXT


def test_the_cards_that_are_carried_come_back_when_dropped(hand):
    hand.drag((400, 20), (400, 120))
    assert hand.canvas.stage.cards["check"].pos().y() == 100
    assert hand.canvas.stage.cards["check"].isVisible()
