from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

MIDDLE, RIGHT = Qt.MouseButton.MiddleButton, Qt.MouseButton.RightButton


@pytest.mark.parametrize("button", [MIDDLE, RIGHT])
def test_a_drag_moves_the_sheet_with_the_pointer(hand, button):
    before = hand.spot(0, 0)
    hand.drag((400, 200), (460, 240), button=button)
    assert hand.spot(0, 0) - before == hand.spot(60, 40) - hand.spot(0, 0)


def test_space_and_drag_pans_over_a_card_without_moving_it(hand, document):
    before = hand.spot(0, 0)
    QTest.keyPress(hand.canvas, Qt.Key.Key_Space)
    hand.drag((400, 20), (460, 20))
    QTest.keyRelease(hand.canvas, Qt.Key.Key_Space)
    assert hand.spot(0, 0).x() == before.x() + 60
    assert not document.history


def test_a_right_press_that_stays_asks_for_a_menu_and_selects(hand, document, qtbot):
    with qtbot.waitSignal(hand.canvas.menu_asked) as asked:
        hand.press(400, 20, button=RIGHT)
        hand.release(400, 20, button=RIGHT)
    assert asked.args[1] == "check"
    assert document.selection == {"check"}


def test_a_right_drag_asks_for_no_menu(hand, qtbot):
    with qtbot.assertNotEmitted(hand.canvas.menu_asked):
        hand.drag((400, 20), (440, 20), button=RIGHT)


def test_pressing_the_minimap_brings_that_place_into_the_middle(hand):
    canvas = hand.canvas
    spot = canvas.overlay.map_rect().center()
    QTest.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    wanted = canvas.overlay.map_point(QPointF(spot))
    seen = canvas.seen()
    assert (seen[0] + seen[2]) / 2 == pytest.approx(wanted.x(), abs=2)


def test_the_chips_are_buttons(hand):
    canvas = hand.canvas
    canvas.zoom_to(50)
    QTest.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=canvas.overlay.chip_rect("zoom").center())
    assert canvas.zoom_percent == 100
