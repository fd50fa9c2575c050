"""Edits that reach through the whole document: removing, renaming, copying nodes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from harmony.melody import plain, refs, routes
from harmony.melody.apply import raw_at, value_at
from harmony.melody.change import MISSING, Change, Edit, Path
from harmony.melody.editing import (
    Point,
    adding,
    check_id,
    count,
    edit,
    fresh_ids,
    leaving,
    name_of,
    placing,
    removal,
    unwiring,
)
from harmony.melody.frozen import thaw
from harmony.melody.model import Melody, Node
from harmony.melody.refs import node_path, scope_path, split_node


def remove_nodes(melody: Melody, nodes: Iterable[str]) -> Edit:
    """Remove nodes with the wires into and out of them, their places, frames, outputs, test pins."""
    gone = list(dict.fromkeys(nodes))
    names = [name_of(melody, node) for node in gone]
    among = set(gone)
    gone = [node for node in gone if not any(owner in among for owner in _owners(node))]
    changes: list[Change] = []
    for owner in dict.fromkeys(split_node(node)[0] for node in gone):
        changes += _unname(melody, owner, {split_node(n)[1] for n in gone if split_node(n)[0] == owner})
    changes += _unplace(melody, set(gone))
    for owner in dict.fromkeys(split_node(node)[0] for node in gone):
        changes += _take_out(melody, owner, {split_node(n)[1] for n in gone if split_node(n)[0] == owner})
    return edit(f"Remove {names[0]}" if len(names) == 1 else f"Remove {count(len(names), 'node')}", changes)


def _owners(node: str) -> Iterator[str]:
    """The nodes in whose bodies a node is, the nearest first."""
    while "/" in node:
        node = node.rpartition("/")[0]
        yield node


def _take_out(melody: Melody, owner: str, names: set[str]) -> list[Change]:
    path = (*scope_path(owner), "nodes")
    return _each_out(melody, path, [name for name in refs.nodes_of(melody, owner) if name in names])


def _each_out(melody: Melody, path: Path, keys: Iterable[str]) -> list[Change]:
    """Take keys, given in the order of the file, out of a mapping, each knowing what it stood behind."""
    parent, gone, changes = raw_at(melody, path), set[str](), list[Change]()
    last: str | None = None
    wanted = set(keys)
    for key in parent:
        if key in wanted:
            changes.append(Change((*path, key), value_at(melody, (*path, key)), MISSING, follows=last))
            gone.add(key)
        else:
            last = key
    return changes


def _unname(melody: Melody, owner: str, names: set[str]) -> list[Change]:
    """Take out what names the nodes in their scope."""
    changes: list[Change] = []
    prefix = owner + "/" if owner else ""
    for name, node in refs.nodes_of(melody, owner).items():
        if name not in names and any(refs.head(ref) in names for _, ref in refs.named_by(node)):
            changes += _unwire(melody, prefix + name, node, names)
    outputs = value_at(melody, (*scope_path(owner), "outputs"))
    hits = [] if outputs is MISSING else [key for key, ref in outputs.items() if refs.head(ref) in names]
    changes += _keys_out(melody, (*scope_path(owner), "outputs"), hits)
    if not owner:
        changes += _keys_out(melody, ("layout", "outputs"), [k for k in hits if k in melody.layout.outputs])
        changes += _untest(melody, names)
    return changes


def _keys_out(melody: Melody, path: Path, keys: list[str]) -> list[Change]:
    if not keys:
        return []
    parent = raw_at(melody, path)
    if len(keys) == len(parent):  # the mapping would be empty: it goes as a whole
        return removal(melody, path)
    return _each_out(melody, path, keys)


def _unwire(melody: Melody, node: str, found: Node, names: set[str]) -> list[Change]:
    """Take the wires from `names` out of one node."""
    changes: list[Change] = []
    path = node_path(node)
    whole: list[str] = []
    for port, wire in found.in_.items():
        items = wire if isinstance(wire, tuple) else (wire,)
        hits = {at for at, w in enumerate(items) if refs.head(w if isinstance(w, str) else w.from_) in names}
        if hits and len(hits) == len(items):
            whole.append(port)
        elif hits:
            changes += unwiring(melody, node, port, hits)
    changes += _keys_out(melody, (*path, "in"), whole)
    changes += _keys_out(melody, (*path, "merge"), [port for port in whole if port in found.merge])
    changes += leaving(melody, (*path, "after"), names) + leaving(melody, (*path, "cancels"), names)
    for key, call in (("reconstruct", found.reconstruct), ("compensate", found.compensate)):
        if call is not None:
            hits_of = [port for port, ref in call.in_.items() if refs.head(ref) in names]
            changes += _keys_out(melody, (*path, key, "in"), hits_of)
    return changes


def _unplace(melody: Melody, nodes: set[str]) -> list[Change]:
    """Take out places and frame membership of nodes and of all in their bodies."""

    def is_gone(key: str) -> bool:
        return key in nodes or any(owner in nodes for owner in _owners(key))

    changes = _keys_out(melody, ("layout", "nodes"), [key for key in melody.layout.nodes if is_gone(key)])
    if changes and changes[0].path == ("layout",):
        return changes
    for at, frame in enumerate(melody.layout.frames):
        path = ("layout", "frames", at, "nodes")
        hits = [i for i, key in enumerate(frame.nodes) if is_gone(key)]
        changes += [Change((*path, i), frame.nodes[i], MISSING) for i in reversed(hits)]
    notes = melody.layout.notes
    hits = [i for i, note in enumerate(notes) if note.body and is_gone(note.body)]
    if hits and len(hits) == len(notes):
        changes += removal(melody, ("layout", "notes"))
    else:
        changes += [Change(("layout", "notes", i), thaw(notes[i]), MISSING) for i in reversed(hits)]
    return changes + routes.gone_with(melody, nodes)


def _untest(melody: Melody, names: set[str]) -> list[Change]:
    changes: list[Change] = []
    for at, test in enumerate(melody.tests):
        pins = [key for key in test.pins if refs.head(key) in names]
        states = [key for key in test.expect.states if key.partition("/")[0] in names]
        changes += [c for key in pins for c in removal(melody, ("tests", at, "pins", key))]
        changes += [c for key in states for c in removal(melody, ("tests", at, "expect", "states", key))]
    return changes


def rename_id(melody: Melody, node: str, new: str) -> Edit:
    """Give a node another id, everywhere it is named: wires, order, outputs, layout, frames, rules, tests.

    Raises:
        EditRefused: there is no such node, or `new` is taken or reserved.
    """
    name_of(melody, node)
    owner, old = split_node(node)
    if new == old:
        return edit(f"Rename {old}", [])
    check_id(melody, owner, new)
    changes = rename_key(melody, (*scope_path(owner), "nodes"), old, new)
    for name, found in refs.nodes_of(melody, owner).items():
        path = (*scope_path(owner), "nodes", new if name == old else name)
        changes += [
            Change((*path, *inner), ref, refs.renamed(ref, new))
            for inner, ref in refs.named_by(found)
            if refs.head(ref) == old
        ]
    part = refs.scope(melody, owner)
    for key, ref in part.outputs.items() if part is not None else ():
        if refs.head(ref) == old:
            changes.append(Change((*scope_path(owner), "outputs", key), ref, refs.renamed(ref, new)))
    changes += _rename_places(melody, node, (owner + "/" if owner else "") + new)
    if not owner:
        changes += _rename_rules(melody, old, new) + _rename_tests(melody, old, new)
    return edit(f"Rename {old} to {new}", changes)


def rename_key(melody: Melody, path: Path, old: str, new: str) -> list[Change]:
    """A key of a mapping called otherwise, at the same place: a removal and an addition."""
    value = value_at(melody, (*path, old))
    follows = plain.before_key(raw_at(melody, path), old)
    return [
        Change((*path, old), value, MISSING, follows=follows),
        Change((*path, new), MISSING, value, follows=follows),
    ]


def _moved(key: str, old: str, new: str) -> str | None:
    """A node path below `old` as it is below `new`; None if it is elsewhere."""
    if key == old:
        return new
    return new + key[len(old) :] if key.startswith(old + "/") else None


def _rename_places(melody: Melody, old: str, new: str) -> list[Change]:
    changes: list[Change] = []
    last: str | None = None
    for key, place in melody.layout.nodes.items():
        moved = _moved(key, old, new)
        if moved is not None:
            path, value = ("layout", "nodes"), thaw(place)
            changes.append(Change((*path, key), value, MISSING, follows=last))
            changes.append(Change((*path, moved), MISSING, value, follows=last))
        last = moved or key
    for at, frame in enumerate(melody.layout.frames):
        for i, key in enumerate(frame.nodes):
            moved = _moved(key, old, new)
            if moved is not None:
                changes.append(Change(("layout", "frames", at, "nodes", i), key, moved))
    for at, note in enumerate(melody.layout.notes):
        moved = _moved(note.body, old, new)
        if note.body and moved is not None:
            changes.append(Change(("layout", "notes", at, "body"), note.body, moved))

    def rename(end: str) -> str:
        node, dot, port = end.partition(".")
        return (_moved(node, old, new) or node) + dot + port

    return changes + routes.renamed(melody, rename)


def _rename_rules(melody: Melody, old: str, new: str) -> list[Change]:
    changes: list[Change] = []
    for at, rule in enumerate(melody.rules):
        check = refs.in_expression(rule.check, old, new)
        if check != rule.check:
            changes.append(Change(("rules", at, "check"), rule.check, check))
        if not isinstance(rule.else_, str) and rule.else_.repeat == old:
            changes.append(Change(("rules", at, "else", "repeat"), old, new))
    return changes


def _rename_tests(melody: Melody, old: str, new: str) -> list[Change]:
    changes: list[Change] = []
    for at, test in enumerate(melody.tests):
        for path, keys in ((("pins",), test.pins), (("expect", "states"), test.expect.states)):
            where: Path = ("tests", at, *path)
            value = value_at(melody, where)
            renamed = {
                refs.renamed(k, new) if refs.head(k) == old else _moved(k, old, new) or k: v for k, v in keys.items()
            }
            if value is not MISSING and list(renamed) != list(keys):
                changes.append(Change(where, value, thaw(renamed)))
    return changes


def add_nodes(
    melody: Melody,
    nodes: Mapping[str, Any],
    places: Mapping[str, Point],
    *,
    owner: str = "",
    after: str | None = None,
    keep_wires: bool = True,
    wires: Mapping[str, Any] | None = None,
) -> Edit:
    """Paste nodes: ids that are taken get a new one, wires among them follow, wires to nodes that are not here go.

    Args:
        melody: the document.
        nodes: id -> plain node, in order.
        places: id -> where its card stands, in scene units; of nodes in its body by path (`triage/label`).
        owner: the node into whose body they go.
        after: the node to stand behind; by default the last of the scope.
        keep_wires: wires from nodes that are here already, and from inputs, are kept.
        wires: routes of the wires among them, by name: `load.rows to check.rows`.
    """
    here = refs.nodes_of(melody, owner)
    ids = fresh_ids(here, nodes)
    known = {*here, "inputs"} if keep_wires else set()
    changes: list[Change] = []
    placed: list[Change] = []
    follows = after if after in here else next(reversed(here), None)
    prefix = owner + "/" if owner else ""
    spots = {prefix + ids[name]: at for name, at in places.items() if name in ids}
    anchor = follows
    for name, value in nodes.items():
        changes += adding(melody, owner, ids[name], _rewired(value, ids, known), follows)
        follows = ids[name]
        if prefix + ids[name] in spots:
            if placed:
                spot = spots[prefix + ids[name]]
                placed.append(_placed_behind(placed, prefix + ids[name], spot))
            else:
                placed += placing(melody, spots, prefix + ids[name], anchor)
    for key, at in places.items():
        name, inner, rest = key.partition("/")
        if inner and name in ids and placed:
            placed.append(_placed_behind(placed, f"{prefix}{ids[name]}/{rest}", at))
    led = routes.added(melody, wires or {}, ids, prefix) if placed else []
    return edit(f"Paste {count(len(nodes), 'node')}", [*changes, *placed, *led])


def _placed_behind(changes: list[Change], node: str, at: Point) -> Change:
    value = {"at": [round(at[0]), round(at[1])]}
    return Change(("layout", "nodes", node), MISSING, value, follows=_last_placed(changes))


def _last_placed(changes: list[Change]) -> str:
    last = changes[-1]
    if len(last.path) == 3:
        return str(last.path[-1])
    return str(next(reversed(plain.get(last.after, ("nodes",) if len(last.path) == 1 else ()))))


def _rewired(value: Any, ids: Mapping[str, str], here: set[str]) -> dict[str, Any]:
    """A pasted node whose wires lead to the pasted copies, else to nodes that are `here`."""
    node = Node.model_validate(thaw(value))
    data = thaw(node)
    for path, ref in reversed(list(refs.named_by(node))):
        name = refs.head(ref)
        if name in ids:
            change = Change(path, ref, refs.renamed(ref, ids[name]))
        elif name in here:
            continue
        else:
            at = path[:-1] if path[-1] == "from" and path[0] == "in" else path
            change = Change(at, plain.get(data, at), MISSING)
        data = plain.put(data, change.path, change)
    for key in ("in", "after", "cancels"):
        if key in data and not data[key]:
            del data[key]
        elif key == "in" and key in data:
            data[key] = {port: wire for port, wire in data[key].items() if wire != []} or {}
    return {key: item for key, item in data.items() if key != "in" or item}


def duplicate(melody: Melody, nodes: Iterable[str], offset: Point = (40, 40)) -> Edit:
    """Copy nodes of one scope, the wires among them and those from nodes before them.

    Args:
        melody: the document.
        nodes: paths of ids.
        offset: of the copies' cards from the originals, in scene units.
    """
    chosen = list(nodes)
    owner = split_node(chosen[0])[0] if chosen else ""
    names = {split_node(node)[1] for node in chosen}
    order = [name for name in refs.nodes_of(melody, owner) if name in names]
    prefix = owner + "/" if owner else ""
    spots = {}
    for key, place in melody.layout.nodes.items():
        name = key[len(prefix) :]
        if key.startswith(prefix) and name.partition("/")[0] in names:
            by = (0, 0) if "/" in name else offset  # what is in a body stands where it stood
            spots[name] = (place.at[0] + by[0], place.at[1] + by[1])
    copies = {name: thaw(refs.nodes_of(melody, owner)[name]) for name in order}
    led = routes.among(melody, names, owner, offset)
    made = add_nodes(melody, copies, spots, owner=owner, after=order[-1] if order else None, wires=led)
    return edit(f"Duplicate {count(len(order), 'node')}", made.changes)
