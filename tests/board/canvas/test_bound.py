from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from harmony.board.canvas.bound import BoundAsk
from harmony.board.canvas.curves import middle
from harmony.board.canvas.strokes import wire_look


@pytest.fixture
def asked(hand, document):
    """The second check feeds the first one back."""
    hand.drag((500, 70), (300, 350))
    hand.drag((500, 350), (300, 50))
    return hand.canvas.findChild(BoundAsk)


def back(document):
    return document.melody.nodes["check"].in_["rows"]


def test_a_wire_that_closes_a_loop_goes_back_with_a_bound(asked, document):
    assert (back(document).from_, back(document).back, back(document).max) == ("loose.valid", True, 3)
    assert asked.isVisible() and asked.number.value() == 3


def test_another_bound_is_typed_in_place(asked, document, hand):
    QTest.keyClicks(asked.number, "7")
    QTest.keyClick(asked.number, Qt.Key.Key_Return)
    assert back(document).max == 7 and not asked.isVisible()
    link = next(k for k in hand.canvas.plan.links.values() if k.key.back)
    assert wire_look(link, is_quiet=False).mark == "↺ 7"


def test_esc_keeps_the_usual_bound(asked, document):
    QTest.keyClicks(asked.number, "7")
    QTest.keyClick(asked.number, Qt.Key.Key_Escape)
    assert back(document).max == 3


def test_a_double_click_on_the_wire_asks_again(asked, document, hand):
    QTest.keyClick(asked.number, Qt.Key.Key_Escape)
    QApplication.processEvents()
    link = next(k for k in hand.canvas.plan.links.values() if k.key.back)
    x, y = middle(link.curve)
    QTest.mouseDClick(hand.canvas.viewport(), Qt.MouseButton.LeftButton, pos=hand.spot(x, y))
    again = [a for a in hand.canvas.findChildren(BoundAsk) if a.isVisible()]
    assert len(again) == 1


def test_a_conversion_shows_both_types(hand, document, plan):
    link = next(iter(plan.links.values()))
    link.is_converted, link.type, link.wanted = True, "table", "json"
    assert wire_look(link, is_quiet=False).mark == "table → json"
