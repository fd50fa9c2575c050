"""Whether nodes can become a body: what would not mean the same inside one is refused, with a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from harmony.errors import EditRefused, ExpressionError
from harmony.melody import refs
from harmony.melody.editing import name_of
from harmony.melody.expressions import Expressions
from harmony.melody.graph import Graph
from harmony.melody.interface import is_exclusive
from harmony.melody.model import Melody, Node
from harmony.melody.usages import is_bare, texts_of
from harmony.melody.wires import wires_into

LOOP: Final = ("iteration", "previous")
_EXPRESSIONS: Final = Expressions()


def paths_in(text: str, bare: bool) -> set[tuple[str, ...]]:
    """The look-ups in the expressions of a text; none where it does not parse, which is a problem already."""
    try:
        return _EXPRESSIONS.paths_in(text, is_bare=bare)
    except ExpressionError:
        return set()


def names_loop(node: Node) -> str:
    """The name of the loop around it that a node's expressions use; empty if none."""
    for path, text in texts_of(node):
        for word in LOOP:
            if word in text and any(steps[0] == word for steps in paths_in(text, is_bare(node, path))):
                return word
    return ""


def check_region(melody: Melody, owner: str, names: Sequence[str]) -> None:
    """Refuse nodes that cannot be a body.

    Args:
        melody: the document.
        owner: the node in whose body they stand; empty at the top.
        names: their ids.

    Raises:
        EditRefused: what is in the way, and the way out.
    """
    _Region(melody, owner, names).check()


class _Region:
    def __init__(self, melody: Melody, owner: str, names: Sequence[str]) -> None:
        self.melody, self.prefix = melody, owner + "/" if owner else ""
        self.nodes = refs.nodes_of(melody, owner)
        self.names, self.among = names, frozenset(names)

    def _title(self, name: str) -> str:
        return name_of(self.melody, self.prefix + name)

    def check(self) -> None:
        graph = Graph(self.nodes)
        self._between(graph)
        looped: set[str] = set()
        for wire in graph.back:
            region = graph.region(wire)
            is_partial = region & self.among and not region <= self.among and not self.among <= region
            if is_partial or (wire.source in self.among) != (wire.target in self.among):
                raise EditRefused(
                    f"The wire that goes back from {self._title(wire.source)} to {self._title(wire.target)} would "
                    "cross the edge of the body: select all that lies between its ends, or what lies apart from it"
                )
            looped |= region if region <= self.among else set()
        self._ways()
        for name in self.names:
            self._node(name, self.nodes[name])
            word = "" if name in looped else names_loop(self.nodes[name])
            if word:
                raise EditRefused(
                    f"`{word}` in {self._title(name)} is that of the loop around it, and in a body it would be "
                    "the body's: select the whole loop, or bring it by a wire"
                )

    def _between(self, graph: Graph) -> None:
        """A node on the way from one of them to another must be among them, else the body waits for itself."""
        outside: set[str] = set()
        stack = [after for name in self.names for after in graph.after[name]]
        while stack:
            name = stack.pop()
            if name not in outside and name not in self.among:
                outside.add(name)
                stack += graph.after[name]
        for name in self.names:
            between = next((other for other in graph.before[name] if other in outside), None)
            if between is not None:
                raise EditRefused(
                    f"{self._title(between)} comes after one of the selected nodes and leads into "
                    f"{self._title(name)}: select it too"
                )

    def _ways(self) -> None:
        """A body waits for all that it is given: two ways of one switch would never come together."""
        ways: dict[str, set[str]] = {}
        for name in self.names:
            for wire in wires_into(name, self.nodes[name]):
                if wire.source in self.nodes and wire.source not in self.among and wire.source_port:
                    ways.setdefault(wire.source, set()).add(wire.source_port)
        for source, ports in ways.items():
            if is_exclusive(self.nodes[source], ports):
                one, other = sorted(ports)[:2]
                raise EditRefused(
                    f"`{one}` and `{other}` of {self._title(source)} do not come together, and a body waits for all "
                    f"that it is given: select {self._title(source)} too, or only what follows one of them"
                )

    def _node(self, name: str, node: Node) -> None:
        apart = {"inputs", *self.among}
        crosses = any(path[0] in ("in", "after") and refs.head(ref) not in apart for path, ref in refs.named_by(node))
        if crosses and node.join != "all":
            raise EditRefused(
                f"{self._title(name)} counts its wires (`join`), and those from outside a body are not counted: "
                "select what they come from too"
            )
        for key, call in (("reconstruct", node.reconstruct), ("compensate", node.compensate)):
            if call is not None and any(refs.head(ref) not in apart for ref in call.in_.values()):
                raise EditRefused(
                    f"`{key}` of {self._title(name)} takes from a node that is not selected: select it too"
                )
        for other in node.cancels:
            if other not in self.among:
                raise EditRefused(f"{self._title(name)} cancels `{other}`, which is not selected: select it too")
