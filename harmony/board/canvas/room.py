"""Where there is room for one more card. Pure."""

from __future__ import annotations

from harmony.board.canvas import measures as m
from harmony.board.canvas.plan import Plan

_STEPS = range(-20, 21)
_AROUND = sorted(
    ((x * 2 * m.GRID, y * m.GRID) for x in _STEPS for y in _STEPS),
    key=lambda away: (abs(away[0]) + abs(away[1]), -away[1], -away[0]),
)
"""Where to look, the nearest first, and below before above."""


def free_spot(plan: Plan, x: float, y: float, height: float) -> tuple[float, float]:
    """The place nearest to a top left corner where a node covers no card; that corner itself where all is full.

    Args:
        plan: the cards.
        x, y: where the node's top left corner is wanted, in scene units.
        height: of the node.
    """
    for dx, dy in _AROUND:
        left, top = x + dx, y + dy
        if not plan.card_grid.inside(
            (left - m.GRID, top - m.GRID, left + m.NODE_WIDTH + m.GRID, top + height + m.GRID)
        ):
            return left, top
    return x, y
