"""Compiles a Melody or a body into static tables, once, however often it is played.

A `Spec` is all that a plan must know of a node; a `Table` holds the specs of one level, the
wires between them, and what its outputs name. Linear time in nodes and wires.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from harmony.conductor.plan.option import Option
from harmony.conductor.plan.region import Region, find_regions
from harmony.conductor.plan.state import Scope, State
from harmony.conductor.plan.wire import JoinPlan, Limits, PortPlan, RetryPlan, Wire, amounts_of, has_expression
from harmony.melody.interface import given_ports
from harmony.melody.model import Alternative, Body, ConcurrencyKey, Input, Join, Melody, Node
from harmony.melody.wires import WireEnd, parse_ref, wires_into
from harmony.sdk.manifest import NodeType

FindType = Callable[[str], NodeType | None]
MakeState = Callable[["Spec", Scope], State]
NO_JOIN = JoinPlan("all", 0)
LANES = ("", "thread", "process")
"""Kinds of places that steps run in, those on the loop itself first."""
NOTHING: Mapping[str, float] = {}
NO_LIMITS = Limits(None)
UNKNOWABLE = frozenset({"python.code", "shell.run"})


class Spec:
    """All that a plan must know of one node; never changes while a run lasts.

    Attributes:
        index, id, node, type: the node; `type` is None if its extension is not installed.
        flow: `switch`, `each` …; empty for a step.
        ports: what its input ports are made of, by name.
        total: W, the wires that its join counts; `width`: with those that go back.
        regions: of back wires around it, outer ones first.
        outs: wires from it; `sources`: index of the node that each counted wire comes from.
        needs_building: a flow node whose inputs must be merged or converted before it plays.
        effects: with the node's own word for code that nobody can know.
        rank: longest path to the end, in nodes, or in seconds where it is known how long they take.
        body: tables of its inline body.
        static: its parameters hold no expression.
        lane: kind of place that it runs in, an index into `LANES`.
        given: names in `with` that stand for ports of its own naming.
        resources: what it holds while it runs; `shares`: it may need tokens of the machine.
        options: the declared alternatives; `learns`: how it goes with a Player is worth knowing.
    """

    __slots__ = (
        "body",
        "cancels",
        "effects",
        "flow",
        "given",
        "id",
        "identity",
        "index",
        "is_simple",
        "join",
        "lane",
        "learns",
        "limits",
        "memo",
        "needs_building",
        "node",
        "options",
        "outs",
        "ports",
        "rank",
        "regions",
        "resources",
        "retry",
        "shares",
        "sources",
        "static",
        "total",
        "type",
        "width",
    )

    def __init__(self, index: int, id: str, node: Node, type: NodeType | None) -> None:
        self.index = index
        self.id = id
        self.node = node
        self.type = type
        name = node.use.partition("@")[0]
        self.flow = name[5:] if name.startswith("flow.") else ""
        self.ports: dict[str, PortPlan] = {}
        self.outs: list[Wire] = []
        self.sources: list[int] = []
        self.total = 0
        self.width = 0
        self.regions: tuple[Region, ...] = ()
        self.join = NO_JOIN
        self.limits = NO_LIMITS if node.timeout is None else Limits(node.timeout)
        self.retry = None if node.retry is None else RetryPlan(node.retry)
        self.effects = effects_of(node, type)
        self.rank = 1.0
        self.lane = lane_of(node.isolation, type)
        self.body: Table | None = None
        self.static = not node.with_ or not has_expression(node.with_)
        self.needs_building = False
        self.given = () if type is None or not node.with_ else given_ports(type, node.with_)
        self.resources = amounts_of(node.resources) if node.resources and not self.flow else NOTHING
        self.shares = bool(node.resources) or _is_machine_wide(node)
        self.options: tuple[Option, ...] = ()
        self.learns = self.flow == "choose" or (type is not None and type.player is not None)
        self.cancels: tuple[int, ...] = ()
        self.is_simple = node.when is None and node.enabled and not node.bypass
        self.memo: Any = None
        self.identity: Any = None

    @property
    def title(self) -> str:
        """How a person knows it: `id` and the title, if it has one."""
        return f"`{self.id}` ({self.node.title})" if self.node.title else f"`{self.id}`"

    def only_output(self) -> str | None:
        """The name of its only declared output, if there is just one."""
        outputs = self.type.outputs if self.type and self.flow != "choose" else ()
        return outputs[0].name if len(outputs) == 1 else None


class Table:
    """One level of a Melody, ready to be played any number of times.

    Attributes:
        specs: by index, in the order of the file.
        by_id: id to index.
        inputs: declared inputs of this level.
        outputs: name to (index of the node, port or None for its only one).
        joins: those that nodes share, by word and wires.
        starts: indexes of nodes with no wires to wait for; `disabled`: of those not enabled.
        regions: of its back wires.
        base: folder that `melody:` of its nodes is relative to.
        make: makes the state of a node in a scope; a watched one for those who look back.
    """

    __slots__ = (
        "_shared",
        "base",
        "by_id",
        "disabled",
        "inputs",
        "joins",
        "make",
        "outputs",
        "regions",
        "specs",
        "starts",
    )

    def __init__(
        self,
        part: Melody | Body,
        base: str,
        find_type: FindType,
        history: Mapping[str, float] | None = None,
        make: MakeState = State,
    ) -> None:
        self.base = base
        self.make = make
        self._shared: dict[tuple[str, str, tuple[int | str, ...], bool], PortPlan] = {}
        self.joins: dict[tuple[str, int], JoinPlan] = {}
        self.specs = [Spec(i, id, node, find_type(node.use)) for i, (id, node) in enumerate(part.nodes.items())]
        self.by_id = {spec.id: spec.index for spec in self.specs}
        self.inputs: Mapping[str, Input] = part.inputs
        self.outputs = {name: self._target(ref) for name, ref in part.outputs.items()}
        for spec in self.specs:
            self._wire(spec)
            self._widen(spec, find_type)
        self.disabled = [spec.index for spec in self.specs if not spec.node.enabled]
        self.starts = [spec.index for spec in self.specs if spec.total == 0]
        self.regions = find_regions(self.specs)
        for spec, rank in zip(self.specs, ranks(self.specs, weights(self.specs, history or {})), strict=True):
            spec.rank = rank

    def _target(self, ref: str) -> tuple[int, str | None]:
        node, port = parse_ref(ref)
        return self.by_id[node], port

    def _wire(self, spec: Spec) -> None:
        """Make the wires into one node and the make-up of its ports."""
        sources: dict[str, list[int | str]] = {}
        lists: set[str] = set()
        backs: list[WireEnd] = []
        for end in wires_into(spec.id, spec.node):
            if end.back:
                backs.append(end)
                sources.setdefault(end.port or "", [])
                continue
            source: int | str = end.source_port or ""
            if end.source != "inputs":
                source = spec.total
                spec.total += 1
                self._add_wire(spec, end, source)
            if end.port is not None:
                sources.setdefault(end.port, []).append(source)
                if end.index is not None:
                    lists.add(end.port)
        spec.width = spec.total
        returned = self._add_backs(spec, backs) if backs else {}
        for name, entries in sources.items():
            is_list = name in lists and (len(entries) > 1 or name not in returned)
            spec.ports[name] = self._port(spec, name, tuple(entries), is_list, returned.get(name, ()))
        if spec.total:
            spec.join = self._join(spec)

    def _port(
        self, spec: Spec, name: str, sources: tuple[int | str, ...], is_list: bool, backs: tuple[int, ...]
    ) -> PortPlan:
        """What a port is made of; those of nodes of one type are mostly the same, and shared."""
        if backs or spec.node.body is not None or spec.node.merge:
            return _port(spec, name, sources, is_list, backs)
        key = (spec.node.use, name, sources, is_list)
        found = self._shared.get(key)
        if found is None:
            found = self._shared[key] = _port(spec, name, sources, is_list, backs)
        return found

    def _add_backs(self, spec: Spec, backs: list[WireEnd]) -> dict[str, tuple[int, ...]]:
        """Wires that go back stand behind those that count; their positions by port."""
        found: dict[str, tuple[int, ...]] = {}
        for end in backs:
            self._add_wire(spec, end, spec.width)
            found[end.port or ""] = (*found.get(end.port or "", ()), spec.width)
            spec.width += 1
        return found

    def _join(self, spec: Spec) -> JoinPlan:
        """A node's join in numbers; the plain ones are shared."""
        join = _join_of(spec) if spec.flow == "join" else spec.node.join
        if not isinstance(join, str):
            return JoinPlan(join, spec.total)
        shared = self.joins.get((join, spec.total))
        if shared is None:
            shared = self.joins[join, spec.total] = JoinPlan(join, spec.total)
        return shared

    def _add_wire(self, spec: Spec, end: WireEnd, position: int) -> None:
        source = self.specs[self.by_id[end.source]]
        port = end.source_port
        if port is None and end.port is not None:
            port = source.only_output()
        back = (end.max or 1) if end.back else 0
        source.outs.append(Wire(source.index, port, spec.index, position, end.port is None, back))
        spec.sources.append(source.index)

    def _widen(self, spec: Spec, find_type: FindType) -> None:
        """Add what only some nodes have: a body, alternatives, cancels."""
        node = spec.node
        if node.cancels:
            spec.cancels = tuple(self.by_id[id] for id in node.cancels if id in self.by_id)
        if node.fallback:
            spec.options = tuple(_option(node, alternative, find_type) for alternative in node.fallback)
            spec.learns |= any(option.tier >= 0 for option in spec.options)
        if node.body is not None:
            spec.body = Table(node.body, self.base, find_type, make=self.make)
        if spec.flow:
            spec.needs_building = _needs_building(spec)


def _port(spec: Spec, name: str, sources: tuple[int | str, ...], is_list: bool, backs: tuple[int, ...]) -> PortPlan:
    declared = spec.type.input(name) if spec.type else None
    wanted = declared.type if declared else "any"
    if spec.node.body is not None and name in spec.node.body.inputs:
        given = spec.node.body.inputs[name].type
        wanted = given if isinstance(given, str) else "json"
    merge = spec.node.merge.get(name, "list" if is_list or (declared is not None and declared.many) else "")
    port = PortPlan(name, sources, is_list=bool(merge), merge=merge, type=wanted)
    port.backs = backs
    return port


def _join_of(spec: Spec) -> str | Join:
    """The join of a `flow.join`, which has its own in `with`."""
    given = {name: spec.node.with_[name] for name in _JOIN if name in spec.node.with_}
    return Join.model_validate(given) if given else spec.node.join


_JOIN = ("need", "when", "wait", "on_timeout", "late")


def _needs_building(spec: Spec) -> bool:
    """True if a flow node's inputs are more than the references that its wires bring."""
    if spec.flow == "melody" or any(port.merge or port.type not in ("any", "list") for port in spec.ports.values()):
        return True
    declared = {p.name for p in spec.type.inputs} if spec.type else set()
    body = spec.node.body.inputs if spec.node.body else {}
    return any(name in spec.node.with_ for name in declared | set(body)) or bool(set(body) - set(spec.ports))


def _is_machine_wide(node: Node) -> bool:
    key = node.concurrency_key
    return isinstance(key, ConcurrencyKey) and key.scope == "machine"


def effects_of(node: Node, type: NodeType | None) -> str:
    """What a node does to the world: its own word, else its type's; unknown code writes."""
    if node.effects is not None:
        return node.effects
    if type is None or type.id in UNKNOWABLE:
        return "writes"
    return type.effects


def _option(node: Node, alternative: Alternative, find_type: FindType) -> Option:
    if alternative.use is None:
        return Option("", None, with_={}, value=alternative.value)
    type = find_type(alternative.use)
    lane = 0 if type is None else lane_of(node.isolation, type)
    return Option(alternative.use, type, with_=alternative.with_, lane=lane)


def lane_of(isolation: str | None, type: NodeType | None) -> int:
    """Index into `LANES` of where a step runs: its own word, else its type's."""
    where = isolation or (type.isolation if type is not None else "")
    return LANES.index(where) if where in LANES else 0


def weights(specs: list[Spec], history: Mapping[str, float]) -> list[float]:
    """How long each node takes: as before, or the mean of those that are known, or 1 if none is."""
    if not history:
        return [1.0] * len(specs)
    usual = sum(history.values()) / len(history)
    return [history.get(spec.id, usual) for spec in specs]


def ranks(specs: list[Spec], own: list[float]) -> list[float]:
    """The longest way from each node to the end; wires that go back do not count.

    Args:
        own: what each node itself counts.
    """
    found = list(own)
    waits = [0] * len(specs)
    parents: list[list[int]] = [[] for _ in specs]
    for spec in specs:
        for wire in spec.outs:
            if not wire.back:
                waits[spec.index] += 1
                parents[wire.target].append(spec.index)
    ready = [i for i, count in enumerate(waits) if count == 0]
    while ready:
        index = ready.pop()
        for parent in parents[index]:
            found[parent] = max(found[parent], found[index] + own[parent])
            waits[parent] -= 1
            if waits[parent] == 0:
                ready.append(parent)
    return found
