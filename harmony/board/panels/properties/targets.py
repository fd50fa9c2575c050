"""What a form edits: the parameters or the policy of one node or of several, or the Melody itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from harmony.board.document import Document
from harmony.board.panels.properties.field import MIXED
from harmony.board.panels.properties.schemas import MELODY, value_at
from harmony.board.wording import count
from harmony.melody import edits
from harmony.melody.change import MISSING, Path
from harmony.melody.edits import together
from harmony.melody.frozen import thaw
from harmony.melody.refs import node_path
from harmony.melody.wires import WireEnd

SHORT = {"timeout": "attempt", "concurrency_key": "key"}
"""Options with a short form, and the part of the long form that it means."""


def schema_of(document: Document, ids: Sequence[str]) -> Mapping[str, Any]:
    """The schema for nodes: of the only one, or what all of them have alike."""
    schemas = [_schema(document, node) for node in ids]
    if len(schemas) == 1:
        return schemas[0]
    first = schemas[0].get("properties", {})
    common = {n: p for n, p in first.items() if all(s.get("properties", {}).get(n) == p for s in schemas[1:])}
    return {"type": "object", "properties": common}


def _schema(document: Document, node_id: str) -> Mapping[str, Any]:
    kind, node = document.type_of(node_id), document.node(node_id)
    return kind.params if kind else guess(node.with_ if node else {})


def params(document: Document, ids: Sequence[str]) -> dict[str, Any]:
    """Values of parameters; MIXED where nodes differ."""
    return _merged([thaw(node.with_) for node in map(document.node, ids) if node is not None])


def policy(document: Document, ids: Sequence[str], names: Sequence[str]) -> dict[str, Any]:
    """Values of the policy by dotted names; MIXED where nodes differ."""
    plains = [thaw(node) for node in map(document.node, ids) if node is not None]
    return _merged([{n: _policy_value(p, n) for n in names} for p in plains])


def _merged(tables: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    names = dict.fromkeys(name for table in tables for name in table)
    merged = {}
    for name in names:
        values = [table.get(name, MISSING) for table in tables]
        merged[name] = values[0] if all(v == values[0] and type(v) is type(values[0]) for v in values) else MIXED
    return merged


def set_param(document: Document, ids: Sequence[str], name: str, value: Any, session: str = "") -> None:
    """Set a parameter of nodes, in one step of undo; of one session it is one step however long it takes."""
    key = f"{session}{','.join(ids)}.with.{name}"
    if len(ids) == 1:
        document.try_edit(edits.set_param, ids[0], name, value, merge_key=key)
        return
    steps = [lambda m, node=node: edits.set_param(m, node, name, value) for node in ids]
    label = f"Set {name} of {count(len(ids), 'node')}"
    document.try_edit(lambda m: together(m, label, steps), merge_key=key)


def set_policy(document: Document, ids: Sequence[str], dotted: str, value: Any) -> None:
    """Set an option of nodes by its dotted name, in one step of undo."""
    places = [_policy_edit(document, node, dotted, value) for node in ids]
    key = f"{','.join(ids)}.{dotted}"
    if len(ids) == 1:
        document.try_edit(edits.set_value, *places[0], merge_key=key)
        return
    steps = [lambda m, place=place: edits.set_value(m, *place) for place in places]
    label = f"Set {dotted.replace('.', ' ')} of {count(len(ids), 'node')}"
    document.try_edit(lambda m: together(m, label, steps), merge_key=key)


def _policy_edit(document: Document, node_id: str, dotted: str, value: Any) -> tuple[Path, Any]:
    """Where an option is written, and what."""
    node, root = document.node(node_id), node_path(node_id)
    head, _, name = dotted.partition(".")
    now = thaw(node).get(head) if node is not None else None
    if head == "join":
        return (*root, head), join_with(now, name, value)
    if value is MISSING and name in ("use", "key"):
        return (*root, head), MISSING  # the rest means nothing without it
    if head in SHORT:
        whole = long_with(now, SHORT[head], name, value)
        # Written part by part while it stays long: then its comments stay too.
        is_long = isinstance(now, dict) and isinstance(whole, dict)
        return ((*root, head, name), value) if is_long else ((*root, head), whole)
    return (*root, *dotted.split(".")), value


def join_with(now: Any, name: str, value: Any) -> Any:
    """A `join` with another value of one of its parts, in the shortest form; MISSING for the usual `all`.

    Args:
        now: as the file has it; None without one.
        name: `need`, `wait` and so on.
        value: `all`, `any`, a number or a share as text for `need`; MISSING takes the part away.
    """
    parts = dict(now) if isinstance(now, dict) else {"need": 1} if now == "any" else {}
    if name == "need" and value is not MISSING:
        value = MISSING if value == "all" else 1 if value == "any" else int(value) if value.isdigit() else value
    parts.pop(name, None)
    if value is not MISSING:
        parts = {"need": value} | parts if name == "need" else parts | {name: value}
    return MISSING if not parts else "any" if parts == {"need": 1} else parts


def long_with(now: Any, short: str, name: str, value: Any) -> Any:
    """An option with another value of one of its parts, in the shortest form; MISSING without parts.

    Args:
        now: as the file has it: in its short form, as a mapping, or None.
        short: the part that the short form means.
        name: the part that is set.
        value: MISSING takes the part away.
    """
    parts = dict(now) if isinstance(now, dict) else {} if now is None else {short: now}
    if value is MISSING:
        parts.pop(name, None)
    else:
        parts[name] = value
    return MISSING if not parts else parts[short] if set(parts) == {short} else parts


def _policy_value(plain: Mapping[str, Any], name: str) -> Any:
    head, _, part = name.partition(".")
    if name == "join.need":
        need = "any" if plain.get("join") == "any" else value_at(plain, name, MISSING)
        return need if need is MISSING else "any" if need == 1 else str(need)
    if part and SHORT.get(head) == part and not isinstance(plain.get(head), dict):
        return MISSING if plain.get(head) is None else plain[head]
    return value_at(plain, name, MISSING)


def cut(document: Document, node_id: str, wire: WireEnd) -> None:
    """Take away a wire that the wiring of a node lists; its ends are named as in the body the node is in."""
    owner = node_id.rpartition("/")[0]
    target = f"{owner}/{wire.target}" if owner else wire.target
    if wire.port is None:
        document.try_edit(edits.remove_order, wire.source, target)
    elif wire.target == "outputs":
        document.try_edit(edits.remove_output, wire.port, owner)
    else:
        document.try_edit(edits.disconnect, target, wire.port, wire.index)


def melody(document: Document) -> dict[str, Any]:
    """Values of the Melody's own form."""
    found = document.melody
    plain: dict[str, Any] = {"name": found.name}
    if found.description:
        plain["description"] = found.description
    if found.version is not None:
        plain["version"] = found.version
    if "run" in found.model_fields_set:
        plain["run"] = thaw(found.run)
    return {name: value_at(plain, name, MISSING) for name in MELODY["properties"]}


def set_melody(document: Document, dotted: str, value: Any) -> None:
    """Set a value of the Melody itself."""
    document.try_edit(edits.set_value, tuple(dotted.split(".")), value, merge_key=dotted)


def guess(values: Mapping[str, Any]) -> dict[str, Any]:
    """A schema for a node whose type is not installed: fields for what is there."""
    kinds = ((bool, "boolean"), (int, "integer"), (float, "number"), (str, "string"), (tuple, "array"))
    properties = {}
    for name, value in values.items():
        kind = next((word for type_, word in kinds if isinstance(value, type_)), "object")
        properties[name] = {"title": name, "type": kind}
    return {"type": "object", "properties": properties}
