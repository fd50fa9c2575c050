"""Another node type for a node, with its wires and parameters as far as the new type has a place for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from harmony.melody import refs, routes
from harmony.melody.apply import apply
from harmony.melody.change import MISSING, Change, Edit
from harmony.melody.editing import edit, name_of
from harmony.melody.edits import disconnect, set_field, set_param
from harmony.melody.interface import Ports, has_error_port
from harmony.melody.model import Melody, Node
from harmony.melody.refactor import rename_key
from harmony.melody.usages import port_usages
from harmony.sdk.manifest import NodeType, Port
from harmony.sdk.types import fits

Step = Callable[[Melody], Iterable[Change]]


def retype(melody: Melody, node: str, kind: NodeType, before: Ports) -> Edit:
    """Let a node be of another type, at the same place and under the same id.

    A wire goes to the port of the same name, else to the first free port whose type fits; a wire
    in that finds none is taken away, one out stays and is told as a problem. Parameters that the
    new type does not know go. All of it is one edit, so nothing is lost that undo does not bring back.

    Args:
        melody: the document.
        node: path of the node.
        kind: what it is to be.
        before: the ports that it has now.

    Raises:
        EditRefused: there is no such node.
    """
    who, found = name_of(melody, node), refs.find_node(melody, node)
    assert found is not None
    steps: list[Step] = [lambda m: set_field(m, node, "use", kind.use).changes]
    steps += [partial(_drop_param, node, name) for name in _unknown(found, kind)]
    for old, new in _inputs(found, kind, before):
        if new is None:
            steps.append(partial(_drop_wire, node, old))
        elif new != old:
            steps.append(partial(_rename_input, node, old, new))
    steps += [partial(_rename_output, node, old, new) for old, new in _outputs(found, kind, before)]
    changes: list[Change] = []
    for step in steps:
        made = tuple(step(melody))
        melody = apply(melody, made)
        changes.extend(made)
    return edit(f"Change {who} to {kind.title or kind.id}", changes)


def _drop_param(node: str, name: str, melody: Melody) -> Iterable[Change]:
    return set_param(melody, node, name, MISSING).changes


def _drop_wire(node: str, port: str, melody: Melody) -> Iterable[Change]:
    return disconnect(melody, node, port).changes


def _unknown(node: Node, kind: NodeType) -> list[str]:
    """Parameters that the new type does not take; an unwired input may have a value among them."""
    known = {*kind.params.get("properties", {}), *(p.name for p in kind.inputs)}
    return [] if kind.params.get("additionalProperties") else [name for name in node.with_ if name not in known]


def _inputs(node: Node, kind: NodeType, before: Ports) -> list[tuple[str, str | None]]:
    """Each wired input with its name from now on; None where there is no place for it."""
    taken = {name for name in node.in_ if kind.input(name)}
    found: list[tuple[str, str | None]] = []
    for name in node.in_:
        if name in taken or kind.open_inputs:
            found.append((name, name))
            continue
        old = before.input(name)
        free = (p for p in kind.inputs if p.name not in taken and (old is None or fits(old.type, p.type)))
        new = next(free, None)
        if new is not None:
            taken.add(new.name)
        found.append((name, new.name if new else None))
    return found


def _outputs(node: Node, kind: NodeType, before: Ports) -> list[tuple[str, str]]:
    """Each output that is called otherwise from now on, and how."""
    found = []
    for old in before.outputs:
        is_kept = kind.output(old.name) is not None or kind.dynamic_outputs
        if is_kept or (old.name == "error" and has_error_port(node)):
            continue
        new = _best(kind.outputs, old)
        if new is not None:
            found.append((old.name, new.name))
    return found


def _best(ports: Iterable[Port], old: Port) -> Port | None:
    fitting = [p for p in ports if fits(p.type, old.type)]
    return next((p for p in fitting if p.type == old.type), fitting[0] if fitting else None)


def _rename_input(node: str, old: str, new: str, melody: Melody) -> list[Change]:
    path, found = refs.node_path(node), refs.find_node(melody, node)
    changes = rename_key(melody, (*path, "in"), old, new)
    if found is not None and old in found.merge:
        changes += rename_key(melody, (*path, "merge"), old, new)
    end = f"{node}.{old}"
    return changes + routes.renamed(melody, lambda one: f"{node}.{new}" if one == end else one)


def _rename_output(node: str, old: str, new: str, melody: Melody) -> list[Change]:
    name = refs.split_node(node)[1]
    wires = [u for u in port_usages(melody, node, old) if u.kind in ("wire", "output")]
    changes = [Change(u.path, u.text, f"{name}.{new}") for u in wires]
    end = f"{node}.{old}"
    return changes + routes.renamed(melody, lambda one: f"{node}.{new}" if one == end else one)
