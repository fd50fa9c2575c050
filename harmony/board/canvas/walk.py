"""Where the arrow keys lead: along wires sideways, to the next card up or down. Pure."""

from __future__ import annotations

from harmony.board.canvas.plan import Card, Plan


def first_card(plan: Plan) -> str | None:
    """Where a walk begins: the card furthest to the left, then to the top."""
    return min(plan.cards, key=lambda i: (plan.cards[i].x, plan.cards[i].y), default=None)


def neighbour(plan: Plan, card_id: str | None, way: tuple[int, int]) -> str | None:
    """The card that lies one step that way; None at an end.

    Sideways it goes along wires, to the end nearest in height; where no wire leads, and up and
    down, to the nearest card that lies more that way than aside.
    """
    if card_id is None:
        return None
    here = plan.cards[card_id]
    if way[0]:
        links = plan.links_out_of(card_id) if way[0] > 0 else plan.links_into(card_id)
        ends = {k.target if way[0] > 0 else k.source for k in links if not k.key.back}
        if ends:
            return min(ends, key=lambda i: (abs(_middle(plan.cards[i])[1] - _middle(here)[1]), i))
    return _nearest(plan, here, way)


def _nearest(plan: Plan, here: Card, way: tuple[int, int]) -> str | None:
    x, y = _middle(here)
    best: tuple[float, str] | None = None
    for other in plan.cards.values():
        ox, oy = _middle(other)
        ahead = (ox - x) * way[0] + (oy - y) * way[1]
        aside = abs((ox - x) * way[1]) + abs((oy - y) * way[0])
        if ahead <= 0 or aside > ahead * 1.5 + 100:
            continue
        cost = ahead + 2 * aside
        if best is None or (cost, other.id) < best:
            best = (cost, other.id)
    return best[1] if best else None


def _middle(card: Card) -> tuple[float, float]:
    return card.x + card.width / 2, card.y + card.height / 2
