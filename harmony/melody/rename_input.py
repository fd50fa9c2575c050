"""Giving an input another name, everywhere it is used."""

from __future__ import annotations

from harmony.errors import EditRefused
from harmony.melody import refs, routes
from harmony.melody.apply import raw_at, value_at
from harmony.melody.change import MISSING, Change, Edit, Path
from harmony.melody.editing import edit
from harmony.melody.model import RESERVED, Melody
from harmony.melody.refactor import rename_key
from harmony.melody.usages import input_usages, is_bare, renamed_input


def rename_input(melody: Melody, name: str, new: str, owner: str = "") -> Edit:
    """Give an input another name: in wires, templates, conditions, rules, tests and the layout.

    Args:
        melody: the document.
        name: the input.
        new: its new name.
        owner: the node whose body's input it is: then the node's port changes too; empty: an
            input of the Melody.

    Raises:
        EditRefused: there is no such input, or `new` is taken or reserved.
    """
    scope = refs.scope(melody, owner)
    if scope is None or name not in scope.inputs:
        raise EditRefused(f"There is no input `{name}` (any more): undo, or choose another one")
    if new == name:
        return edit(f"Rename input {name}", [])
    if new in scope.inputs or new in RESERVED:
        raise EditRefused(f"`{new}` is taken: choose another name for the input")
    changes = rename_key(melody, (*refs.scope_path(owner), "inputs"), name, new)
    for usage in input_usages(melody, name, owner):
        if usage.kind == "test":
            changes += rename_key(melody, usage.path[:-1], name, new)
        elif usage.kind in ("wire", "order", "output"):
            changes.append(Change(usage.path, usage.text, f"inputs.{new}"))
        else:
            node = refs.find_node(melody, usage.node) if usage.node else None
            inner = usage.path[len(refs.node_path(usage.node)) :] if usage.node else ()
            whole = node is None or is_bare(node, inner)
            changes.append(Change(usage.path, usage.text, renamed_input(usage.text, name, new, is_bare=whole)))
    here = f"{owner}/inputs" if owner else "inputs"
    names = {f"{here}.{name}": f"{here}.{new}", f"{owner}.{name}": f"{owner}.{new}"}
    led = routes.renamed(melody, lambda end: names.get(end, end))
    return edit(f"Rename input {name} to {new}", [*changes, *_around(melody, name, new, owner), *led])


def _around(melody: Melody, name: str, new: str, owner: str) -> list[Change]:
    """The card's place, or the port of the node whose body it is."""
    path = refs.node_path(owner) if owner else ()
    places: list[Path] = [(*path, "in"), (*path, "with"), (*path, "merge")] if owner else [("layout", "inputs")]
    changes: list[Change] = []
    for place in places:
        if raw_at(melody, (*place, name)) is MISSING:
            continue
        if value_at(melody, (*place, new)) is not MISSING:
            raise EditRefused(f"`{new}` is taken: choose another name for the input")
        changes += rename_key(melody, place, name, new)
    return changes
