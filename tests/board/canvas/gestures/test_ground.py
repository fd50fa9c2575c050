from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest


def test_esc_puts_a_carried_note_back(hand, document):
    hand.canvas.add_note(QPointF(80, 320), "Here")
    QTest.keyClick(hand.canvas.focusWidget() or hand.canvas, Qt.Key.Key_Escape)
    hand.canvas.setFocus()
    hand.press(20, 310)
    hand.move(200, 400)
    QTest.keyClick(hand.canvas, Qt.Key.Key_Escape)
    hand.release(200, 400)
    assert document.melody.layout.notes[0].at == (0, 300)
