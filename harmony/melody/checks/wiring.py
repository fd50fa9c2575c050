"""Wires: nodes and ports that are not there, types that do not fit, inputs that are missing."""

from __future__ import annotations

from harmony.melody.checks.part import Part
from harmony.melody.interface import Ports
from harmony.melody.model import RESERVED, Node
from harmony.melody.problems import closest, did_you_mean
from harmony.melody.wires import WireEnd, parse_ref
from harmony.sdk.manifest import Port
from harmony.sdk.types import fits, item_type


def check_wires(part: Part) -> None:
    """Every wire of a part, and every input that has none."""
    for name, node in part.nodes.items():
        wires = part.wires[name]
        ports = part.ports(name)
        for wire in wires:
            given = _source_type(part, wire)
            if wire.port is not None:
                _check_target(part, node, wire, given, ports)
        _check_required(part, name, node, ports)
    for name, ref in part.outputs.items():
        _check_output(part, name, ref)


def _source_type(part: Part, wire: WireEnd) -> str | None:
    """Type of what a wire brings; None if that is not known, or the wire comes from nowhere."""
    if wire.is_input:
        return _input_type(part, wire)
    path = part.at(wire.target, *wire.field)
    if wire.source not in part.nodes:
        hint = did_you_mean(wire.source, part.nodes, what="Nodes here")
        if wire.source in part.inputs:
            hint = f"An input is written `inputs.{wire.source}`"
        part.report.add("wire.nowhere", path, f"`{wire.ref}` comes from a node that is not there", hint)
        return None
    port = part.ports(wire.source).output(wire.source_port)
    if port is None:
        _report_port(part, wire.source, wire.source_port, path)
        return None
    return port.type


def _report_port(part: Part, source: str, port: str | None, path: tuple[str | int, ...]) -> None:
    """Report an output port that is not there."""
    ports = part.ports(source)
    if ports.open_outputs:
        return
    names = [p.name for p in ports.outputs]
    if port is not None:
        hint = did_you_mean(port, names, what="Its outputs") or "It has no outputs"
        if port == "error":
            hint = "A node has an `error` port only with `on_error: route`"
        part.report.add("wire.nowhere", path, f"node `{source}` has no output port `{port}`", hint)
    elif names and path[-2:-1] != ("after",) and path[-1] != "after":
        message = f"node `{source}` has several output ports: say which"
        part.report.add("wire.unclear", path, message, "Write one of " + ", ".join(f"`{source}.{n}`" for n in names))
    elif not names and path[-2:-1] != ("after",) and path[-1] != "after":
        part.report.add("wire.nowhere", path, f"node `{source}` has no output port", "Use `after` to order only")


def _input_type(part: Part, wire: WireEnd) -> str | None:
    path = part.at(wire.target, *wire.field)
    name = wire.source_port
    if name is None:
        part.report.add("wire.unclear", path, "a wire from `inputs` names one of them", "Write `inputs.NAME`")
        return None
    if name in part.inputs:
        return part.inputs[name]
    hint = did_you_mean(name, part.inputs, what="Inputs here")
    if part.path:
        hint = hint or "A body sees the input ports of its node: wire one there"
    part.report.add(
        "wire.nowhere", path, f"there is no input `{name}`", hint or f"Add it under `inputs`: `{name}: {{}}`"
    )
    return None


def _check_target(part: Part, node: Node, wire: WireEnd, given: str | None, ports: Ports) -> None:
    """The input port that a wire leads to, and whether the type fits."""
    name = wire.port or ""
    port = ports.input(name)
    if name in RESERVED:
        hint = "Use another name"
        part.report.add("id.reserved", part.at(wire.target, "in", name), f"`{name}` is reserved", hint, is_key=True)
    if port is None:
        if not ports.open_inputs and wire.index in (None, 0):
            hint = did_you_mean(name, [p.name for p in ports.inputs], what="Its inputs")
            params = part.type(wire.target)
            if params is not None and name in params.params.get("properties", {}):
                hint = f"`{name}` is a parameter: give it in `with`, as in `{name}: '{{{{ PORT }}}}'`"
            message = f"`{node.use}` has no input port `{name}`"
            path = part.at(wire.target, "in", name)
            part.report.add("wire.port", path, message, hint or "It takes no wires", is_key=True)
        return
    if given == "secret":
        _check_secret(part, wire)
    if given is None or given == "any" or port.type == "any":
        return
    _check_type(part, node, wire, given, port)


def _check_secret(part: Part, wire: WireEnd) -> None:
    """A secret goes only to node types that may have secrets; flow nodes pass it on."""
    type = part.type(wire.target)
    if type is not None and not type.secrets and not type.is_flow:
        message = f"`{type.id}` may not have secrets (`{wire.ref}`)"
        hint = "Wire it to a node type that declares secrets, such as http.request"
        part.report.add("secret.type", part.at(wire.target, *wire.field), message, hint)


def _check_type(part: Part, node: Node, wire: WireEnd, given: str, port: Port) -> None:
    wanted = _wanted(node, wire, port)
    if wanted is None or fits(given, wanted):
        return
    message = f"`{wire.ref}` gives {given}, and port `{wire.port}` wants {wanted}: there is no conversion"
    hint = f"Put a node between that makes {wanted} of it, such as data.set or python.code"
    part.report.add("wire.type", part.at(wire.target, *wire.field), message, hint)


def _wanted(node: Node, wire: WireEnd, port: Port) -> str | None:
    """The type that one wire must bring to a port; None if every type may come."""
    strategy = node.merge.get(wire.port or "")
    if strategy in ("first", "last", "best"):
        return port.type
    if strategy == "sum":
        return "number"
    if strategy is not None:
        return None
    if wire.index is None and not port.many:
        return port.type
    # Several wires arrive as a list: each brings an item of it.
    return item_type(port.type) or (port.type if port.many and port.type != "list" else None)


def _check_required(part: Part, name: str, node: Node, ports: Ports) -> None:
    """Inputs that must be wired or given; a node that does not run needs none."""
    if node.pin is not None or not node.enabled:
        return
    for port in ports.inputs:
        if not port.required or port.name in node.in_ or port.name in node.with_ or port.many:
            continue
        if part.type(name) is None:
            continue
        code, message = "input.missing", f"input port `{port.name}` of `{node.use}` has no wire"
        hint = f"Wire it (`in: {{{port.name}: NODE.PORT}}`) or give it a value in `with`"
        near = closest(port.name, [w for w in node.in_ if ports.input(w) is None])
        path = part.at(name, "in") if node.in_ else part.at(name)
        part.report.add(code, path, message, f"Is `{near}` meant for it?" if near else hint, is_key=True)


def _check_output(part: Part, name: str, ref: str) -> None:
    """An output of a Melody or body."""
    path = (*part.path, "outputs", name)
    if name in RESERVED:
        part.report.add("id.reserved", path, f"`{name}` is reserved", "Use another name", is_key=True)
    source, port = parse_ref(ref)
    if source == "inputs":
        if port not in part.inputs:
            part.report.add("wire.nowhere", path, f"there is no input `{port}`", did_you_mean(port or "", part.inputs))
        return
    if source not in part.nodes:
        hint = did_you_mean(source, part.nodes, what="Nodes here")
        part.report.add("wire.nowhere", path, f"output `{name}`: there is no node `{source}`", hint)
    elif part.ports(source).output(port) is None:
        _report_port(part, source, port, path)
