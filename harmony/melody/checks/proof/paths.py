"""Which nodes and ports can ever deliver, and what must have been chosen for that.

For every node the sets of outcomes that others must have had (`{"gate": {"fast"}}`: only when
the switch `gate` has chosen `fast`). A join of wires that exclude one another is found where no
outcome is left. The sets say what is necessary, never what is enough, so a claim drawn from
them holds in every run.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from harmony.melody.checks.part import Part
from harmony.melody.checks.proof.constants import Span, constant, span
from harmony.melody.interface import has_error_port
from harmony.melody.model import Join, Node
from harmony.melody.wires import WireEnd

Way = Mapping[str, frozenset[str]]
"""Node to those of its outcomes that must have come about."""

MAX_CHOICES = 64
"""Outcomes that are kept a node: more would make long graphs slow, fewer only say less."""


@dataclass(frozen=True, slots=True)
class Dead:
    """Why a node is never played, or a port never delivers.

    Attributes:
        kind: `when`, `disabled`, `case`, `pin`, `end` (behind a node that ends the run),
            `exclusive`, `upstream`.
        root: the node at which it begins.
        detail: more for the sentence: the port, or the wires.
    """

    kind: str
    root: str
    detail: str = ""


class Paths:
    """The answers for one part.

    Args:
        part: the part.

    Attributes:
        dead: nodes that are never played, and why.
        behind: for each root the nodes that are never played because of it, in order.
        cases: for each switch the cases that are never chosen, by index (-1: `else`), and why.
    """

    def __init__(self, part: Part) -> None:
        self.part = part
        self.dead: dict[str, Dead] = {}
        self.behind: dict[tuple[str, str], list[str]] = {}
        self.cases: dict[str, dict[int, str]] = {}
        self._ways: dict[str, Way] = {}
        self._ports: dict[str, frozenset[str]] = {}
        for name, node in part.nodes.items():
            if is_type(node, "flow.switch") and node.enabled and not node.bypass and node.pin is None:
                self._look_at_switch(name, node)
        for name in part.graph.order():
            self._look_at(name)

    def way(self, name: str) -> Way:
        """What must have been chosen for a node to be played; empty if nothing is known."""
        return self._ways.get(name, {})

    def delivers(self, wire: WireEnd) -> Way | Dead:
        """What must have been chosen for a wire to deliver, or why it never does."""
        source = wire.source
        node = self.part.nodes.get(source)
        if node is None:
            return {}
        if source in self.dead:
            found = self.dead[source]
            return Dead("upstream", found.root, found.detail if found.kind in ("case", "pin") else "")
        if is_type(node, "flow.stop", "flow.fail") and node.on_error is None and node.enabled:
            return Dead("end", source)
        port = self._port(wire)
        if port is None or node.bypass:
            return self.way(source)
        if node.pin is not None:
            return self.way(source) if port in node.pin else Dead("pin", source, port)
        if port in self._ports.get(source, ()):
            return Dead("case", source, port)
        return self._with_outcome(source, node, port)

    def excludes(self, one: str, other: str) -> bool:
        """True if two nodes are never both played in a run."""
        a, b = self.way(one), self.way(other)
        return any(name in b and not (a[name] & b[name]) for name in a)

    def wires(self, name: str) -> list[WireEnd]:
        """The wires that a node's join counts in the first pass."""
        return [w for w in self.part.wires[name] if not w.is_input and not w.back and w.source in self.part.nodes]

    def _port(self, wire: WireEnd) -> str | None:
        if wire.source_port is not None or wire.port is None:
            return wire.source_port
        port = self.part.ports(wire.source).output(None)
        return port.name if port is not None else None

    def _with_outcome(self, source: str, node: Node, port: str) -> Way | Dead:
        way = self.way(source)
        if is_type(node, "flow.join") and port in node.in_ and not isinstance(node.in_[port], tuple):
            carried = next((w for w in self.wires(source) if w.port == port), None)
            through = self.delivers(carried) if carried is not None else {}
            if isinstance(through, Dead):
                return Dead("upstream", through.root, through.detail)
            way = {**way, **through}
        outcomes = _outcomes(node, port)
        return way if outcomes is None or len(way) >= MAX_CHOICES else {**way, source: outcomes}

    def _look_at_switch(self, name: str, node: Node) -> None:
        """Cases that are never chosen, and output ports that never deliver."""
        cases = node.with_.get("cases")
        if not isinstance(cases, tuple):
            return
        takes_all = node.with_.get("all") is True
        never: dict[int, str] = {}
        alive: set[str] = set()
        earlier: list[tuple[str, Span | None]] = []
        for index, case in enumerate(cases):
            when, to = (case.get("when"), case.get("to")) if isinstance(case, Mapping) else (None, None)
            why = self._never(when, earlier, takes_all=takes_all)
            if why:
                never[index] = why
            elif isinstance(to, str):
                alive.add(to)
            if isinstance(when, str):
                earlier.append((when, span(when)))
        otherwise = node.with_.get("else")
        if isinstance(otherwise, str):
            always = next((w for w, _ in earlier if constant(self.part.shared.expressions, w)), None)
            if always is not None:
                never[-1] = f"the case `{always}` always holds"
            else:
                alive.add(otherwise)
        if never:
            self.cases[name] = never
            named = {p.name for p in self.part.ports(name).outputs} - {"error"}
            self._ports[name] = frozenset(named - alive)

    def _never(self, when: object, earlier: list[tuple[str, Span | None]], *, takes_all: bool) -> str:
        """Why a case is never chosen; empty if it may be."""
        known = constant(self.part.shared.expressions, when)
        if known is False:
            return "its condition is never true"
        if not isinstance(when, str):
            return ""
        own = span(when)
        if own is not None and own.is_beyond:
            return "quality lies between 0 and 1"
        if takes_all:
            return ""
        for text, other in earlier:
            if constant(self.part.shared.expressions, text):
                return f"the case `{text}` before it always holds"
            if " ".join(text.split()) == " ".join(when.split()):
                return "an earlier case has the same condition"
            if own is not None and other is not None and other.covers(own):
                return f"the case `{text}` before it holds whenever this does"
        return ""

    def _look_at(self, name: str) -> None:
        node = self.part.nodes[name]
        if not node.enabled:
            self._bury(name, Dead("disabled", name))
            return
        if constant(self.part.shared.expressions, node.when) is False:
            self._bury(name, Dead("when", name))
            return
        wires = self.wires(name)
        needed = needed_by(node, len(wires))
        if not wires or needed is None or needed <= 0:
            return
        found = [self.delivers(w) for w in wires]
        ways = [f for f in found if not isinstance(f, Dead)]
        if len(ways) < needed:
            first = next(f for f in found if isinstance(f, Dead))
            self._bury(name, Dead("upstream", first.root, first.detail))
            return
        way = _joined(ways, needed)
        if isinstance(way, str):
            self._bury(name, Dead("exclusive", name, way))
        elif way:
            self._ways[name] = way

    def _bury(self, name: str, why: Dead) -> None:
        self.dead[name] = why
        if why.root != name:
            self.behind.setdefault((why.root, why.detail), []).append(name)


def is_type(node: Node, *uses: str) -> bool:
    """True if a node is of one of these types, whatever the version."""
    return node.use.partition("@")[0] in uses


def join_of(node: Node) -> Join | str:
    """A node's join; `flow.join` may have its own in `with`."""
    if not is_type(node, "flow.join"):
        return node.join
    given = {n: node.with_[n] for n in ("need", "when", "wait", "on_timeout", "late") if n in node.with_}
    try:
        return Join.model_validate(given) if given else node.join
    except ValueError:
        return node.join


def needed_by(node: Node, wires: int) -> int | None:
    """How many wires must deliver at least; None if that cannot be told."""
    join = join_of(node)
    if isinstance(join, str):
        return 1 if join == "any" else wires
    if join.when is not None:
        return None
    needed = share(join.need, wires)
    if needed is not None and join.wait is not None and join.on_timeout != "fail":
        return min(needed, 1)
    return needed


def share(need: object, total: int) -> int | None:
    """`need` as a count: a number, or the ceiling of a percentage; all without one."""
    if need is None:
        return total
    if isinstance(need, int):
        return need
    try:
        return math.ceil(round(total * float(str(need).strip().removesuffix("%")) / 100, 9))
    except ValueError:
        return None


def _outcomes(node: Node, port: str) -> frozenset[str] | None:
    """The outcomes of a node with which a port delivers; None if no other port excludes it."""
    if isinstance(node.join, Join) and node.join.late == "merge":
        return None
    if port == "error":
        return frozenset(("error",))
    if is_type(node, "flow.switch") and node.with_.get("all") is not True:
        return frozenset((port,))
    if is_type(node, "flow.approve"):
        return frozenset(("approved", "rejected")) if port == "answer" else frozenset((port,))
    return frozenset(("ok",)) if has_error_port(node) else None


def _joined(ways: list[Way], needed: int) -> Way | str:
    """What is necessary for `needed` of these; the node that makes it impossible, if one does."""
    if len(ways) == 1:
        return ways[0]
    bound: dict[str, int] = {}
    counts: dict[str, dict[str, int]] = {}
    for way in ways:
        for name, outcomes in way.items():
            bound[name] = bound.get(name, 0) + 1
            of_name = counts.setdefault(name, {})
            for outcome in outcomes:
                of_name[outcome] = of_name.get(outcome, 0) + 1
    together: dict[str, frozenset[str]] = {}
    for name, of_name in counts.items():
        free = len(ways) - bound[name]
        if free >= needed:
            continue
        left = frozenset(outcome for outcome, count in of_name.items() if free + count >= needed)
        if not left:
            return name
        if len(together) < MAX_CHOICES:
            together[name] = left
    return together
