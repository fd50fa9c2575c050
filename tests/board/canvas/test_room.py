from __future__ import annotations

from PySide6.QtCore import QPointF

from harmony.board.canvas.room import free_spot


def test_a_place_that_is_free_is_taken(plan) -> None:
    assert free_spot(plan, 0, 600, 80) == (0, 600)


def test_else_the_nearest_one_that_covers_no_card(plan) -> None:
    card = plan.cards["check"]
    x, y = free_spot(plan, card.x + 10, card.y + 10, 80)
    assert not plan.card_grid.inside((x, y, x + card.width, y + 80))
    assert abs(x - card.x) + abs(y - card.y) < 400


def test_a_node_added_by_keys_stands_on_no_other(hand, document) -> None:
    canvas, card = hand.canvas, hand.canvas.plan.cards["check"]
    name = canvas.add_free("t.read@1", QPointF(card.x + 50, card.y + 20))
    box = canvas.plan.cards[name].box
    assert canvas.plan.card_grid.inside(box) == {name}
