"""Who reads what: ports that wires take from nodes, and inputs that are used in texts. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from harmony.melody.model import Body, Input, Melody, Node
from harmony.melody.wires import parse_ref, wires_into

_INPUT_IN_TEXT = re.compile(r"\{[{%][^{}]*?\binputs\.([A-Za-z_][A-Za-z0-9_]*)")


def taken_from(part: Melody | Body, sources: Collection[str]) -> dict[str, tuple[str, ...]]:
    """The output ports of nodes by the names under which wires take them, in the order of the document.

    Args:
        part: the document, or a body.
        sources: ids of the nodes.
    """
    found: dict[str, dict[str, None]] = {name: {} for name in sources}
    refs = [(w.source, w.source_port) for name, node in part.nodes.items() for w in wires_into(name, node)]
    refs += [parse_ref(ref) for ref in part.outputs.values()]
    for source, port in refs:
        if port is not None and source in found:
            found[source][port] = None
    return {name: tuple(ports) for name, ports in found.items()}


def mentioned(node: Node, inputs: Mapping[str, Input]) -> set[str]:
    """Inputs that a node's parameters use in expressions."""
    if not inputs or not node.with_:
        return set()
    found: set[str] = set()
    stack: list[Any] = [node.with_]
    while stack:
        value = stack.pop()
        if isinstance(value, str):
            if "inputs." in value:
                found.update(_INPUT_IN_TEXT.findall(value))
        elif isinstance(value, Mapping):
            stack.extend(value.values())
        elif isinstance(value, tuple):
            stack.extend(value)
    return found & set(inputs)
