"""Edits as pure functions: a document and what a person wants give an `Edit`.

Nothing is changed here: `Draft.do` (or `apply`) makes the changes. Nodes are named by their
path of ids (`triage/label`), so that bodies are edited alike. Those that reach through the
whole document (remove, rename, paste) are in `refactor.py` and are named here too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from harmony.errors import EditRefused
from harmony.melody import plain, refs, routes
from harmony.melody.apply import value_at
from harmony.melody.change import MISSING, Change, Edit, Path
from harmony.melody.editing import (
    Point,
    Step,
    adding,
    check_id,
    count,
    edit,
    fresh_id,
    leaving,
    name_of,
    placing,
    removal,
    setting,
    together,
    unwiring,
)
from harmony.melody.frozen import thaw
from harmony.melody.model import RESERVED, Melody
from harmony.melody.refactor import add_nodes, duplicate, remove_nodes, rename_id
from harmony.melody.refs import node_path, split_node
from harmony.melody.rename_input import rename_input

__all__ = [
    "Step",
    "add_input",
    "add_node",
    "add_nodes",
    "add_output",
    "connect",
    "disconnect",
    "duplicate",
    "fresh_id",
    "move_nodes",
    "order_after",
    "remove_input",
    "remove_nodes",
    "remove_order",
    "remove_output",
    "rename_id",
    "rename_input",
    "rename_title",
    "set_field",
    "set_param",
    "set_value",
    "together",
]


def set_value(melody: Melody, path: Path, value: Any, label: str = "") -> Edit:
    """Set any value of the document; MISSING takes it out.

    Args:
        melody: the document.
        path: keys from the root, as in the file.
        value: plain data.
        label: for the undo list; by default it names the key.
    """
    word = "Remove" if value is MISSING else "Change"
    return edit(label or f"{word} {plain.spell(path[-1:])}", setting(melody, path, value))


def set_field(melody: Melody, node: str, key: str, value: Any) -> Edit:
    """Set an option of a node (`when`, `retry` …); MISSING takes it out."""
    who = name_of(melody, node)
    return edit(f"Set {key} of {who}", setting(melody, (*node_path(node), key), value))


def set_param(melody: Melody, node: str, name: str, value: Any) -> Edit:
    """Set a parameter of a node; MISSING goes back to its default."""
    who = name_of(melody, node)
    return edit(f"Set {name} of {who}", setting(melody, (*node_path(node), "with", name), value))


def rename_title(melody: Melody, node: str, title: str) -> Edit:
    """Give a node another title; an empty one shows the id."""
    who = name_of(melody, node)
    return edit(f"Rename {who}", setting(melody, (*node_path(node), "title"), title or MISSING))


def add_node(
    melody: Melody, node: str, use: str, *, at: Point | None = None, after: str | None = None, **options: Any
) -> Edit:
    """Add a node behind the first node that it is wired from.

    Args:
        melody: the document.
        node: its path of ids; the last one must be free (`fresh_id`).
        use: the node type with its major version, as the catalog pins it: `csv.read@1`.
        at: where its card stands, in scene units.
        after: id of the node to put it behind in the file, if it is not wired.
        options: keys of the node as in the file, `in_` and `with_` for `in` and `with`.
    """
    value = {"use": use, **{key.rstrip("_"): thaw(item) for key, item in options.items()}}
    owner, name = split_node(node)
    check_id(melody, owner, name)
    follows = _behind(melody, owner, value, at, after)
    changes = adding(melody, owner, name, value, follows)
    if at is not None:
        changes += placing(melody, {node: at}, node, follows)
    return edit(f"Add {value.get('title') or name}", changes)


def _behind(melody: Melody, owner: str, value: Mapping[str, Any], at: Point | None, after: str | None) -> str | None:
    nodes = refs.nodes_of(melody, owner)
    for wire in (value.get("in") or {}).values():
        for item in wire if isinstance(wire, list) else [wire]:
            ref = item if isinstance(item, str) else item.get("from", "")
            if refs.head(ref) in nodes:
                return refs.head(ref)
    if after in nodes:
        return after
    near = _nearest(melody, owner, at) if at is not None else None
    return near or next(reversed(nodes), None)


def _nearest(melody: Melody, owner: str, at: Point) -> str | None:
    """The node whose card stands nearest to the left: two people who add apart do not collide."""
    prefix = owner + "/" if owner else ""
    best, found = float("inf"), None
    for key, place in melody.layout.nodes.items():
        name = key[len(prefix) :]
        if not key.startswith(prefix) or "/" in name or place.at[0] > at[0]:
            continue
        distance = (place.at[0] - at[0]) ** 2 + (place.at[1] - at[1]) ** 2
        if distance < best and name in refs.nodes_of(melody, owner):
            best, found = distance, name
    return found


def move_nodes(melody: Melody, places: Mapping[str, Point]) -> Edit:
    """Move cards; touches the layout alone.

    Args:
        melody: the document.
        places: node path -> its top left corner in scene units; rounded to whole ones.
    """
    changes: list[Change] = []
    for node, at in places.items():
        point = [round(at[0]), round(at[1])]
        current = melody.layout.nodes.get(node)
        if current is None:
            changes += placing(melody, places, node, before=changes)
        elif list(current.at) != point:
            changes.append(Change(("layout", "nodes", node, "at"), list(current.at), point))
    return edit(f"Move {count(len(places), 'node')}", changes)


def connect(
    melody: Melody, source: str, target: str, port: str, *, many: bool = False, index: int | None = None, max: int = 0
) -> Edit:
    """Wire `node.port` to an input port.

    Args:
        melody: the document.
        source: `node.port`, or `inputs.name`.
        target: path of the node that the wire goes to.
        port: its input port.
        many: the port takes several wires: add this one to them; else it takes their place.
        index: position among them; None: the last.
        max: above 0 the wire goes back, and is taken so often at most.
    """
    who = name_of(melody, target)
    wire: Any = {"from": source, "back": True, "max": max} if max else source
    path = (*node_path(target), "in", port)
    current = value_at(melody, path)
    label = f"Wire {source} to {who}"
    if current is MISSING or not many:
        end, start = f"{target}.{port}", _beside(target, source)
        led = routes.gone(melody, lambda one, other: other == end and one != start)
        return edit(label, setting(melody, path, wire) + led)
    if not isinstance(current, list):
        items = [current]
        items.insert(len(items) if index is None else index, wire)
        return edit(label, setting(melody, path, items))
    return edit(label, [Change((*path, len(current) if index is None else index), MISSING, wire)])


def disconnect(melody: Melody, target: str, port: str, index: int | None = None) -> Edit:
    """Take a wire out of an input port; without `index` all of the port's wires."""
    who = name_of(melody, target)
    path = (*node_path(target), "in", port)
    wire = MISSING if index is None else value_at(melody, (*path, index))
    source = wire["from"] if isinstance(wire, dict) else wire
    led = routes.gone_at(melody, f"{target}.{port}", _beside(target, source) if isinstance(source, str) else None)
    changes = unwiring(melody, target, port, None if index is None else {index})
    return edit(f"Unwire {port} of {who}", changes + led)


def _beside(target: str, ref: str) -> str:
    """An end of a wire into `target` as the layout names it."""
    owner = split_node(target)[0]
    return f"{owner}/{ref}" if owner else ref


def order_after(melody: Melody, source: str, target: str) -> Edit:
    """Let `target` wait for the node `source` without taking data from it."""
    path = (*node_path(target), "after")
    current = value_at(melody, path)
    names = [] if current is MISSING else [current] if isinstance(current, str) else list(current)
    label = f"Order {name_of(melody, target)} after {source}"
    if isinstance(current, list) and current:
        return edit(label, [] if source in names else [Change((*path, len(names)), MISSING, source)])
    return edit(label, setting(melody, path, names if source in names else [*names, source]))


def remove_order(melody: Melody, source: str, target: str) -> Edit:
    """Take `source` out of what `target` waits for."""
    label = f"Unorder {name_of(melody, target)} after {source}"
    led = routes.gone_at(melody, target, _beside(target, source))
    return edit(label, leaving(melody, (*node_path(target), "after"), {source}) + led)


def add_input(melody: Melody, name: str, type: str = "any", owner: str = "", **options: Any) -> Edit:
    """Ask a run (or the owner of a body) for a value: `default`, `choices`, `description` as in the file."""
    part = refs.scope(melody, owner)
    if name in RESERVED or (part is not None and name in part.inputs):
        raise EditRefused(f"`{name}` is taken: choose another name for the input")
    path = (*refs.scope_path(owner), "inputs", name)
    return edit(f"Add input {name}", setting(melody, path, {"type": type, **options}))


def remove_input(melody: Melody, name: str, owner: str = "") -> Edit:
    """Take out an input of the Melody or of a body, with the wires from it and its card's place."""
    ref, prefix = f"inputs.{name}", owner + "/" if owner else ""
    changes: list[Change] = []
    for node, found in refs.nodes_of(melody, owner).items():
        for port, wire in found.in_.items():
            items = wire if isinstance(wire, tuple) else (wire,)
            hits = {at for at, item in enumerate(items) if item == ref}
            if hits:
                changes += unwiring(melody, prefix + node, port, hits)
    changes += removal(melody, ("layout", "inputs", prefix + name))
    changes += routes.gone(melody, lambda source, _target: source == prefix + ref)
    return edit(f"Remove input {name}", [*changes, *removal(melody, (*refs.scope_path(owner), "inputs", name))])


def add_output(melody: Melody, name: str, ref: str, owner: str = "") -> Edit:
    """Give `node.port` back as an output of the run, or of a body."""
    return edit(f"Add output {name}", setting(melody, (*refs.scope_path(owner), "outputs", name), ref))


def remove_output(melody: Melody, name: str, owner: str = "") -> Edit:
    """Give an output back no more."""
    path = f"{owner}/{name}" if owner else name
    end = f"{owner}/outputs.{name}" if owner else f"outputs.{name}"
    changes = removal(melody, ("layout", "outputs", path)) + routes.gone_at(melody, end)
    changes += removal(melody, (*refs.scope_path(owner), "outputs", name))
    return edit(f"Remove output {name}", changes)
