"""What an expression of a node can name, with what the last run gave: for pickers, completion and previews. No Qt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from harmony.board.document import Document
from harmony.board.wording import artifact as described
from harmony.board.wording import has_value, short
from harmony.melody.wires import wires_into

MOST_FIELDS = 40


@dataclass(frozen=True, slots=True)
class Name:
    """Something that can be named.

    Attributes:
        expression: as it is written: `rows`, `inputs.folder`, `rows[0].name`.
        type: of the value, as ports say it; empty if it is not known.
        sample: what it was in the run that is shown, in a few words; empty if nothing is known.
        inner: fields of the value.
        artifact: whose fields can be asked for, if they are not known here.
    """

    expression: str
    type: str = ""
    sample: str = ""
    inner: tuple[Name, ...] = ()
    artifact: Any = None


def slots(document: Document, node_id: str) -> dict[str, Any]:
    """Input port to the artifact that came along its wire, a list of them, `{"input": name}`, or None."""
    node = document.node(node_id)
    owner = node_id.rpartition("/")[0]
    found: dict[str, Any] = {}
    for wire in wires_into(node_id.rpartition("/")[2], node) if node else ():
        if wire.port is None:
            continue
        slot = _slot(document, owner, wire.source, wire.source_port)
        if wire.index is None:
            found[wire.port] = slot
        else:
            found.setdefault(wire.port, []).append(slot)
    return found


def _slot(document: Document, owner: str, source: str, port: str | None) -> Any:
    if source == "inputs":
        return {"input": port} if not owner else None
    path = f"{owner}/{source}" if owner else source
    track = document.playing.tracks.get(path) if document.playing else None
    outputs = track.outputs if track else {}
    if port is None and len(outputs) == 1:
        return next(iter(outputs.values()))
    return outputs.get(port or "")


def around(document: Document, node_id: str) -> dict[str, Any]:
    """What the body around a node gives its expressions, for the engine: `item` as a slot, plain `names`."""
    owner = node_id.rpartition("/")[0]
    node = document.node(owner) if owner else None
    if node is None:
        return {}
    if node.use.startswith("flow.each"):
        return {"item": slots(document, owner).get("items"), "names": {"index": 0}}
    return {"names": {"iteration": 0, "previous": None}} if node.use.startswith("flow.repeat") else {}


def names(document: Document, node_id: str) -> list[Name]:
    """Everything that can be named in a node, its own ports first."""
    node = document.node(node_id)
    if node is None:
        return []
    given = slots(document, node_id)
    types = {p.name: p.type for p in document.ports_of(node_id).inputs}
    found = [_port(name, types.get(name, ""), slot) for name, slot in given.items()]
    owner = node_id.rpartition("/")[0]
    outer = document.node(owner) if owner else None
    declared = outer.body.inputs if outer and outer.body else document.melody.inputs if not owner else {}
    for name, spec in declared.items():
        kind = spec.type if isinstance(spec.type, str) else "json"
        found.append(Name(f"inputs.{name}", kind, short(spec.default, 40) if not spec.is_required else ""))
    if outer is not None and outer.use.startswith("flow.each"):
        found += [Name("item", "any"), Name("index", "integer")]
    if outer is not None and outer.use.startswith("flow.repeat"):
        found += [Name("previous", "json"), Name("iteration", "integer")]
    found += [Name("run.id", "text"), Name("run.elapsed", "number"), Name("quality", "number")]
    return found + [Name(f"secrets.{name}", "secret") for name in document.melody.secrets]


def _port(name: str, kind: str, slot: Any) -> Name:
    if not isinstance(slot, dict) or "hash" not in slot:
        return Name(name, kind)
    kind = str(slot.get("type") or kind)
    if has_value(slot):
        return Name(name, kind, described(slot), tuple(fields(name, slot["value"])))
    return Name(name, kind, described(slot), artifact=slot)


def fields(expression: str, value: Any) -> Iterator[Name]:
    """What lies in a value: keys of an object, columns of rows."""
    if isinstance(value, dict):
        for key, item in list(value.items())[:MOST_FIELDS]:
            inner = f"{expression}.{key}" if str(key).isidentifier() else f"{expression}[{key!r}]"
            yield Name(inner, "", short(item, 40), tuple(fields(inner, item)) if isinstance(item, dict) else ())
    elif isinstance(value, list):
        yield Name(f"{expression} | length", "integer", str(len(value)))
        first = value[0] if value else None
        if isinstance(first, dict):
            yield from fields(f"{expression}[0]", first)
        elif value:
            yield Name(f"{expression}[0]", "", short(first, 40))


def flat(found: list[Name]) -> list[str]:
    """All that can be named, for completion."""
    return [n for name in found for n in (name.expression, *flat(list(name.inner)))]
