from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from harmony.board.canvas.aligning import REACH_PX, lines, stop
from harmony.board.canvas.plan import Card
from tests.board.canvas.conftest import LEFT, Keys


def card(x, y, width=200, height=80):
    return Card("one", "node", x, y, width, height)


HELD = card(0, 0)


@pytest.mark.parametrize(
    ("x", "expected"),
    [(509.9, 500), (510, 520), (529.9, 520), (-9.9, 0), (-10, 0), (-10.1, -20)],
)
def test_the_grid_stops_at_the_nearest_line(x, expected):
    assert stop(x, 0, HELD, [], REACH_PX).x == expected


@pytest.mark.parametrize(("away", "expected"), [(0, 133), (6, 133), (-6, 133), (6.1, 140), (-6.1, 120)])
def test_an_edge_draws_from_six_pixels_on(away, expected):
    assert stop(133 + away, 900, HELD, [card(133, 0)], REACH_PX).x == expected


def test_far_edges_draw_too():
    other = card(400, 33, 160, 40)
    found = stop(361, 900, HELD, [other], REACH_PX)
    assert found.x + HELD.width == other.x + other.width
    assert stop(900, -5, HELD, [other], REACH_PX).y + HELD.height == other.y + other.height


def test_the_nearest_edge_wins():
    assert stop(104, 900, HELD, [card(99, 0), card(107, 0)], REACH_PX).x == 107


def test_lines_lead_to_the_nearest_card_in_line():
    found = lines((0, 0, 200, 80), [card(300, 0), card(900, 0, 200, 60), card(0, 400)])
    assert (0, 0, 500, 0) in found
    assert (0, 80, 500, 80) in found
    assert (0, 0, 0, 480) in found
    assert (200, 0, 200, 480) in found
    assert len(found) == 4


def carry(hand, dx, dy, keys=Keys.NoModifier):
    """Take the loose card by the header and carry it, without letting go."""
    hand.press(400, 320)
    start, end = hand.spot(400, 320), hand.spot(400 + dx, 320 + dy)
    QTest.mouseMove(hand.canvas.viewport(), (start + end) / 2)
    hand.canvas.gesture.move(end.toPointF(), keys)
    return end


def test_a_card_off_the_grid_can_be_lined_up_with(hand, document):
    from harmony.board.canvas import acts

    acts.move(document, {"load": (7, 13)})
    end = carry(hand, -289, 10)
    assert [round(g.x1()) for g in hand.canvas.gesture._guides if g.x1() == g.x2()] == [7, 207]
    QTest.mouseRelease(hand.canvas.viewport(), LEFT, Keys.NoModifier, end)
    assert document.melody.layout.nodes["loose"].at == (7, 300 + 20)


def test_alt_leaves_grid_and_edges_alone(hand, document):
    end = carry(hand, -297, 13, Keys.AltModifier)
    assert not hand.canvas.gesture._guides
    QTest.mouseRelease(hand.canvas.viewport(), LEFT, Keys.AltModifier, end)
    assert document.melody.layout.nodes["loose"].at == (3, 313)


def test_the_reach_is_in_pixels_at_any_zoom(hand, document):
    from harmony.board.canvas import acts

    acts.move(document, {"load": (7, 13)})
    hand.canvas.zoom_to(200)
    hand.canvas.centre_at(250, 250)
    carry(hand, -288, 0)  # 5 units, 10 pixels beside the edge
    assert hand.canvas.gesture._carry.offset[0] == -280
    QTest.keyClick(hand.canvas, Qt.Key.Key_Escape)
