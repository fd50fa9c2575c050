"""What edits are made of: the changes that set, remove, add, place and unwire.

`edits.py` and `refactor.py` put them together; nobody else needs them.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from typing import Any

from pydantic import BaseModel

from harmony.errors import EditRefused
from harmony.melody import form, plain, refs
from harmony.melody.apply import apply, raw_at, value_at
from harmony.melody.change import MISSING, Change, Edit, Path
from harmony.melody.form import is_list, is_mapping, is_model
from harmony.melody.frozen import FrozenDict, thaw
from harmony.melody.model import RESERVED, Melody, Node
from harmony.melody.refs import find_node, node_path, scope_path, split_node

Point = tuple[float, float]
Step = Callable[[Melody], Edit]
"""Builds an edit from a document."""

MAX_LABEL = 40


def edit(label: str, changes: Iterable[Change]) -> Edit:
    """An edit that has no id and time yet: the draft gives them."""
    return Edit("", label, 0.0, tuple(changes))


def together(melody: Melody, label: str, steps: Iterable[Step]) -> Edit:
    """Several edits as one, each built on what the one before leaves.

    Args:
        melody: the document.
        label: for the undo list.
        steps: each builds an edit from the document as it would then be.

    Raises:
        EditRefused: one of them does not fit.
    """
    changes: list[Change] = []
    for step in steps:
        made = step(melody).changes
        melody = apply(melody, made)
        changes.extend(made)
    return edit(label, changes)


def count(number: int, noun: str) -> str:
    """`1 node`, `3 nodes`."""
    return f"{number} {noun}" + ("" if number == 1 else "s")


def name_of(melody: Melody, node: str) -> str:
    """What a person calls a node: its title, else its id.

    Raises:
        EditRefused: there is no such node.
    """
    found = find_node(melody, node)
    if found is None:
        raise EditRefused(f"There is no node `{node}` (any more): undo, or choose another one")
    title = found.title or split_node(node)[1]
    return title if len(title) <= MAX_LABEL else title[: MAX_LABEL - 1] + "…"


def setting(melody: Melody, path: Path, value: Any) -> list[Change]:
    """The changes that set the value at `path`; MISSING takes it out.

    Parents that are not there are made; a mapping that loses its last key goes with it.
    """
    if value is MISSING:
        return removal(melody, path)
    current = value_at(melody, path)
    if current is not MISSING:
        return [] if plain.same(current, value) else [Change(path, current, value)]
    value = thaw(value)
    while len(path) > 1 and raw_at(melody, path[:-1]) is MISSING:
        value = {path[-1]: value}
        path = path[:-1]
    return [Change(path, MISSING, value)]


def removal(melody: Melody, path: Path, gone: frozenset[str] = frozenset()) -> list[Change]:
    """The change that takes a value out, with its then empty parent.

    Args:
        melody: the document.
        path: of the value.
        gone: keys beside it that are taken out before it.
    """
    if raw_at(melody, path) is MISSING:
        return []
    while len(path) > 1:
        parent = raw_at(melody, path[:-1])
        if not _may_go(path[:-1]) or _size(parent) > 1:
            break
        path = path[:-1]
    parent = raw_at(melody, path[:-1])
    follows: Any = MISSING
    if isinstance(parent, FrozenDict):
        follows = plain.before_key(parent, str(path[-1]), gone)
    return [Change(path, value_at(melody, path), MISSING, follows=follows)]


def _size(part: Any) -> int:
    return len(part.model_fields_set) if isinstance(part, BaseModel) else len(part)


def _may_go(path: Path) -> bool:
    """True for mappings and lists of the format that mean nothing when they are empty."""
    if path[-1] in ("nodes", "body") and path[0] != "layout":
        return False
    parts = form.form_at(path)
    return any(is_model(p) or is_mapping(p) or is_list(p) for p in parts) and Node not in parts


def fresh_id(melody: Melody, use: str, owner: str = "", taken: Iterable[str] = ()) -> str:
    """An id that is free beside the nodes of `owner`, made from a node type or an id: `read`, `read_2`."""
    return _free(use, (refs.nodes_of(melody, owner), frozenset(taken)), {})


def fresh_ids(here: Container[str], names: Iterable[str]) -> dict[str, str]:
    """Ids for copies that go beside the nodes in `here`: name -> free id."""
    ids: dict[str, str] = {}
    taken: set[str] = set()
    numbers: dict[str, int] = {}  # where the last search for a base ended
    for name in names:
        ids[name] = _free(name, (here, taken), numbers)
        taken.add(ids[name])
    return ids


def _free(use: str, taken: tuple[Container[str], ...], numbers: dict[str, int]) -> str:
    base = use.partition("@")[0].rpartition(".")[2] or "node"
    while base[-1:].isdigit() and "_" in base and base.rpartition("_")[2].isdigit():
        base = base.rpartition("_")[0]

    def is_taken(name: str) -> bool:
        return name in RESERVED or any(name in names for names in taken)

    if not is_taken(base):
        return base
    number = numbers.get(base, 2)
    while is_taken(f"{base}_{number}"):
        number += 1
    numbers[base] = number
    return f"{base}_{number}"


def check_id(melody: Melody, owner: str, name: str) -> None:
    """Refuse an id that is taken or reserved.

    Raises:
        EditRefused: it is; the message says which.
    """
    if name in RESERVED:
        raise EditRefused(f"`{name}` has a meaning of its own in expressions: choose another id")
    if name in refs.nodes_of(melody, owner):
        raise EditRefused(f"There is a node `{name}` already: choose another id")


def adding(melody: Melody, owner: str, name: str, value: Any, follows: str | None) -> list[Change]:
    """The change that adds a node behind `follows` (None: first)."""
    path = (*scope_path(owner), "nodes")
    if raw_at(melody, path) is MISSING:
        return setting(melody, (*path, name), value)
    return [Change((*path, name), MISSING, value, follows=follows)]


def placing(
    melody: Melody, places: Mapping[str, Point], node: str, follows: str | None = None, before: Iterable[Change] = ()
) -> list[Change]:
    """The change that gives a node a place, in the order of `nodes`.

    Args:
        melody: the document before the edit.
        places: the places to give.
        node: which of them.
        follows: for a node that is not yet in the document: the one it will stand behind.
        before: changes of the same edit that are made before this one.
    """
    value = {"at": [round(places[node][0]), round(places[node][1])]}
    given = [c.path[2] for c in before if c.path[:2] == ("layout", "nodes") and len(c.path) == 3]
    started = any(c.path in (("layout",), ("layout", "nodes")) for c in before)
    if not started and raw_at(melody, ("layout", "nodes")) is MISSING:
        return setting(melody, ("layout", "nodes", node), value)
    known = {*melody.layout.nodes, *map(str, given)}
    for change in before:
        if change.path in (("layout",), ("layout", "nodes")):
            known |= set(plain.get(change.after, ("nodes",) if len(change.path) == 1 else ()))
    return [Change(("layout", "nodes", node), MISSING, value, follows=_place_behind(melody, node, follows, known))]


def _place_behind(melody: Melody, node: str, follows: str | None, known: set[str]) -> str | None:
    """The place that stands before a node's own, in the order of `nodes`."""
    owner, name = split_node(node)
    prefix = owner + "/" if owner else ""
    last: dict[str, str] = {}
    for key in known if not melody.layout.nodes else [*melody.layout.nodes, *(known - set(melody.layout.nodes))]:
        if key.startswith(prefix):
            last[key[len(prefix) :].partition("/")[0]] = key
    siblings = list(refs.nodes_of(melody, owner))
    if name in siblings:
        siblings = siblings[: siblings.index(name)]
    elif follows in siblings:
        siblings = siblings[: siblings.index(follows) + 1]
    found = next((last[other] for other in reversed(siblings) if other in last), None)
    return found if found is not None else (owner if owner in known else None)


def unwiring(melody: Melody, target: str, port: str, indexes: set[int] | None) -> list[Change]:
    """The changes that take wires out of a port (all, if None), with what only concerned them."""
    path = (*node_path(target), "in", port)
    current = value_at(melody, path)
    if isinstance(current, list) and indexes is not None and len(indexes) < len(current):
        return [Change((*path, at), current[at], MISSING) for at in sorted(indexes, reverse=True)]
    return removal(melody, path) + removal(melody, (*node_path(target), "merge", port))


def leaving(melody: Melody, path: Path, names: set[str]) -> list[Change]:
    """The changes that take references to nodes out of a list (or a single text) of them."""
    current = value_at(melody, path)
    if isinstance(current, str):
        return removal(melody, path) if refs.head(current) in names or current in names else []
    if not isinstance(current, list):
        return []
    hits = [at for at, ref in enumerate(current) if ref in names or refs.head(ref) in names]
    if hits and len(hits) == len(current):
        return removal(melody, path)
    return [Change((*path, at), current[at], MISSING) for at in reversed(hits)]
