"""Decisions of a person about conflicts of a merge, as edits: mine, theirs, or both side by side."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any, Final, Literal

from harmony.errors import EditRefused
from harmony.melody import plain, refs
from harmony.melody.apply import apply
from harmony.melody.change import MISSING, Change, Edit, Path
from harmony.melody.editing import name_of
from harmony.melody.edits import set_value
from harmony.melody.frozen import thaw
from harmony.melody.merge import Conflict
from harmony.melody.model import Melody
from harmony.melody.refactor import add_nodes

Side = Literal["mine", "theirs", "both"]
FROM_FILE: Final = " (from the file)"
_ASIDE: Final = 40


def node_of(path: Path) -> tuple[str, Path]:
    """The node that a place of the document belongs to, by its path of ids, and the place within it.

    Empty for what belongs to no node; a card's place in the layout belongs to its node.
    """
    if path[:2] == ("layout", "nodes") and len(path) > 2:
        return str(path[2]), path
    ids: list[str] = []
    rest = path
    while len(rest) > 1 and rest[0] == "nodes":
        ids.append(str(rest[1]))
        rest = rest[2:]
        if rest[:2] != ("body", "nodes"):
            break
        rest = rest[1:]
    return "/".join(ids), rest


def by_node(conflicts: Iterable[Conflict]) -> dict[str, tuple[Conflict, ...]]:
    """Conflicts by the node that they are about; those about no node under an empty name."""
    found: dict[str, tuple[Conflict, ...]] = {}
    for one in conflicts:
        name = node_of(one.path)[0]
        found[name] = (*found.get(name, ()), one)
    return found


def can_keep_both(melody: Melody, conflicts: Iterable[Conflict]) -> bool:
    """True if the conflicts are about one node that is there on both sides."""
    groups = by_node(conflicts)
    name = next(iter(groups), "")
    if len(groups) != 1 or not name or refs.find_node(melody, name) is None:
        return False
    logic = [c for c in groups[name] if c.path[0] == "nodes"]
    return bool(logic) and all(node_of(c.path)[1] for c in logic)


def settle(melody: Melody, conflicts: Iterable[Conflict], side: Side) -> Edit:
    """The edit that settles conflicts.

    It has an id of its own, so that it is a step of undo even where it changes nothing: to keep
    one's own side is a decision too.

    Args:
        melody: the document, which has one's own side.
        conflicts: what is decided.
        side: `mine`; `theirs`; `both`: one's own stays, theirs is added beside it as a node of its own.

    Raises:
        EditRefused: a value does not fit any more, or there are no two nodes to keep.
    """
    chosen = tuple(conflicts)
    name = next(iter(by_node(chosen)), "")
    what = name_of(melody, name) if name and refs.find_node(melody, name) is not None else name or "the document"
    words = {"mine": "Keep mine", "theirs": "Take the file's side", "both": "Keep both"}
    changes: list[Change] = []
    if side == "theirs":
        for one in chosen:
            made = set_value(melody, one.path, one.theirs).changes
            melody = apply(melody, made)
            changes.extend(made)
    elif side == "both":
        changes.extend(_beside(melody, name, chosen))
    return Edit(f"decided-{uuid.uuid4().hex[:12]}", f"{words[side]}: {what}", 0.0, tuple(changes))


def _beside(melody: Melody, name: str, conflicts: tuple[Conflict, ...]) -> tuple[Change, ...]:
    """Their node added beside one's own."""
    if not can_keep_both(melody, conflicts):
        raise EditRefused("Both sides can be kept where both have the node: choose mine or theirs")
    found = refs.find_node(melody, name)
    value: dict[str, Any] = thaw(found)
    for one in conflicts:
        inner = node_of(one.path)[1]
        if one.path[0] == "nodes":
            value = plain.put(value, inner, Change(inner, plain.get(value, inner), one.theirs))
    title = value.get("title") or refs.split_node(name)[1]
    value["title"] = title if title.endswith(FROM_FILE) else title + FROM_FILE
    owner, own = refs.split_node(name)
    place = melody.layout.nodes.get(name)
    spots = {own: (place.at[0] + _ASIDE, place.at[1] + 4 * _ASIDE)} if place is not None else {}
    return add_nodes(melody, {own: value}, spots, owner=owner, after=own).changes


def is_missing(value: object) -> bool:
    """True for a side on which there is nothing."""
    return value is MISSING
