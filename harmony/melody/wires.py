"""Wires: what leads into a node, read from `in` and `after`."""

from __future__ import annotations

from msgspec import Struct

from harmony.melody.model import BackWire, Node, Wire

INPUTS = "inputs"
"""Source of a wire from the Melody's own inputs (in a body: from its owner's ports)."""


class WireEnd(Struct, frozen=True, gc=False):
    """One wire, seen from the node that it leads to.

    Attributes:
        source: id of the node it comes from, or `inputs`.
        source_port: its output port; None where the file does not say: the only one.
        target: id of the node it leads to.
        port: the input port; None for `after`, which brings no data.
        index: position among the wires of a port that is given a list; else None.
        back: it goes back and makes a loop.
        max: how often a back wire may be taken.
    """

    source: str
    source_port: str | None
    target: str
    port: str | None
    index: int | None = None
    back: bool = False
    max: int | None = None

    @property
    def is_input(self) -> bool:
        """True for a wire from an input; it brings its value and is not counted."""
        return self.source == INPUTS

    @property
    def ref(self) -> str:
        """The wire's start as a file writes it: `load.rows`."""
        return self.source if self.source_port is None else f"{self.source}.{self.source_port}"

    @property
    def field(self) -> tuple[str | int, ...]:
        """Path of the wire within its node: `("in", "rows")`, `("in", "parts", 1)`."""
        if self.port is None:
            return ("after",) if self.index is None else ("after", self.index)
        return ("in", self.port) if self.index is None else ("in", self.port, self.index)


def parse_ref(text: str) -> tuple[str, str | None]:
    """Node and port of `NODE.PORT`; the port is None where only the node is written."""
    node, dot, port = text.partition(".")
    return node, port if dot else None


def wires_into(node_id: str, node: Node) -> list[WireEnd]:
    """The wires that lead into a node: those of `in` in their order, then those of `after`."""
    wires: list[WireEnd] = []
    for port, value in node.in_.items():
        if isinstance(value, tuple):
            wires.extend(_wire(w, node_id, port, i) for i, w in enumerate(value))
        else:
            wires.append(_wire(value, node_id, port, None))
    after = node.after
    if isinstance(after, str):
        wires.append(WireEnd(*parse_ref(after), node_id, None))
    elif after:
        wires.extend(WireEnd(*parse_ref(a), node_id, None, i) for i, a in enumerate(after))
    return wires


def count_into(node: Node) -> int:
    """How many wires lead into a node."""
    found = sum(len(value) if isinstance(value, tuple) else 1 for value in node.in_.values())
    after = node.after
    return found + (0 if not after else 1 if isinstance(after, str) else len(after))


def _wire(value: Wire, target: str, port: str, index: int | None) -> WireEnd:
    if isinstance(value, BackWire):
        return WireEnd(*parse_ref(value.from_), target, port, index, value.back, value.max)
    source, dot, source_port = value.partition(".")
    return WireEnd(source, source_port if dot else None, target, port, index)


def wires_of(nodes: dict[str, Node]) -> list[WireEnd]:
    """Every wire of a mapping of nodes, in file order."""
    return [wire for name, node in nodes.items() for wire in wires_into(name, node)]
