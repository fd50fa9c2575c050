from __future__ import annotations

from harmony.board.canvas.hits import card_at, port_at, port_place, wire_at
from harmony.board.canvas.match import PortRef


def test_a_card_is_hit_on_its_body_and_not_beside_it(plan):
    assert card_at(plan, 350, 20) == "check"
    assert card_at(plan, 250, 20) is None


def test_of_two_cards_the_upper_one_is_hit(plan):
    plan.cards["loose"].x, plan.cards["loose"].y = 300, 0
    plan.card_grid.put("loose", plan.cards["loose"].box)
    assert card_at(plan, 350, 20, {"loose": 1}) == "loose"
    assert card_at(plan, 350, 20, {"check": 1}) == "check"


def test_a_port_is_hit_within_24_pixels_across(plan):
    ref = PortRef("check", "out", 1)
    x, y = port_place(plan.cards["check"], ref)
    assert port_at(plan, x + 11, y) == ref
    assert port_at(plan, x + 13, y) is None


def test_between_two_ports_the_nearer_one_is_hit(plan):
    assert port_at(plan, 500, 58) == PortRef("check", "out", 0)
    assert port_at(plan, 500, 62) == PortRef("check", "out", 1)


def test_a_wire_is_hit_within_22_pixels_across(plan):
    found = wire_at(plan, 250, 60)
    assert found is not None and (found.source, found.target) == ("load", "check")
    assert wire_at(plan, 250, 62) is None


def test_a_mention_is_not_for_picking(plan):
    assert wire_at(plan, -50, 20) is None
