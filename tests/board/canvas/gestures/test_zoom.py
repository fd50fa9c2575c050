from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication


def turn(canvas, delta, at, keys=Qt.KeyboardModifier.NoModifier):
    spot = QPointF(at)
    event = QWheelEvent(
        spot, canvas.viewport().mapToGlobal(spot), QPoint(), QPoint(0, delta), Qt.MouseButton.NoButton, keys,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(canvas.viewport(), event)


@pytest.mark.parametrize("keys", [Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier])
def test_the_wheel_zooms_at_the_pointer(hand, keys):
    canvas, spot = hand.canvas, hand.spot(500, 70)
    turn(canvas, 120, spot, keys)
    assert canvas.zoom_percent == 115
    assert (hand.spot(500, 70) - spot).manhattanLength() <= 1


def test_there_and_back_is_where_it_was(hand):
    canvas, spot = hand.canvas, hand.spot(200, 50)
    for delta in (120,) * 8 + (-120,) * 8:
        turn(canvas, delta, spot)
    assert (hand.spot(200, 50) - spot).manhattanLength() <= 6


def test_the_wheel_stops_at_100_percent_and_at_the_ends(hand):
    canvas, spot = hand.canvas, hand.spot(0, 0)
    canvas.zoom_to(95)
    turn(canvas, 120, spot)
    assert canvas.zoom_percent == 100
    for _ in range(60):
        turn(canvas, -120, spot)
    assert canvas.zoom_percent == 5
    for _ in range(60):
        turn(canvas, 120, spot)
    assert canvas.zoom_percent == 400


def test_shift_and_wheel_goes_sideways(hand):
    canvas, before = hand.canvas, hand.spot(0, 0)
    turn(canvas, 120, before, Qt.KeyboardModifier.ShiftModifier)
    assert hand.spot(0, 0) - before == QPoint(90, 0)
    assert canvas.zoom_percent == 100


def test_a_zoom_is_told_and_shown(hand, qtbot):
    with qtbot.waitSignal(hand.canvas.zoom_changed) as told:
        turn(hand.canvas, -120, QPoint(300, 300))
    assert told.args == [hand.canvas.zoom_percent]
