from __future__ import annotations

import pytest

from harmony.board.canvas.curves import bounds, distance, flatten, middle, wire_curve


def test_a_wire_to_the_right_is_one_cubic_with_level_ends():
    curve = wire_curve((0, 0), (300, 100))
    assert len(curve) == 4
    assert curve[1][1] == 0 and curve[1][0] > 0
    assert curve[2][1] == 100 and curve[2][0] < 300


@pytest.mark.parametrize("end", [(-300, 0), (-300, 400), (-60, -400), (-25, 30)])
def test_a_wire_back_leaves_to_the_right_and_arrives_from_the_left(end):
    curve = wire_curve((0, 0), end)
    assert (len(curve) - 1) % 3 == 0
    assert curve[1][0] > 0 and curve[1][1] == 0
    assert curve[-2][0] < end[0] and curve[-2][1] == end[1]


def test_a_wire_back_at_the_same_height_goes_below_the_cards():
    assert max(y for _x, y in flatten(wire_curve((0, 50), (-300, 50)))) > 110


@pytest.mark.parametrize("end", [(300, 100), (-300, 10), (10, 500)])
def test_every_point_lies_within_the_bounds(end):
    curve = wire_curve((0, 0), end)
    left, top, right, bottom = bounds(curve)
    near = 1e-9
    points = flatten(curve, 40)
    assert all(left - near <= x <= right + near and top - near <= y <= bottom + near for x, y in points)


def test_distance_is_none_on_the_wire_and_true_beside_it():
    curve = wire_curve((0, 0), (200, 0))
    assert distance(curve, 100, 0) == pytest.approx(0, abs=0.01)
    assert distance(curve, 100, 9) == pytest.approx(9, abs=0.1)
    assert distance(curve, 230, 40) == pytest.approx(50, abs=0.1)


def test_the_middle_of_a_straight_wire_is_half_way():
    assert middle(wire_curve((0, 0), (200, 0))) == pytest.approx((100, 0))
