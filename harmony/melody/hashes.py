"""Hashes of what a Melody does; layout, titles, notes and descriptions do not count."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from harmony.melody.frozen import thaw
from harmony.melody.model import Melody, Node

_SHOWN_ONLY_TOP = ("layout", "description", "version", "tests")
_SHOWN_ONLY = ("title", "notes", "tags")


def logic_hash(melody: Melody) -> str:
    """SHA-256, in hex, of all that can change what a run does.

    Two documents that differ only in layout, titles, notes, tags, descriptions, tests or the
    author's version have the same hash. The order of keys counts: it is the order of wires, of
    equally ready nodes, and of data that templates see.
    """
    return plain_hash(thaw(melody))


def plain_hash(plain: dict[str, Any]) -> str:
    """As `logic_hash`, of a document that is plain data already."""
    logic = {k: v for k, v in plain.items() if k not in _SHOWN_ONLY_TOP}
    if "nodes" in logic:
        logic["nodes"] = {name: _node_logic(node) for name, node in logic["nodes"].items()}
    if "inputs" in logic:
        logic["inputs"] = {name: _without(value, ("description",)) for name, value in logic["inputs"].items()}
    if "secrets" in logic:
        logic["secrets"] = sorted(logic["secrets"])
    return _digest(logic)


def node_hash(node: Node) -> str:
    """SHA-256, in hex, of what one node does, its body included; its id does not count."""
    return _digest(_node_logic(thaw(node)))


def plain_node_hash(plain: dict[str, Any]) -> str:
    """As `node_hash`, of a node that is plain data already."""
    return _digest(_node_logic(plain))


def _node_logic(plain: dict[str, Any]) -> dict[str, Any]:
    logic = _without(plain, _SHOWN_ONLY)
    body = logic.get("body")
    if body and "nodes" in body:
        nodes = {name: _node_logic(node) for name, node in body["nodes"].items()}
        return {**logic, "body": {**body, "nodes": nodes}}
    return logic


def _without(plain: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return plain if plain.keys().isdisjoint(names) else {k: v for k, v in plain.items() if k not in names}


def _digest(plain: Any) -> str:
    # The order of `in` is the order of wires, and templates see the order of their data: order
    # is kept there. Elsewhere it means nothing, but sorting everything would hide both.
    return hashlib.sha256(json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()
