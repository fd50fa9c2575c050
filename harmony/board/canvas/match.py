"""Which port may be wired to which, and why not: the live type check of wiring.

Pure: works on the plan alone and knows nothing of Qt.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from harmony.board.canvas.plan import Card, Plan
from harmony.sdk.manifest import Port
from harmony.sdk.types import converts, fits

Side = Literal["in", "out"]


@dataclass(frozen=True, slots=True)
class PortRef:
    """A port on the canvas: card id, side and row."""

    card: str
    side: Side
    row: int


@dataclass(frozen=True, slots=True)
class Fit:
    """Whether two ports go together.

    Attributes:
        is_good: they may be wired.
        reason: why not, for the person; what happens on the way when they may.
        rank: 0 same type, 1 `any` on one side, 2 converted, 3 closes a loop, 9 refused.
        is_loop: the wire would close a loop, so it goes back and needs a bound.
    """

    is_good: bool
    reason: str = ""
    rank: int = 0
    is_loop: bool = False


def port(plan: Plan, ref: PortRef) -> Port:
    """The port that a reference means."""
    card = plan.cards[ref.card]
    return (card.inputs if ref.side == "in" else card.outputs)[ref.row]


def fit(plan: Plan, one: PortRef, other: PortRef) -> Fit:
    """Whether a wire between two ports makes sense, in whichever order they are given."""
    return Fitting(plan, one).of(other)


class Fitting:
    """Which ports fit one port; what that costs a search is found once.

    Args:
        plan: the cards and wires.
        start: the port that is held.
    """

    def __init__(self, plan: Plan, start: PortRef) -> None:
        self._plan = plan
        self._start = start
        self._port = port(plan, start)
        self._loops = reach(plan, start.card, is_up=start.side == "out") - {start.card}

    def of(self, other: PortRef) -> Fit:
        """Whether a wire to another port makes sense."""
        start = self._start
        if start.side == other.side:
            return Fit(False, f"Both are {'inputs' if start.side == 'in' else 'outputs'}", 9)
        if start.card == other.card:
            return Fit(False, "A node cannot feed itself", 9)
        is_loop = other.card in self._loops
        one, two = self._port, port(self._plan, other)
        given, wanted = (one.type, two.type) if start.side == "out" else (two.type, one.type)
        if not fits(given, wanted):
            return Fit(False, f"{given} does not become {wanted}", 9)
        if is_loop:
            return Fit(True, f"{given}, goes back: a loop", 3, is_loop=True)
        if given == wanted:
            return Fit(True, given, 0)
        if converts(given, wanted):
            return Fit(True, f"{given} is converted to {wanted}", 2)
        return Fit(True, f"{given} to {wanted}", 1)

    def may_reach(self, card_id: str) -> bool:
        """True if a wire to a card closes no loop."""
        return card_id != self._start.card and card_id not in self._loops

    def best(self, card_id: str) -> PortRef | None:
        """The port of a card that fits best; free ports go before taken ones."""
        side: Side = "in" if self._start.side == "out" else "out"
        taken = {link.target_row for link in self._plan.links_into(card_id)} if side == "in" else set()
        choices = []
        for ref in ports_of(self._plan.cards[card_id], side):
            found = self.of(ref)
            if found.is_good:
                choices.append((ref.row in taken, found.rank, ref.row, ref))
        return min(choices)[3] if choices else None

    def why_not(self, card_id: str) -> Fit:
        """Why no port of a card fits."""
        side: Side = "in" if self._start.side == "out" else "out"
        refs = ports_of(self._plan.cards[card_id], side)
        if not refs:
            return Fit(False, "It has no inputs" if side == "in" else "It has no outputs", 9)
        return self.of(refs[0])


def reach(plan: Plan, card_id: str, *, is_up: bool) -> frozenset[str]:
    """A card and everything up (or down) the wires from it; wires that go back do not count."""
    seen, stack = {card_id}, [card_id]
    while stack:
        one = stack.pop()
        for link in plan.links_into(one) if is_up else plan.links_out_of(one):
            other = link.source if is_up else link.target
            if other not in seen and not link.key.back:
                seen.add(other)
                stack.append(other)
    return frozenset(seen)


def ports_of(card: Card, side: Side) -> list[PortRef]:
    """All ports on one side of a card."""
    count = len(card.inputs if side == "in" else card.outputs)
    return [PortRef(card.id, side, row) for row in range(count)]
