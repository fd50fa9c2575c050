from __future__ import annotations

from itertools import pairwise

import pytest

from harmony.board.canvas.curves import STYLES, bounds, distance, flatten, leg_at, middle, shape, wire_curve


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


VIA = ((300.0, 200.0), (500.0, 90.0))


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("via", [(), VIA[:1], VIA, ((-40.0, 300.0), (900.0, -80.0))])
@pytest.mark.parametrize("end", [(700.0, 60.0), (-300.0, 40.0)])
def test_every_style_leads_from_port_to_port_through_all_points(style, via, end):
    curve = shape((0.0, 0.0), end, via, style)
    assert len(curve) % 3 == 1
    assert curve[0] == (0, 0)
    assert curve[-1] == end
    assert all(distance(curve, *point) < 3.5 for point in via)
    (_x, first), (_x2, second) = curve[0], curve[1]
    assert first == second, "it leaves the port level"


def test_right_angled_wires_have_level_and_upright_lines_alone():
    points = flatten(shape((0.0, 0.0), (700.0, 60.0), VIA, "orthogonal"), 40)
    slanted = [(a, b) for a, b in pairwise(points) if abs(a[0] - b[0]) > 0.6 and abs(a[1] - b[1]) > 0.6]
    assert slanted == []


def test_the_middle_is_half_way_along_whatever_the_shape():
    curve = shape((0.0, 0.0), (400.0, 0.0), ((100.0, 0.0),), "straight")
    assert middle(curve) == pytest.approx((200, 0))


def test_a_point_belongs_to_the_nearest_stretch():
    points = ((0.0, 0.0), *VIA, (700.0, 60.0))
    assert leg_at(points, 100, 60) == 0
    assert leg_at(points, 400, 150) == 1
    assert leg_at(points, 690, 70) == 2
