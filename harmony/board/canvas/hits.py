"""What lies under a point: ports before cards before wires. Pure, over the plan's grids."""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot

from harmony.board.canvas import measures as m
from harmony.board.canvas.curves import distance
from harmony.board.canvas.match import PortRef, ports_of
from harmony.board.canvas.plan import Card, Plan
from harmony.melody.wires import WireEnd


@dataclass(frozen=True, slots=True)
class Dot:
    """A point that a wire is led through."""

    wire: WireEnd
    index: int


def card_at(plan: Plan, x: float, y: float, order: dict[str, int] | None = None) -> str | None:
    """The card whose body holds a point; where they overlap the uppermost (`order`, higher is above)."""
    found = plan.card_grid.inside((x, y, x, y))
    return max(found, key=lambda i: ((order or {}).get(i, 0), i)) if found else None


def port_at(plan: Plan, x: float, y: float, reach: float = m.PORT_REACH) -> PortRef | None:
    """The nearest port within reach of a point."""
    best: tuple[float, str, int, PortRef] | None = None
    for card_id in plan.card_grid.inside((x - reach, y - reach, x + reach, y + reach)):
        card = plan.cards[card_id]
        for ref in (*ports_of(card, "in"), *ports_of(card, "out")):
            px, py = port_place(card, ref)
            far = hypot(px - x, py - y)
            if far <= reach and (best is None or (far, card_id, ref.row) < best[:3]):
                best = (far, card_id, ref.row, ref)
    return best[3] if best else None


def port_place(card: Card, ref: PortRef) -> tuple[float, float]:
    """Centre of a port in the scene."""
    return card.input_at(ref.row) if ref.side == "in" else card.output_at(ref.row)


def wire_at(plan: Plan, x: float, y: float, reach: float = m.WIRE_REACH) -> WireEnd | None:
    """The nearest wire within reach of a point; mentions are not for picking."""
    best: tuple[float, WireEnd] | None = None
    for link in plan.link_grid.inside((x - reach, y - reach, x + reach, y + reach)):
        if link.kind == "mention":
            continue
        far = distance(link.curve, x, y)
        if far <= reach and (best is None or far < best[0]):
            best = (far, link.key)
    return best[1] if best else None


def dot_at(plan: Plan, x: float, y: float, reach: float = m.DOT_REACH) -> Dot | None:
    """The nearest point of a led wire within reach of a point."""
    best: tuple[float, Dot] | None = None
    if not plan.led:
        return None
    for link in plan.link_grid.inside((x - reach, y - reach, x + reach, y + reach)):
        for index, (px, py) in enumerate(link.via):
            far = hypot(px - x, py - y)
            if far <= reach and (best is None or far < best[0]):
                best = (far, Dot(link.key, index))
    return best[1] if best else None
