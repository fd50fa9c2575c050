from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

BOTH = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def test_a_stroke_cuts_the_wires_that_it_crosses_in_one_edit(hand, document):
    hand.drag((250, -40), (270, 160), BOTH)
    assert not document.melody.nodes["check"].in_ and document.melody.nodes["write"].in_
    assert len(document.history) == 1


def test_x_held_is_the_knife(hand, document):
    QTest.keyPress(hand.canvas, Qt.Key.Key_X)
    hand.drag((250, -40), (270, 160))
    QTest.keyRelease(hand.canvas, Qt.Key.Key_X)
    assert not document.melody.nodes["check"].in_ and hand.canvas.quick_add is None


def test_x_alone_begins_a_name(hand):
    QTest.keyClick(hand.canvas, Qt.Key.Key_X)
    assert hand.canvas.quick_add is not None and hand.canvas.quick_add.field.text() == "x"


def test_esc_cuts_nothing(hand, document):
    hand.press(250, -40, BOTH)
    hand.move(270, 160)
    QTest.keyClick(hand.canvas, Qt.Key.Key_Escape)
    hand.release(270, 160)
    assert not document.history
