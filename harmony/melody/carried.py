"""Keeps the lines of nodes, comments and all, when an edit takes them into a body or out of one.

Such an edit removes nodes and adds others that hold the same; what is added would be written
anew. Here each node's lines are taken along, changed where the node changed, and indented for
their new place. The writer uses them only if they say exactly the value that is added.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from harmony.errors import EditRefused
from harmony.melody import form
from harmony.melody.change import MISSING, Change, Edit, Path
from harmony.melody.diff import differences
from harmony.melody.text import blocks, dump
from harmony.melody.text.blocks import Group
from harmony.melody.write import Text

LinesOf = Callable[[Path], str | None]
"""Gives the lines of a node at the top, with the comments above it; None where they are not apart."""

_BODY: dict[str, Any] = {"body": {"nodes": {}}}
_EMPTY = re.compile(r"^( *)nodes: \{\}$", re.MULTILINE)
_AT = 2


def carried(made: Edit, lines_of: LinesOf) -> Edit:
    """The edit, with the lines of nodes that it moves between the top level and a body."""
    removed = {str(c.path[1]): c.before for c in made.changes if _is_node(c) and c.after is MISSING}
    added = {str(c.path[1]): c.after for c in made.changes if _is_node(c) and c.before is MISSING}
    sources: dict[str, str | None] = {}
    for name, value in added.items():
        inner = _nodes_in(value)
        if inner and all(key in removed for key in inner):
            sources[name] = _gathered(name, value, {key: (removed[key], lines_of(("nodes", key))) for key in inner})
    for name, value in removed.items():
        inner = _nodes_in(value)
        if inner and len(inner) == len(added) and name not in added:
            sources |= _spread(lines_of(("nodes", name)), inner, added)
    changes = [
        replace(c, source=sources.get(str(c.path[1]))) if _is_node(c) and c.before is MISSING else c
        for c in made.changes
    ]
    return replace(made, changes=tuple(changes))


def _is_node(change: Change) -> bool:
    return len(change.path) == 2 and change.path[0] == "nodes"


def _nodes_in(value: Any) -> Mapping[str, Any]:
    body = value.get("body") if isinstance(value, Mapping) else None
    return (body.get("nodes") or {}) if isinstance(body, Mapping) else {}


def _gathered(name: str, value: Any, parts: Mapping[str, tuple[Any, str | None]]) -> str | None:
    """The lines of a node whose body holds nodes that stood beside it."""
    after = _nodes_in(value)
    bare = {**value, "body": {**value["body"], "nodes": {}}}
    text = "\n".join(dump.entry(name, bare, _AT, form.form_at(("nodes", name)))) + "\n"
    place = _EMPTY.search(text)
    if place is None:
        return None
    column = len(place[1]) + dump.STEP
    lines = []
    for key, (before, source) in parts.items():
        line = _relined(source, (key, before), (key, after[key]), column)
        lines.append(line or "\n".join(dump.entry(key, after[key], column, form.form_at(("nodes", key)))) + "\n")
    return f"{text[: place.start()]}{place[1]}nodes:\n{''.join(lines)}{text[place.end() + 1 :]}"


def _spread(source: str | None, inner: Mapping[str, Any], added: Mapping[str, Any]) -> dict[str, str | None]:
    """The lines of nodes that stood in the body of one whose lines are given."""
    group = _opened(source)
    if group is None:
        return {}
    found: dict[str, str | None] = {}
    for (key, before), (new, after) in zip(inner.items(), added.items(), strict=True):
        part = group.get(key)
        found[new] = _relined(part if isinstance(part, str) else None, (key, before), (new, after), _AT)
    return found


def _opened(source: str | None) -> Group | None:
    """The nodes of a body as blocks; None where they do not stand as such."""
    group: Any = blocks.open_child(source, _BODY) if source else None
    for key in ("body", "nodes"):
        group = group[key] if isinstance(group, Group) and key in group else None
    return group if isinstance(group, Group) else None


def _relined(source: str | None, old: tuple[str, Any], new: tuple[str, Any], column: int) -> str | None:
    """A node's lines with its key and values as they are now, at another column."""
    shifted = _shifted(source, _AT) if source else None
    if shifted is None:
        return None
    text = Text(f"nodes:\n{shifted}")
    try:
        if old[0] != new[0]:
            text.apply(
                [
                    Change(("nodes", old[0]), old[1], MISSING, follows=None),
                    Change(("nodes", new[0]), MISSING, old[1], follows=None),
                ]
            )
        text.apply(differences({"nodes": {new[0]: old[1]}}, {"nodes": {new[0]: new[1]}}))
    except EditRefused:
        return None
    return _shifted(text.source.partition("\n")[2], column)


def _shifted(source: str, column: int) -> str | None:
    """Lines whose key stands at another column; None if one of them begins left of the key."""
    lines = source.splitlines()
    first = next((line for line in lines if line.strip() and not line.lstrip().startswith("#")), "")
    by = column - (len(first) - len(first.lstrip()))
    if by < 0 and any(line.strip() and line[:-by].strip() for line in lines):
        return None
    moved = [line if not line.strip() else " " * by + line if by > 0 else line[-by:] for line in lines]
    return "".join(f"{line}\n" for line in moved).removeprefix("\n") if moved else None
