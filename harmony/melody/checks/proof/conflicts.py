"""Several writers on one port, one output or one file."""

from __future__ import annotations

from collections.abc import Iterator

from harmony.melody.checks.part import Part
from harmony.melody.checks.proof.paths import Paths, is_type
from harmony.melody.checks.words import findings
from harmony.melody.expressions import has_expression
from harmony.melody.model import BackWire, Node, WireList

CODE = "proof.conflict"
ONE_VALUE = frozenset("text integer number boolean table image file path bytes datetime".split())
"""Types of ports that cannot hold what several wires bring, which is a list."""
FIXED = {
    "flow.each": ("failed", "report"),
    "flow.repeat": ("passes",),
    "flow.join": ("all", "late"),
}
"""Outputs that these nodes have besides those that the author names."""
MAX_WRITERS = 8
"""Writers of one file that a further one is compared with."""


def prove_conflicts(part: Part, paths: Paths) -> None:
    """Ports, outputs and files of a part."""
    for name, node in part.nodes.items():
        _check_ports(part, name, node)
        _check_outputs(part, name, node)
    _check_files(part, paths)


def _check_ports(part: Part, name: str, node: Node) -> None:
    ports, type = part.ports(name), part.type(name)
    params = type.params.get("properties", {}) if type is not None else {}
    for port_name, value in node.in_.items():
        port = ports.input(port_name)
        if port_name in node.with_ and port_name not in params and type is not None:
            message = f"`{port_name}` has a wire and a value: only one of them can be used"
            hint = "Delete one of them"
            part.report.add(CODE, part.at(name, "with", port_name), message, hint, severity="warning", is_key=True)
        if not isinstance(value, tuple):
            continue
        path = part.at(name, "in", port_name)
        is_single = port is not None and not port.many and port.type in ONE_VALUE and port_name not in node.merge
        if port is not None and is_single and len(value) > 1 and not _is_loop(value):
            message = f"{len(value)} wires write to port `{port_name}`, which holds one value of type {port.type}"
            hint = f"Say what becomes of them: `merge: {{{port_name}: first}}` (or last, best, union, concat …)"
            part.report.add(CODE, path, message, hint, severity="warning")
        for index, ref in _doubles(value):
            message = f"port `{port_name}` is given `{ref}` twice"
            part.report.add(CODE, (*path, index), message, "Delete one of them", severity="note")


def _is_loop(value: WireList) -> bool:
    """A back wire and one forward wire take turns: the port has one value at a time (19)."""
    return len(value) == 2 and any(isinstance(w, BackWire) and w.back for w in value)


def _doubles(value: WireList) -> Iterator[tuple[int, str]]:
    seen = set()
    for index, wire in enumerate(value):
        ref = wire.from_ if isinstance(wire, BackWire) else wire
        if ref in seen:
            yield index, ref
        seen.add(ref)


def _check_outputs(part: Part, name: str, node: Node) -> None:
    """Outputs whose name the node itself uses."""
    for use, fixed in FIXED.items():
        if not is_type(node, use):
            continue
        given, field = (node.in_, "in") if use == "flow.join" else (node.body.outputs if node.body else {}, "body")
        for output in fixed:
            if output in given:
                path = part.at(name, "in", output) if field == "in" else part.at(name, "body", "outputs", output)
                message = f"`{use}` has an output `{output}` of its own, and this one takes its place"
                part.report.add(CODE, path, message, "Use another name", severity="warning", is_key=True)


def _check_files(part: Part, paths: Paths) -> None:
    """Two nodes that write the same file in no order, and items that overwrite one another's."""
    writers: dict[str, list[str]] = {}
    for name, node in part.nodes.items():
        file = _file(part, name, node)
        if file is None or name in paths.dead:
            continue
        if _is_same_for_all_items(part, node, file):
            message = f"every item writes the same file, `{file}`: each overwrites the one before"
            hint = "Make the name differ, as in `{{ index }}.csv`"
            part.report.add(CODE, part.at(name, "with", "path"), message, hint, severity="warning")
        for other in writers.setdefault(file, [])[-MAX_WRITERS:]:
            if _may_meet(part, paths, name, other):
                message = f"`{other}` and `{name}` write the same file, `{file}`, in no order"
                hint = f"Give one another file, or order them: `after: [{other}]`"
                part.report.add(CODE, part.at(name, "with", "path"), message, hint, severity="warning")
                break
        writers[file].append(name)


def _file(part: Part, name: str, node: Node) -> str | None:
    """The file that a node replaces, as it is written; None if it writes none."""
    type, file = part.type(name), node.with_.get("path")
    if type is None or not isinstance(file, str) or not file or node.pin is not None:
        return None
    effects = node.effects or type.effects
    return file if effects == "writes" and "path" in type.params.get("properties", {}) else None


def _is_same_for_all_items(part: Part, node: Node, file: str) -> bool:
    """True if a path in the body of a for-each is the same whatever the item."""
    if "item" not in part.extras:
        return False
    if not has_expression(file):
        return True
    error, looked = findings(part.shared.expressions, file, is_bare=False)
    # In a body within a body the owner's ports may hold the item.
    still = {"inputs", "run"} if len(part.path) == 3 else {"run"}
    return error is None and all(look_up[0] in still and look_up[0] not in node.in_ for look_up in looked)


def _may_meet(part: Part, paths: Paths, one: str, other: str) -> bool:
    if paths.excludes(one, other):
        return False
    graph = part.graph
    return other not in graph.upstream(one) and one not in graph.upstream(other)
