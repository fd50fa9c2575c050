"""Brings documents of older formats up to the present one, step by step.

A step changes copies of the plain data and of the places together, so that problems found
after an upgrade still name the line of the file. Nothing is changed when a step fails.

`harmony/0` was the dialect before the first release: `steps` instead of `nodes`, `args`
instead of `with`, `settings` instead of `run`, and a wire to an input of the Melody written
`$NAME` instead of `inputs.NAME`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from harmony.errors import FormatTooNew, MelodyError
from harmony.melody.model import FORMAT

Step = Callable[[dict[str, Any], dict[str, Any]], None]


@dataclass(frozen=True, slots=True)
class Upgraded:
    """An upgraded document.

    Attributes:
        data: plain data in the present format.
        tree: its places, as `Places` wants them.
        since: the format that it was written in; empty if it was the present one.
    """

    data: dict[str, Any]
    tree: Any = None
    since: str = ""


def upgrade(data: dict[str, Any], tree: Any = None) -> Upgraded:
    """Bring a document to the present format; `data` itself is never changed.

    Args:
        data: plain data of the whole document.
        tree: its places, if it has any.

    Raises:
        FormatTooNew: the document says a newer format.
        MelodyError: it is no document of the format that it says, or says one nobody knows.
    """
    written = data.get("format")
    if written is None or written == FORMAT:
        return Upgraded(data, tree)
    version = _version(written)
    if version > _version(FORMAT):
        raise FormatTooNew(
            f"this file has the format {written}; this Harmony reads up to {FORMAT}. "
            "Open it with the Harmony that wrote it, or install the newest one"
        )
    copy, places = _copy(data), _copy(tree) if isinstance(tree, dict) else {}
    for number in range(version, _version(FORMAT)):
        try:
            STEPS[number](copy, places)
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise MelodyError(
                f"the upgrade from harmony/{number} to harmony/{number + 1} failed: {error}; nothing was changed"
            ) from error
        copy["format"] = f"harmony/{number + 1}"
    return Upgraded(copy, places, str(written))


def _version(written: object) -> int:
    name, _, number = str(written).partition("/")
    if name != "harmony" or not (number.isascii() and number.isdigit()) or len(number) > 6:
        raise MelodyError(f"“{written}” is no format of a Melody; this Harmony writes {FORMAT}")
    return int(number)


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _copy(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_copy(v) for v in value]
    if isinstance(value, tuple):
        return tuple(_copy(v) for v in value)
    return value


def _rename(data: dict[str, Any], tree: Any, old: str, new: str) -> None:
    """Give a key another name, in its place."""
    if old not in data:
        return
    if new in data:
        raise ValueError(f"both `{old}` and `{new}` are there")
    for mapping in (data, tree):
        if isinstance(mapping, dict) and old in mapping:
            items = [(new if k == old else k, v) for k, v in mapping.items()]
            mapping.clear()
            mapping.update(items)


def _inside(tree: Any, key: str | int) -> Any:
    """The places inside one value."""
    found = tree.get(key) if isinstance(tree, dict) else None
    return found[2] if found else {}


def _from_0(data: dict[str, Any], tree: Any) -> None:
    """harmony/0 to harmony/1."""
    _rename(data, tree, "settings", "run")
    _nodes_from_0(data, tree)


def _nodes_from_0(part: dict[str, Any], tree: Any) -> None:
    """The nodes of a Melody or of a body."""
    _rename(part, tree, "steps", "nodes")
    nodes = part.get("nodes") or {}
    if not isinstance(nodes, dict):
        raise ValueError("`steps` must be a mapping from id to step")
    places = _inside(tree, "nodes")
    for name, node in nodes.items():
        if not isinstance(node, dict):
            raise ValueError(f"step `{name}` must be a mapping")
        inside = _inside(places, name)
        _rename(node, inside, "args", "with")
        for alternative in node.get("fallback") or ():
            if isinstance(alternative, dict):
                _rename(alternative, {}, "args", "with")
        if isinstance(node.get("in"), dict):
            node["in"] = {port: _wire_from_0(wire) for port, wire in node["in"].items()}
        if isinstance(node.get("body"), dict):
            _nodes_from_0(node["body"], _inside(inside, "body"))


def _wire_from_0(wire: Any) -> Any:
    if isinstance(wire, str) and wire.startswith("$"):
        return "inputs." + wire[1:]
    if isinstance(wire, list):
        return [_wire_from_0(w) for w in wire]
    return wire


STEPS: dict[int, Step] = {0: _from_0}
"""From a version to the next; every version before the present one has its step."""
