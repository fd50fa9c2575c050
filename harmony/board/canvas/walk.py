"""Where the arrow keys lead: along wires sideways, to the next card up or down. Pure."""

from __future__ import annotations

from collections.abc import Collection

from harmony.board.canvas.plan import Card, Link, Plan
from harmony.melody.wires import WireEnd


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


def next_wire(plan: Plan, cards: Collection[str], wires: Collection[WireEnd]) -> WireEnd | None:
    """The wire to select after these: those out of a card from its first port to its last, then those into it."""
    held = [plan.links[w] for w in wires if w in plan.links]
    if held:
        row = _wires_of(plan, held[0].source)
        return row[(row.index(held[0]) + 1) % len(row)].key
    start = min((i for i in cards if i in plan.cards), key=lambda i: plan.cards[i].box, default=None)
    row = _wires_of(plan, start) if start is not None else []
    return row[0].key if row else None


def _wires_of(plan: Plan, card_id: str) -> list[Link]:
    outs = sorted(plan.links_out_of(card_id), key=lambda k: (k.source_row, k.curve[-1][1], k.target))
    into = sorted(plan.links_into(card_id), key=lambda k: (k.target_row, k.curve[0][1], k.source))
    return [k for k in (*outs, *into) if k.kind != "mention"]
