from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from harmony.board.canvas.match import PortRef


def code_of(canvas, ref):
    return next(c for c, r in canvas.letters.codes.items() if r == ref)


def test_a_wire_is_made_with_letters_alone(hand, document):
    canvas = hand.canvas
    canvas.choose(["check"])
    QTest.keyClick(canvas, Qt.Key.Key_W)
    QTest.keyClicks(canvas, code_of(canvas, PortRef("check", "out", 1)).lower())
    assert PortRef("write", "in", 0) in canvas.letters.codes.values()
    QTest.keyClicks(canvas, code_of(canvas, PortRef("loose", "in", 0)).lower())
    assert document.melody.nodes["loose"].in_["rows"] == "check.bad"
    assert canvas.letters is None


def test_esc_takes_the_letters_away(hand, document):
    hand.canvas.choose(["check"])
    QTest.keyClick(hand.canvas, Qt.Key.Key_W)
    QTest.keyClick(hand.canvas, Qt.Key.Key_Escape)
    assert hand.canvas.letters is None and hand.canvas.chosen == {"check"}


def test_a_letter_that_no_port_has_ends_it(hand, document):
    hand.canvas.choose(["load"])
    QTest.keyClick(hand.canvas, Qt.Key.Key_W)
    QTest.keyClicks(hand.canvas, "m")
    assert hand.canvas.letters is None and not document.history


def test_a_node_that_takes_any_input_is_wired_too(hand, document):
    assert hand.canvas.add_at("t.open@1", hand.canvas.scene_pos(QPointF(500, 500))) == "open"
    hand.canvas.fit()
    hand.canvas.choose(["check"])
    QTest.keyClick(hand.canvas, Qt.Key.Key_W)
    QTest.keyClicks(hand.canvas, code_of(hand.canvas, PortRef("check", "out", 1)).lower())
    QTest.keyClicks(hand.canvas, code_of(hand.canvas, PortRef("open", "in", 0)).lower())
    assert document.melody.nodes["open"].in_ == {"bad": "check.bad"}
