from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.board.canvas.conftest import TEXT

BAD, LOOSE_IN, LOAD_OUT = (500, 70), (300, 350), (200, 50)


def wires(document, node):
    return document.melody.nodes[node].in_


def test_a_drag_from_port_to_port_wires_in_one_edit(hand, document):
    hand.drag(BAD, LOOSE_IN)
    assert wires(document, "loose")["rows"] == "check.bad"
    assert len(document.history) == 1
    document.undo()
    assert document.text == TEXT


def test_it_works_the_other_way_round(hand, document):
    hand.drag(LOOSE_IN, BAD)
    assert wires(document, "loose")["rows"] == "check.bad"


def test_a_drop_on_a_body_picks_the_best_port(hand, document):
    hand.drag(BAD, (420, 320))
    assert wires(document, "loose")["rows"] == "check.bad"


def test_a_port_that_takes_several_gets_a_list(hand, document):
    hand.drag(BAD, (600, 50))
    assert wires(document, "write")["parts"] == ("check.valid", "check.bad")


def test_what_does_not_fit_is_refused_with_the_reason_near_the_pointer(hand, document):
    hand.press(500, 370)
    hand.move(480, 380)
    hand.move(0, 50)
    assert hand.canvas.whisper.isVisible()
    assert hand.canvas.whisper.text() == "table does not become file"
    hand.release(0, 50)
    assert not document.history
    assert hand.canvas.whisper.isHidden()


def test_cards_that_cannot_take_the_wire_fade_while_it_is_led(hand):
    hand.press(*BAD)
    hand.move(480, 200)
    cards = hand.canvas.stage.cards
    assert cards["load"].opacity() < 0.5 and cards["loose"].opacity() == 1
    hand.release(300, 350)
    assert cards["load"].opacity() == 1


def test_a_wire_picked_up_at_its_end_is_led_elsewhere(hand, document):
    hand.drag((300, 50), (300, 350))
    assert "rows" not in wires(document, "check")
    assert wires(document, "loose")["rows"] == "load.rows"
    assert len(document.history) == 1


def test_a_wire_picked_up_and_dropped_on_nothing_is_gone(hand, document):
    hand.drag((300, 50), (240, 250))
    assert not wires(document, "check")
    assert hand.canvas.quick_add is None


def test_a_wire_put_back_where_it_was_changes_nothing(hand, document):
    hand.press(300, 50)
    hand.move(240, 150)
    hand.move(300, 50)
    hand.release(300, 50)
    assert not document.history


def test_ctrl_drag_moves_all_wires_of_an_output(hand, document):
    hand.drag(BAD, LOOSE_IN)
    hand.drag((500, 50), (500, 350), Qt.KeyboardModifier.ControlModifier)
    assert wires(document, "write")["parts"] == "loose.valid"


def test_alt_click_breaks_the_wires_of_a_port(hand, document):
    hand.click(300, 50, Qt.KeyboardModifier.AltModifier)
    assert not wires(document, "check")


def test_a_new_wire_dropped_on_nothing_offers_what_fits_and_wires_it(hand, document):
    hand.drag(BAD, (700, 300))
    menu = hand.canvas.quick_add
    assert menu is not None
    assert {s.type.id for s in menu.shown} == {"t.check", "t.write", "t.open"}
    first = menu.shown[0]
    assert first.type.id == "t.write"  # it follows a check in this Melody already
    QTest.keyClick(menu.field, Qt.Key.Key_Return)
    (new,) = document.selection
    assert wires(document, new)[first.port] == "check.bad"
    assert len(document.history) == 1


def test_an_open_node_gets_a_port_of_its_own(hand, document):
    hand.canvas.add_at("t.open@1", hand.canvas.scene_pos(hand.spot(700, 320).toPointF()))
    hand.drag(BAD, (700, 340))
    assert dict(wires(document, "open")) == {"bad": "check.bad"}


def test_escape_gives_the_wire_up(hand, document):
    hand.press(300, 50)
    hand.move(240, 200)
    QTest.keyClick(hand.canvas, Qt.Key.Key_Escape)
    hand.release(240, 200)
    assert not document.history
    assert not hand.canvas.stage.hidden_wires
