from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


def test_a_click_selects_one_card_and_a_click_beside_none(hand, document):
    document.select(["load", "write"])
    hand.click(400, 20)
    assert document.selection == {"check"}
    hand.click(250, 250)
    assert document.selection == frozenset()


def test_a_click_on_one_of_several_selects_it_alone(hand, document):
    document.select(["load", "check"])
    hand.click(400, 20)
    assert document.selection == {"check"}


def test_ctrl_click_toggles(hand, document):
    hand.click(400, 20, CTRL)
    hand.click(100, 20, CTRL)
    assert document.selection == {"load", "check"}
    hand.click(400, 20, CTRL)
    assert document.selection == {"load"}


@pytest.mark.parametrize(
    ("x", "chosen"),
    [
        (400, {"check"}),
        (320, {"check", "load", "inputs.folder"}),
        (480, {"check", "write", "outputs.report"}),
    ],
)
def test_shift_click_adds_and_its_thirds_go_up_and_down_the_wires(hand, document, x, chosen):
    document.select(["loose"])
    hand.click(x, 20, SHIFT)
    assert document.selection == {"loose", *chosen}


def test_a_band_selects_what_it_touches(hand, document):
    hand.drag((250, 130), (560, -40))
    assert document.selection == {"check"}


def test_a_band_with_shift_adds_and_with_ctrl_takes_away(hand, document):
    document.select(["loose"])
    hand.drag((250, 130), (560, -40), SHIFT)
    assert document.selection == {"loose", "check"}
    hand.drag((250, 130), (560, -40), CTRL)
    assert document.selection == {"loose"}


def test_a_click_on_a_wire_selects_it(hand, document):
    hand.click(550, 50)
    assert [(w.source, w.target) for w in document.wire_selection] == [("check", "write")]
    assert document.selection == frozenset()


def test_selected_cards_have_a_halo_outside_their_body(hand, document):
    canvas = hand.canvas
    before = canvas.grab().toImage()
    document.select(["check"])
    after = canvas.grab().toImage()
    spot = hand.spot(400, -3)
    inside = hand.spot(400, 60)
    assert before.pixelColor(spot) != after.pixelColor(spot)
    assert before.pixelColor(inside) == after.pixelColor(inside)
