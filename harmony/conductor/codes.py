"""Which extensions a run is played with: their versions and the hashes of their code, as its journal names them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from harmony.conductor.events import Record
from harmony.conductor.plan.table import FindType
from harmony.melody.model import Melody, Node
from harmony.sdk.manifest import NodeType

Codes = dict[str, list[str]]
"""`csv@1` to `[version, hash]`."""


def name_of(type: NodeType) -> str:
    """The extension of a node type, with its major version: `csv@1`."""
    return f"{type.id.rpartition('.')[0]}@{type.major}"


def code_of(type: NodeType) -> list[str]:
    """Version and hash of the extension of a node type."""
    return [type.version, type.code_hash]


def uses(nodes: Iterable[Node]) -> Iterator[str]:
    """What nodes use, and all that is called for them or stands in them, as the document has it."""
    todo = list(nodes)
    while todo:
        node = todo.pop()
        yield node.use
        if node.fallback:
            yield from (alternative.use for alternative in node.fallback if alternative.use is not None)
        if node.quality is not None and node.quality.by is not None:
            yield node.quality.by
        if node.reconstruct is not None:
            yield node.reconstruct.use
        if node.compensate is not None:
            yield node.compensate.use
        if node.body is not None:
            todo += node.body.nodes.values()


def codes_of(melody: Melody, melodies: Mapping[str, Melody], find_type: FindType) -> Codes:
    """The extensions that a Melody, and those that it includes, are played with now."""
    named = {use for part in (melody, *melodies.values()) for use in uses(part.nodes.values())}
    types = (find_type(use) for use in sorted(named))
    return {name_of(type): code_of(type) for type in types if type is not None}


def chosen_in(records: Iterable[Record]) -> dict[tuple[str, str], tuple[str, list[str]]]:
    """The Players that were chosen last: node and pass to node type and `[extension, version, hash]`."""
    found = {}
    for record in records:
        if record.kind != "node.started":
            continue
        if record.body.get("extension"):
            found[record.node, record.pass_] = (record.body["player"], record.body["extension"])
        elif found and not record.body.get("resumed"):
            found.pop((record.node, record.pass_), None)
    return found


def codes_in(node: Node, codes: Codes, find_type: FindType) -> tuple[tuple[str, ...], ...]:
    """What of `codes` one node depends on, in an order that is always the same."""
    found = {name_of(type) for use in uses([node]) if (type := find_type(use)) is not None}
    return tuple((name, *codes[name]) for name in sorted(found) if name in codes)
