"""The ports that a node really has.

A node type declares ports; a node's own settings add to them: open inputs, the cases of a
switch, the outputs of a body, the error port. Checks, canvas and Conductor all ask here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from harmony.melody.model import Body, Input, Join, Melody, Node
from harmony.melody.wires import parse_ref
from harmony.sdk.manifest import NodeType, Port

Find = Callable[[str], NodeType | None]
FindPlayers = Callable[[Iterable[str]], tuple[NodeType, ...]]
"""Gives the active Players that have all of some capabilities."""
OpenMelody = Callable[[str], Melody | None]
"""Gives the Melody that a `flow.melody` node names in `with: {melody: …}`, or None."""

_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
ERROR = Port("error", "json", "What went wrong, when the node fails.")


@dataclass(frozen=True, slots=True)
class Ports:
    """The ports of a node, in drawing order.

    Attributes:
        inputs, outputs: the ports.
        open_inputs: takes input ports of any other name too.
        open_outputs: what it gives is not known here (a type or file that is not there).
    """

    inputs: tuple[Port, ...] = ()
    outputs: tuple[Port, ...] = ()
    open_inputs: bool = False
    open_outputs: bool = False

    def input(self, name: str) -> Port | None:
        """The input port of that name."""
        return next((p for p in self.inputs if p.name == name), None)

    def output(self, name: str | None) -> Port | None:
        """The output port of that name; for None the only one there is, not counting `error`."""
        if name is not None:
            return next((p for p in self.outputs if p.name == name), None)
        plain = [p for p in self.outputs if p is not ERROR]
        return plain[0] if len(plain) == 1 else None


def ports(
    node: Node,
    type: NodeType | None,
    *,
    find: Find | None = None,
    open_melody: OpenMelody | None = None,
    players: FindPlayers | None = None,
) -> Ports:
    """The ports of a node.

    Args:
        node: the node.
        type: its node type; None when that is not installed: then the ports that `in` names.
        find: finds other node types, to tell the types of a body's outputs.
        open_melody: opens the file of a `flow.melody` node.
        players: finds those who may play for a capability, to tell what a `flow.choose` node gives.
    """
    if type is None:
        return Ports(tuple(_named(node)), tuple(_error(node)), open_inputs=True, open_outputs=True)
    inputs, outputs, open_outputs = type.inputs, type.outputs, False
    if type.id == "flow.choose":
        inputs, outputs, open_outputs = _choose_ports(node, type, players)
    elif type.is_flow:
        inputs, outputs, open_outputs = _flow_ports(node, type, find, open_melody)
    elif type.dynamic_outputs:
        open_outputs = True
    is_open = type.open_inputs and not (type.id == "flow.melody" and not open_outputs)
    if is_open:
        inputs = _with_open(node, inputs)
    if node.bypass and outputs:
        outputs = (replace(outputs[0], type="any"), *outputs[1:])
    if has_error_port(node):
        outputs = (*outputs, ERROR)
    return Ports(inputs, outputs, is_open, open_outputs)


def given_ports(type: NodeType, given: Mapping[str, Any]) -> tuple[str, ...]:
    """Names in a `with` that stand for input ports of any name: those that its parameters mention.

    What nothing mentions is no port but a slip.
    """
    if not type.open_inputs or type.is_flow:
        return ()
    declared = type.params.get("properties", {})
    unknown = [name for name in given if name not in declared and type.input(name) is None]
    if not unknown:
        return ()
    words = {word for name in given if name in declared for text in _texts(given[name]) for word in _WORD.findall(text)}
    return tuple(name for name in unknown if name in words)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping | list | tuple):
        for part in value.values() if isinstance(value, Mapping) else value:
            yield from _texts(part)


def has_error_port(node: Node) -> bool:
    """True if something in the node's settings sends failures out of its `error` port."""
    if node.on_error == "route" or (node.quality is not None and node.quality.else_ == "route"):
        return True
    if isinstance(node.join, Join) and node.join.on_timeout == "route":
        return True
    if node.with_ and node.use.startswith("flow."):
        join = node.with_.get("join") if node.use.startswith("flow.each") else node.with_
        return isinstance(join, Mapping) and join.get("on_timeout") == "route"
    return False


def is_exclusive(node: Node, ports: Collection[str]) -> bool:
    """True if of these output ports of a node never two deliver in one pass: ways of a switch, `error` and the rest."""
    if len(ports) < 2:
        return False
    word = node.use.partition("@")[0]
    if word == "flow.switch":
        return node.with_.get("all") is not True
    if word == "flow.approve" and {"approved", "rejected"} <= set(ports):
        return True
    return "error" in ports and has_error_port(node)


def _error(node: Node) -> Iterator[Port]:
    if has_error_port(node):
        yield ERROR


def _named(node: Node) -> Iterator[Port]:
    """A port for each name in `in`."""
    for name, value in node.in_.items():
        yield Port(name, many=isinstance(value, tuple))


def _with_open(node: Node, declared: tuple[Port, ...]) -> tuple[Port, ...]:
    if not node.in_:
        return declared
    known = {p.name for p in declared}
    return (*declared, *(p for p in _named(node) if p.name not in known))


def type_text(type: str | Mapping[str, Any]) -> str:
    """A type as ports hold it: its name, or `json` for a JSON Schema."""
    return type if isinstance(type, str) else "json"


def _typed(inputs: Mapping[str, Input]) -> list[Port]:
    """Declared inputs of a Melody or body, as ports."""
    return [
        Port(name, type_text(i.type), i.description, required=i.is_required, default=i.default)
        for name, i in inputs.items()
    ]


def _flow_ports(
    node: Node, type: NodeType, find: Find | None, open_melody: OpenMelody | None
) -> tuple[tuple[Port, ...], tuple[Port, ...], bool]:
    """Inputs, outputs, and whether there may be outputs that are not known here."""
    word = type.id.partition(".")[2]
    if word == "switch":
        return type.inputs, tuple(_cases(node)), False
    if word == "join":
        carried = [Port(p.name, "list" if p.many else p.type) for p in _named(node)]
        return type.inputs, _join_ports(carried, type.outputs or _FIXED["join"]), False
    if word in ("each", "repeat"):
        body = node.body or Body()
        given = [Port(n, _listed(t, word), help=h) for n, t, h in _outputs(body.nodes, body.inputs, body.outputs, find)]
        declared = {p.name for p in type.inputs}
        inputs = (*type.inputs, *(p for p in _typed(body.inputs) if p.name not in declared))
        return inputs, _join_ports(given, type.outputs or _FIXED[word]), False
    if word == "melody":
        return _melody_ports(node, find, open_melody)
    outputs = type.outputs or _FIXED.get(word, ())
    return type.inputs, outputs, False


def capabilities_of(node: Node) -> tuple[str, ...]:
    """What a `flow.choose` node asks for; nothing where only play tells."""
    value = node.with_.get("capability")
    names = (value,) if isinstance(value, str) else value if isinstance(value, tuple) else ()
    return () if any(not isinstance(n, str) or not n or "{{" in n for n in names) else names


def _choose_ports(
    node: Node, type: NodeType, players: FindPlayers | None
) -> tuple[tuple[Port, ...], tuple[Port, ...], bool]:
    """What all who may play have in common: their outputs, and as inputs whatever one of them takes."""
    fixed = type.outputs or _FIXED["choose"]
    found = players(capabilities_of(node)) if players is not None else ()
    if not found:
        return type.inputs, fixed, True
    shared = set.intersection(*({port.name for port in one.outputs} for one in found))
    outputs = [port for port in _united([one.outputs for one in found]) if port.name in shared]
    needed = set.intersection(*({port.name for port in one.inputs if port.required} for one in found))
    inputs = [replace(p, required=p.name in needed) for p in _united([one.inputs for one in found])]
    return tuple(inputs), _join_ports(outputs, fixed), False


def _united(lists: Iterable[tuple[Port, ...]]) -> list[Port]:
    """Ports of several node types by name; one whose types differ is of type any."""
    found: dict[str, Port] = {}
    for port in (port for ports in lists for port in ports):
        known = found.setdefault(port.name, port)
        if known.type != port.type:
            found[port.name] = replace(known, type="any")
    return list(found.values())


def _listed(type: str, word: str) -> str:
    return f"list<{type}>" if word == "each" else type


def _join_ports(first: Iterable[Port], then: Iterable[Port]) -> tuple[Port, ...]:
    """Ports of both, the first of each name."""
    found: dict[str, Port] = {}
    for port in (*first, *then):
        found.setdefault(port.name, port)
    return tuple(found.values())


def _cases(node: Node) -> Iterator[Port]:
    """Output ports of a switch: one for each `to`, and for `else`."""
    cases = node.with_.get("cases")
    names = [case.get("to") for case in cases if isinstance(case, dict)] if isinstance(cases, tuple) else []
    names.append(node.with_.get("else"))
    for name in dict.fromkeys(names):
        if isinstance(name, str):
            yield Port(name)


def _melody_ports(
    node: Node, find: Find | None, open_melody: OpenMelody | None
) -> tuple[tuple[Port, ...], tuple[Port, ...], bool]:
    text = melody_file(node)
    melody = open_melody(text) if open_melody is not None and text else None
    if melody is None:
        return tuple(_named(node)), (), True
    given = [Port(n, t, h) for n, t, h in _outputs(melody.nodes, melody.inputs, melody.outputs, find)]
    return tuple(_typed(melody.inputs)), tuple(given), False


def melody_file(node: Node) -> str | None:
    """The file that a `flow.melody` node names, as it is written; None if it names none."""
    text = node.with_.get("melody")
    return text if isinstance(text, str) else None


def _outputs(
    nodes: Mapping[str, Node], inputs: Mapping[str, Input], outputs: Mapping[str, str], find: Find | None
) -> Iterator[tuple[str, str, str]]:
    """Name, type and help of each output of a Melody or body."""
    for name, ref in outputs.items():
        source, port_name = parse_ref(ref)
        if source == "inputs":
            declared = inputs.get(port_name or "")
            yield name, type_text(declared.type) if declared else "any", ""
            continue
        node = nodes.get(source)
        found = find(node.use) if node is not None and find is not None else None
        port = ports(node, found, find=find).output(port_name) if node is not None and found is not None else None
        yield name, port.type if port is not None else "any", port.help if port is not None else ""


_FIXED: dict[str, tuple[Port, ...]] = {
    "each": (
        Port("failed", "list", "Items that failed: index, key, item and error."),
        Port("report", "json", "How many items there were and how they ended."),
    ),
    "repeat": (Port("passes", "integer", "How many passes were played."),),
    "join": (Port("all", "json", "All that was delivered, by name."), Port("late", "list", "What came after.")),
    "approve": (Port("approved"), Port("rejected"), Port("answer", "json", "What the person filled in.")),
    "wait": (Port("value"), Port("event", "any", "What was sent with the event.")),
    "send": (Port("value"),),
    "choose": (Port("player", "text", "Who played it."),),
}
"""Outputs of flow nodes that every such node has, for manifests that do not list them."""
