"""What gestures ask of the document: each is one edit, so one step of undo.

The only place of the canvas that builds edits. Steps that depend on one another (remove and
heal, insert on a wire) are built one after the other on the Melody as it would then be, and
made together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from harmony.board.canvas import leading
from harmony.board.canvas.match import PortRef, fit, port
from harmony.board.canvas.plan import Plan
from harmony.board.canvas.scope import INPUTS, OUTPUTS, Scope, split
from harmony.board.wording import count
from harmony.errors import EditRefused
from harmony.melody import edits, refactor, routes
from harmony.melody.change import Edit
from harmony.melody.draft import SESSION
from harmony.melody.edits import Step, together
from harmony.melody.model import Melody
from harmony.melody.refs import node_path
from harmony.melody.retype import retype as edit_type
from harmony.melody.wires import WireEnd
from harmony.sdk.types import fits

if TYPE_CHECKING:
    from harmony.board.document import Document
    from harmony.sdk.manifest import NodeType

Places = Mapping[str, tuple[int, int]]

BACK_MAX = 3
"""The bound that a wire which goes back gets when it is drawn."""


def move(document: Document, places: Places, scope: Scope | None = None, *, part_of: str = "", total: int = 0) -> bool:
    """Move cards to places; cards of inputs and outputs too.

    Args:
        document: where.
        places: card id -> its top left corner in scene units.
        scope: the part of the Melody that they are in.
        part_of: moves with the same word here are one step of undo.
        total: so many cards are moved by all of them.
    """
    merge_key = SESSION + part_of if part_of else None
    return _do(document, lambda m: _moved(m, places, scope or Scope(), total), merge_key)


def _moved(melody: Melody, places: Places, scope: Scope, total: int = 0) -> Edit:
    nodes = {scope.key(i): p for i, p in places.items() if split(i)[0] == "node"}
    others = [(split(i), p) for i, p in places.items() if split(i)[0] != "node"]
    steps: list[Step] = [lambda m: edits.move_nodes(m, nodes)] if nodes else []
    for (role, name), at in others:
        path = ("layout", role, scope.key(name))
        steps.append(lambda m, path=path, at=at: edits.set_value(m, path, {"at": list(at)}))  # type: ignore[misc]
    if melody.layout.wires:
        led = leading.carried(melody, places, scope)
        steps.append(lambda m: led)
    return together(melody, f"Move {count(total or len(places), 'card' if others or total else 'node')}", steps)


def duplicate(document: Document, plan: Plan, ids: Iterable[str], offset: tuple[int, int]) -> bool:
    """Copy nodes beside themselves and select the copies."""
    nodes = _paths(plan, ids)
    return bool(nodes) and make_and_select(document, plan, lambda m: refactor.duplicate(m, nodes, offset))


def make_and_select(document: Document, plan: Plan, build: Step) -> bool:
    """Make an edit and select the nodes that are there only since."""
    scope = plan.scope
    before = set(scope.nodes(document.melody))
    done = _do(document, build)
    if done:
        document.select(scope.key(i) for i in scope.nodes(document.melody) if i not in before)
    return done


def _paths(plan: Plan, ids: Iterable[str]) -> list[str]:
    """The paths of those cards that are nodes."""
    return [plan.scope.key(i) for i in ids if split(i)[0] == "node"]


def remove(document: Document, plan: Plan, ids: Iterable[str], wires: Iterable[WireEnd]) -> bool:
    """Remove cards and wires."""
    owner = plan.scope.owner
    ids = list(ids)
    steps = [_unwire(w, plan.scope) for w in _last_first(wires)]
    for card_id in ids:
        role, name = split(card_id)
        if role == INPUTS:
            steps.append(lambda m, name=name: edits.remove_input(m, name, owner))  # type: ignore[misc]
        elif role == OUTPUTS:
            steps.append(lambda m, name=name: edits.remove_output(m, name, owner))  # type: ignore[misc]
    nodes = _paths(plan, ids)
    if nodes:
        steps.append(lambda m: refactor.remove_nodes(m, nodes))
    if not steps:
        return False
    label = f"Remove {count(len(nodes), 'node')}" if nodes else "Remove wires"
    return _do(document, lambda m: steps[0](m) if len(steps) == 1 else together(m, label, steps))


def remove_and_heal(document: Document, plan: Plan, ids: Iterable[str]) -> bool:
    """Remove nodes and wire what came in to where it went on, where types allow."""
    nodes = [i for i in ids if split(i)[0] == "node"]
    bridges = [bridge for i in nodes for bridge in _bridges(plan, i, set(nodes))]
    steps: list[Step] = [lambda m: refactor.remove_nodes(m, _paths(plan, nodes))]
    for source, end in bridges:
        steps.append(lambda m, s=source, e=end: _connect(m, plan, s, e))  # type: ignore[misc]
    label = f"Remove {count(len(nodes), 'node')} and join the wires"
    return bool(nodes) and _do(document, lambda m: together(m, label, steps))


def _bridges(plan: Plan, node: str, gone: set[str]) -> list[tuple[PortRef, PortRef]]:
    """For each wire out of a node, the first wire into it that fits where it leads."""
    found = []
    incoming = sorted(
        (k for k in plan.links_into(node) if k.kind == "data" and k.source not in gone), key=lambda k: k.target_row
    )
    for out in plan.links_out_of(node):
        if out.kind != "data" or out.target in gone or out.target_row < 0:
            continue
        end = PortRef(out.target, "in", out.target_row)
        for into in incoming:
            start = PortRef(into.source, "out", into.source_row)
            if fit(plan, start, end).is_good:
                found.append((start, end))
                break
    return found


def connect(
    document: Document, plan: Plan, start: PortRef, end: PortRef, *, moved: WireEnd | None = None, max: int = 0
) -> bool:
    """Wire an output to an input.

    Args:
        document: where.
        plan: what is shown of it.
        start: the output.
        end: the input.
        moved: the wire that it stands for from now on.
        max: above 0 the wire goes back, and is taken so often at most.
    """
    steps: list[Step] = [_unwire(moved, plan.scope)] if moved is not None else []
    steps.append(lambda m: _connect(m, plan, start, end, max))
    via = plan.links[moved].via if moved is not None and moved in plan.links else ()
    if via:
        key = f"{_end_name(plan, start)} to {_end_name(plan, end)}"
        steps.append(lambda m: routes.set_via(m, key, via))
    label = f"Wire {_ref(plan, start)} to {document.title_of(plan.scope.key(end.card))}"
    return _do(document, lambda m: together(m, label, steps))


def connect_open(document: Document, plan: Plan, start: PortRef, card_id: str) -> str | None:
    """Wire an output to a new port of a node that takes ports of any name; gives the port's name."""
    card = plan.cards[card_id]
    name = _free_name(port(plan, start).name, {p.name for p in card.inputs})
    ref = _ref(plan, start)
    return name if _do(document, lambda m: edits.connect(m, ref, plan.scope.key(card_id), name)) else None


def _free_name(wanted: str, taken: set[str]) -> str:
    from harmony.melody.model import RESERVED

    name, number = wanted if wanted not in RESERVED else f"{wanted}_in", 2
    base = name
    while name in taken:
        name, number = f"{base}_{number}", number + 1
    return name


def disconnect(document: Document, plan: Plan, wires: Iterable[WireEnd]) -> bool:
    """Take wires away."""
    steps = [_unwire(w, plan.scope) for w in _last_first(wires)]
    label = "Remove a wire" if len(steps) == 1 else f"Remove {len(steps)} wires"
    return bool(steps) and _do(document, lambda m: together(m, label, steps))


def add_node(
    document: Document,
    plan: Plan,
    use: str,
    at: tuple[int, int],
    *,
    wire: tuple[PortRef, str] | None = None,
    title: str = "",
) -> str | None:
    """Add a node; gives its id, or None if it was refused.

    Args:
        document: where.
        plan: what is shown of it.
        use: the node type, pinned.
        at: its top left corner.
        wire: a port that is there, and the name of the new node's port to wire it to.
        title: of the node.
    """
    scope = plan.scope
    name = edits.fresh_id(document.melody, use, scope.owner)
    path = scope.key(name)
    options = {"title": title} if title else {}
    if wire is not None and wire[0].side == "out":
        ref = _ref(plan, wire[0])
        made = _do(document, lambda m: edits.add_node(m, path, use, at=at, in_={wire[1]: ref}, **options))
    elif wire is not None:
        end = wire[0]
        steps: list[Step] = [
            lambda m: edits.add_node(m, path, use, at=at, **options),
            lambda m: _wire_in(m, plan, f"{name}.{wire[1]}", end),
        ]
        made = _do(document, lambda m: together(m, f"Add {name}", steps))
    else:
        made = _do(document, lambda m: edits.add_node(m, path, use, at=at, **options))
    return name if made else None


def add_input(document: Document, plan: Plan, name: str, type: str, at: tuple[int, int]) -> str | None:
    """Add an input card to the scope; gives its name, or None if it was refused."""
    scope = plan.scope
    free = _free_name(name, set(scope.inputs(document.melody)))
    steps: list[Step] = [
        lambda m: edits.add_input(m, free, type, scope.owner),
        lambda m: edits.set_value(m, ("layout", INPUTS, scope.key(free)), {"at": list(at)}),
    ]
    return free if _do(document, lambda m: together(m, f"Add input {free}", steps)) else None


def add_output(document: Document, plan: Plan, name: str, ref: str, at: tuple[int, int]) -> str | None:
    """Add an output card that is wired; gives its name, or None if it was refused."""
    scope = plan.scope
    free = _free_name(name, set(scope.outputs(document.melody)))
    steps: list[Step] = [
        lambda m: edits.add_output(m, free, ref, scope.owner),
        lambda m: edits.set_value(m, ("layout", OUTPUTS, scope.key(free)), {"at": list(at)}),
    ]
    return free if _do(document, lambda m: together(m, f"Add output {free}", steps)) else None


def can_insert(plan: Plan, card_id: str, key: WireEnd) -> bool:
    """True if a card fits between the ends of a wire."""
    return _insertion(plan, card_id, key) is not None


def insert_on_wire(document: Document, plan: Plan, card_id: str, key: WireEnd, places: Places) -> bool:
    """Put a card into a wire: what came along it goes through the card from now on."""
    ports = _insertion(plan, card_id, key)
    if ports is None:
        return move(document, places, plan.scope)
    link = plan.links[key]
    into, out = ports
    source, target = PortRef(link.source, "out", link.source_row), PortRef(link.target, "in", link.target_row)
    steps: list[Step] = [
        lambda m: _moved(m, places, plan.scope),
        _unwire(key, plan.scope),
        lambda m: _connect(m, plan, source, into),
        lambda m: _connect(m, plan, out, target),
    ]
    label = f"Insert {document.title_of(plan.scope.key(card_id))}"
    return _do(document, lambda m: together(m, label, steps))


def add_on_wire(document: Document, plan: Plan, use: str, at: tuple[int, int], key: WireEnd) -> str | None:
    """Add a node into a wire; gives its id, or None if it does not fit there."""
    kind, link = document.catalog.find(use), plan.links.get(key)
    if kind is None or link is None or link.kind != "data" or link.target_row < 0 or link.source_row < 0:
        return None
    source, target = PortRef(link.source, "out", link.source_row), PortRef(link.target, "in", link.target_row)
    given, wanted = port(plan, source).type, port(plan, target).type
    into = next((p.name for p in kind.inputs if fits(given, p.type)), "value" if kind.open_inputs else None)
    out = next((p.name for p in kind.outputs if fits(p.type, wanted)), None)
    if into is None or out is None:
        return None
    name = edits.fresh_id(document.melody, use, plan.scope.owner)
    steps: list[Step] = [
        lambda m: edits.add_node(m, plan.scope.key(name), use, at=at, in_={into: _ref(plan, source)}),
        _unwire(key, plan.scope),
        lambda m: _wire_in(m, plan, f"{name}.{out}", target),
    ]
    return name if _do(document, lambda m: together(m, f"Insert {kind.title or name}", steps)) else None


def _insertion(plan: Plan, card_id: str, key: WireEnd) -> tuple[PortRef, PortRef] | None:
    link, card = plan.links.get(key), plan.cards[card_id]
    if link is None or link.kind != "data" or link.target_row < 0 or card_id in (link.source, link.target):
        return None
    start, end = PortRef(link.source, "out", link.source_row), PortRef(link.target, "in", link.target_row)
    into = [r for r in (PortRef(card_id, "in", i) for i in range(len(card.inputs))) if fit(plan, start, r).is_good]
    out = [r for r in (PortRef(card_id, "out", i) for i in range(len(card.outputs))) if fit(plan, r, end).is_good]
    if not into or not out:
        return None
    best_in = min(into, key=lambda r: (fit(plan, start, r).rank, r.row))
    return best_in, min(out, key=lambda r: (fit(plan, r, end).rank, r.row))


def retype(document: Document, path: str, kind: NodeType) -> bool:
    """Let a node be of another type, with its wires as far as they fit."""
    return _do(document, lambda m: edit_type(m, path, kind, document.ports_of(path)))


def set_bound(document: Document, plan: Plan, key: WireEnd, max: int) -> bool:
    """Change how often a wire that goes back is taken at most."""
    path = (*node_path(plan.scope.key(key.target)), *key.field, "max")
    return _do(document, lambda m: edits.set_value(m, path, max, f"Go back at most {max} times"))


def _connect(melody: Melody, plan: Plan, start: PortRef, end: PortRef, max: int = 0) -> Edit:
    return _wire_in(melody, plan, _ref(plan, start), end, max)


def _wire_in(melody: Melody, plan: Plan, ref: str, end: PortRef, max: int = 0) -> Edit:
    role, name = split(end.card)
    if role == OUTPUTS:
        return edits.set_value(melody, (*plan.scope.path, OUTPUTS, name), ref, f"Wire {ref} to {name}")
    target = port(plan, end)
    return edits.connect(melody, ref, plan.scope.key(end.card), target.name, many=target.many, max=max)


def _ref(plan: Plan, start: PortRef) -> str:
    role, name = split(start.card)
    return start.card if role == INPUTS else f"{name}.{port(plan, start).name}"


def _end_name(plan: Plan, ref: PortRef) -> str:
    return leading.end_name(plan.scope, ref.card, port(plan, ref).name)


def _unwire(wire: WireEnd, scope: Scope) -> Step:
    if wire.target == OUTPUTS:
        return lambda m: edits.remove_output(m, wire.port or "", scope.owner)
    target = scope.key(wire.target)
    if wire.port is None:
        return lambda m: edits.remove_order(m, wire.ref, target)
    port_name = wire.port
    return lambda m: edits.disconnect(m, target, port_name, wire.index)


def _last_first(wires: Iterable[WireEnd]) -> list[WireEnd]:
    """Later positions of a list go first, so that the others keep theirs."""
    return sorted(wires, key=lambda w: (w.target, w.port or "", -(w.index or 0)))


def _do(document: Document, build: Callable[[Melody], Edit], merge_key: str | None = None) -> bool:
    """Build an edit and make it; what cannot be done is said by the document."""
    try:
        made = build(document.melody)
    except EditRefused as error:
        document.refused.emit(error.message)
        return False
    return bool(made.changes) and document.do(made, merge_key) is not False
