"""Points that wires are led through: made, moved and taken away, each in one edit of the layout."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from harmony.board.canvas import measures as m
from harmony.board.canvas.curves import Point, leg_at
from harmony.board.canvas.hits import Dot
from harmony.board.canvas.scope import Scope, split
from harmony.board.wording import count
from harmony.melody import routes
from harmony.melody.change import Edit
from harmony.melody.frozen import thaw
from harmony.melody.model import Melody
from harmony.melody.wires import WireEnd

if TYPE_CHECKING:
    from collections.abc import Mapping

    from harmony.board.canvas.plan import Plan
    from harmony.board.document import Document


def snapped(x: float, y: float) -> Point:
    """The nearest place at which points stop: every half grid line, where ports are."""
    half = m.GRID // 2
    return round(x / half) * half, round(y / half) * half


def with_point(plan: Plan, wire: WireEnd, at: Point) -> tuple[Dot, list[Point]]:
    """A new point on a wire, and all of its points then, in order."""
    link = plan.links[wire]
    index = leg_at(plan.points_of(link), *at)
    points = list(link.via)
    points.insert(index, snapped(*at))
    return Dot(wire, index), points


def lead(document: Document, plan: Plan, wire: WireEnd, points: Iterable[Point]) -> bool:
    """Lead a wire through these points."""
    wanted = list(points)
    link = plan.links[wire]
    word = "Add a point to a wire" if len(wanted) > len(link.via) else "Move a point of a wire"
    label = "Remove a point of a wire" if len(wanted) < len(link.via) else word
    made = routes.set_via(document.melody, routes.key_of(wire, plan.scope.owner), wanted, label)
    return bool(made.changes) and document.do(made)


def remove(document: Document, plan: Plan, dot: Dot) -> bool:
    """Take a point away."""
    points = plan.links[dot.wire].via
    return lead(document, plan, dot.wire, (p for at, p in enumerate(points) if at != dot.index))


def straighten(document: Document, plan: Plan, wires: Iterable[WireEnd]) -> bool:
    """Lead wires straight to their ends again."""
    keys = {routes.key_of(w, plan.scope.owner) for w in wires if w in plan.links and plan.links[w].via}
    if not keys:
        return False
    after = {k: _unled(thaw(one)) if k in keys else thaw(one) for k, one in document.melody.layout.wires.items()}
    label = f"Straighten {count(len(keys), 'wire')}"
    return document.do(routes.replaced(document.melody, {k: one for k, one in after.items() if one}, label))


def carried(melody: Melody, places: Mapping[str, tuple[int, int]], scope: Scope) -> Edit:
    """Points of wires between cards that go the same way go with them; between cards that part they are dropped.

    Args:
        melody: the document before the cards move.
        places: card id -> its new place.
        scope: the part of the Melody in which they stand.
    """
    before = {key: thaw(one) for key, one in melody.layout.wires.items()}
    after = {}
    for key, one in before.items():
        ways = [_way(melody, end, places, scope) for end in routes.ends(key)]
        if one.get("via") and None not in ways:
            one = routes.moved(one, ways[0] or (0, 0)) if ways[0] == ways[1] else _unled(one)
        if one:
            after[key] = one
    return routes.replaced(melody, after)


def _unled(one: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in one.items() if name != "via"}


def _way(melody: Melody, end: str, places: Mapping[str, tuple[int, int]], scope: Scope) -> Point | None:
    """How far the card at an end moves; None if it stays or is not of this scope."""
    owner, _, name = routes.node_of(end).rpartition("/")
    card = f"{name}.{end.partition('.')[2]}" if name in {"inputs", "outputs"} else name
    if owner != scope.owner or card not in places:
        return None
    place = scope.place(melody, card)
    return (places[card][0] - place[0], places[card][1] - place[1]) if place else None


def end_name(scope: Scope, card: str, port: str) -> str:
    """An end of a wire as the layout names it."""
    role, name = split(card)
    end = f"{role}.{name}" if role != "node" else f"{name}.{port}"
    return f"{scope.owner}/{end}" if scope.owner else end
