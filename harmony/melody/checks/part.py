"""What the checks know of one Melody or body, and how they report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any, Protocol

from harmony.melody.change import Path
from harmony.melody.expressions import Expressions
from harmony.melody.graph import Graph
from harmony.melody.interface import Ports, ports
from harmony.melody.model import Input, Melody, Node
from harmony.melody.places import Places
from harmony.melody.problems import Problem, Severity
from harmony.melody.shape import locate
from harmony.melody.wires import WireEnd, wires_into
from harmony.sdk.manifest import NodeType


class Types(Protocol):
    """The node types that are installed; `catalog.Catalog` is one."""

    def find(self, use: str) -> NodeType | None:
        """The node type of `csv.read` or `csv.read@1`."""

    def suggest(self, use: str) -> str | None:
        """The installed node type that was probably meant."""


class Report:
    """Collects problems and gives them their place.

    Args:
        places: where values stand; None: the document has no text.
        file: named in problems.
    """

    def __init__(self, places: Places | None, file: str) -> None:
        self.places = places
        self.file = file
        self.problems: list[Problem] = []

    def add(
        self,
        code: str,
        path: Path,
        message: str,
        hint: str = "",
        *,
        severity: Severity = "error",
        is_key: bool = False,
    ) -> None:
        """Report something about the value at `path`, or about its key."""
        line = column = 0
        if self.places is not None:
            line, column = self.places.key(path) if is_key else self.places.at(path)
        node, where = locate(path)
        self.problems.append(Problem(severity, code, message, self.file, line, column, node, where, hint))


_KINDS: dict[str, tuple[type, ...]] = {"string": (str,), "boolean": (bool,)}
_SHOWN = frozenset(("type", "title", "description", "default", "examples", "deprecated", "format"))
_CHECKED_FORMATS = frozenset(("duration", "size", "condition"))


def is_literal(schema: Mapping[str, Any]) -> bool:
    """True for a parameter whose text is never rendered: code, conditions, schemas."""
    return schema.get("format") in ("code:python", "condition", "schema")


class Facts:
    """What the checks want to know of a node type at once, worked out once.

    Attributes:
        type: the node type.
        properties: schemas of its parameters by name.
        required: names of those that must be given.
        simple: Python types of the parameters whose schema says only their type.
        literal: names of parameters whose text is never rendered.
        takes_more: parameters of other names are allowed.
    """

    __slots__ = ("literal", "properties", "required", "simple", "takes_more", "type")

    def __init__(self, type: NodeType) -> None:
        schema = type.params
        self.type = type
        self.properties: Mapping[str, Any] = schema.get("properties", {})
        self.required: tuple[str, ...] = tuple(schema.get("required", ()))
        self.takes_more = schema.get("additionalProperties") not in (None, False)
        self.simple = {
            name: _KINDS[part["type"]]
            for name, part in self.properties.items()
            if part.get("type") in _KINDS and not set(part) - _SHOWN and part.get("format") not in _CHECKED_FORMATS
        }
        self.literal = frozenset(name for name, part in self.properties.items() if is_literal(part))


@dataclass(slots=True)
class Shared:
    """What all parts of one check share.

    Attributes:
        melody: the document.
        types: the node types.
        report: where problems go.
        base: folder that paths are relative to; None: files are not looked at.
        open_melody: opens the file of a `flow.melody` node.
        expressions: this check's own; they serve one thread.
    """

    melody: Melody
    types: Types
    report: Report
    base: FilePath | None
    open_melody: Callable[[str], Melody | None]
    expressions: Expressions = field(default_factory=Expressions)
    known: dict[str, NodeType | None] = field(default_factory=dict)
    _facts: dict[str, Facts | None] = field(default_factory=dict)

    def facts(self, use: str) -> Facts | None:
        """What is known of a node type; None if it is not installed."""
        if use not in self._facts:
            type = self.find(use)
            self._facts[use] = Facts(type) if type is not None else None
        return self._facts[use]

    def players(self, capabilities: Iterable[str]) -> tuple[NodeType, ...]:
        """The active Players that have all of these capabilities."""
        look = getattr(self.types, "players", None)
        found: tuple[NodeType, ...] = look(capabilities) if look is not None else ()
        return found

    def find(self, use: str) -> NodeType | None:
        """A node type, looked up once."""
        if use not in self.known:
            self.known[use] = self.types.find(use)
        return self.known[use]


@dataclass(slots=True)
class Part:
    """One Melody or body.

    Attributes:
        path: path of the mapping that holds `nodes`: `()` or `("nodes", "triage", "body")`.
        nodes: its nodes.
        inputs: names that wires and expressions may take from `inputs`, with their types.
        outputs: its outputs.
        extras: names that expressions see here besides the usual ones (`item`, `index` …).
        previous: the names under `previous`; None where there is none.
        wires: wires into each node.
        graph: who follows whom.
        looping: nodes in the region of a back wire.
    """

    shared: Shared
    path: Path
    nodes: Mapping[str, Node]
    inputs: Mapping[str, str]
    outputs: Mapping[str, str]
    extras: frozenset[str] = frozenset()
    previous: frozenset[str] | None = None
    wires: dict[str, list[WireEnd]] = field(default_factory=dict)
    graph: Graph = field(init=False)
    looping: set[str] = field(default_factory=set)
    _ports: dict[str, Ports] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.wires = {name: wires_into(name, node) for name, node in self.nodes.items()}
        self.graph = Graph(self.nodes, (w for wires in self.wires.values() for w in wires))
        for wire in self.graph.back:
            self.looping |= self.graph.region(wire)

    @property
    def report(self) -> Report:
        """Where problems go."""
        return self.shared.report

    def type(self, name: str) -> NodeType | None:
        """The type of a node; None if it is not installed."""
        return self.shared.find(self.nodes[name].use)

    def ports(self, name: str) -> Ports:
        """The ports of a node."""
        found = self._ports.get(name)
        if found is None:
            found = self._ports[name] = ports(
                self.nodes[name],
                self.type(name),
                find=self.shared.find,
                open_melody=self.shared.open_melody,
                players=self.shared.players,
            )
        return found

    def at(self, name: str, *field: str | int) -> Path:
        """Path of a field of a node."""
        return (*self.path, "nodes", name, *field)


def input_types(inputs: Mapping[str, Input]) -> dict[str, str]:
    """Types of declared inputs, as ports have them."""
    return {name: i.type if isinstance(i.type, str) else "json" for name, i in inputs.items()}
