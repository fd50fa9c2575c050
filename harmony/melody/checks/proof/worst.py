"""How often each node is attempted at most, and what that may cost: numbers known before a run.

Counted are the attempts that the Conductor makes by itself: retries, declared or not, those of
a quality gate, alternatives, `reconstruct`, the passes of loops and late values, the repetitions
that rules ask for, and the items of lists that stand in the file. What is not known before the
run is named instead of guessed: the length of a list that is made while it plays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from harmony.melody.checks.part import Types
from harmony.melody.checks.proof.paths import is_type, share
from harmony.melody.graph import Graph
from harmony.melody.interface import melody_file
from harmony.melody.model import Body, Join, Melody, Node, RepeatRule

UNDECLARED = {"essential": 4, "recommended": 3, "optional": 2}
"""Attempts of steps that say nothing of retries (38 of the fine points of play)."""
MAX_DEPTH = 64
MAX_MELODIES = 1_000


@dataclass(frozen=True, slots=True)
class Cost:
    """What one attempt costs at most: dollars and model tokens."""

    usd: float = 0.0
    tokens: int = 0


CostOf = Callable[[str], Cost | None]
"""What an attempt of a node type costs, as its Player declares it; None if it does not."""
OpenMelody = Callable[[str], Melody | None]


@dataclass(frozen=True, slots=True)
class NodeWorst:
    """The worst case of one step.

    Attributes:
        node: its path.
        attempts: how often it is attempted at most; for one item each of the lists in `per`.
        per: what multiplies it besides: paths of for-each and repeat nodes whose number of
            passes is known only when they are played.
        usd, tokens: what these attempts cost; None where nothing is declared.
    """

    node: str
    attempts: int
    per: tuple[str, ...] = ()
    usd: float | None = None
    tokens: int | None = None


@dataclass(frozen=True, slots=True)
class WorstCase:
    """The worst case of a run.

    Attributes:
        nodes: every step, in the order of the file; those that are never played are left out.
        attempts: of all steps that do not depend on a list of unknown length.
        per: attempts for one item of each such list (or of several within one another).
        usd, tokens: declared costs of all attempts; None if none is declared, or if their
            number is not known.
        usd_limit, token_limit: what the run may spend by its budget.
    """

    nodes: tuple[NodeWorst, ...] = ()
    attempts: int = 0
    per: Mapping[tuple[str, ...], int] = field(default_factory=dict)
    usd: float | None = None
    tokens: int | None = None
    usd_limit: float | None = None
    token_limit: int | None = None

    @property
    def usd_at_most(self) -> float | None:
        """Money that a run can cost: the worst case, or the budget where that is lower."""
        return min((v for v in (self.usd, self.usd_limit) if v is not None), default=None)

    @property
    def tokens_at_most(self) -> int | None:
        """Tokens that a run can use, likewise."""
        return min((v for v in (self.tokens, self.token_limit) if v is not None), default=None)


def worst_case(
    melody: Melody, types: Types, *, cost_of: CostOf | None = None, open_melody: OpenMelody | None = None
) -> WorstCase:
    """The worst case of a run.

    Args:
        melody: the document.
        types: the installed node types; of others it is taken that they write.
        cost_of: declared costs of node types; without it only the budget is known.
        open_melody: opens the file of a `flow.melody` node; without it that counts as one step.
    """
    counter = _Counter(melody, types, cost_of or _unpriced, open_melody)
    nodes = tuple(counter.part(melody, "", 1, ()))
    per: dict[tuple[str, ...], int] = {}
    for node in nodes:
        per[node.per] = per.get(node.per, 0) + node.attempts
    attempts = per.pop((), 0)
    budget = melody.run.budget
    return WorstCase(
        nodes,
        attempts,
        per,
        _sum([(n.usd, n.per) for n in nodes]),
        _sum([(n.tokens, n.per) for n in nodes]),
        float(budget.usd) if budget.usd is not None else None,
        budget.tokens,
    )


def _sum(costs: list[tuple[Any, tuple[str, ...]]]) -> Any:
    """All declared costs; None if there are none, or one has to be multiplied by what nobody knows."""
    declared = [(c, per) for c, per in costs if c is not None]
    if not declared or any(per and c for c, per in declared):
        return None
    return sum(c for c, _ in declared)


def _unpriced(use: str) -> None:
    """No node type has a declared cost."""


class _Counter:
    """Walks through a Melody, its bodies and files."""

    def __init__(self, melody: Melody, types: Types, cost_of: CostOf, open_melody: OpenMelody | None) -> None:
        self.melody = melody
        self.types = types
        self.cost_of = cost_of
        self.open_melody = open_melody
        self.opened = 0

    def part(
        self, part: Melody | Body, before: str, times: int, per: tuple[str, ...], depth: int = 0
    ) -> Iterator[NodeWorst]:
        """The steps of one level, which itself is played `times` times."""
        repeats = _repeats(part)
        for name, node in part.nodes.items():
            if node.enabled and node.when is not False:
                yield from self._node(node, before + name, times * repeats.get(name, 1), per, depth)

    def _node(self, node: Node, path: str, times: int, per: tuple[str, ...], depth: int) -> Iterator[NodeWorst]:
        if node.pin is not None or node.bypass:
            return
        own, others = self._attempts(node), list(self._alternatives(node))
        if node.use.partition("@")[0].startswith("flow."):
            yield from self._inside(node, path, times * own, per, depth)
            own = 0
        attempts = (own + sum(count for _, count in others)) * times
        if attempts:
            prices = [(self.cost_of(node.use) if own else None, own), *((self.cost_of(u), n) for u, n in others)]
            usd = [c.usd * n * times for c, n in prices if c is not None]
            tokens = [c.tokens * n * times for c, n in prices if c is not None]
            yield NodeWorst(path, attempts, per, sum(usd) if usd else None, sum(tokens) if tokens else None)

    def _inside(self, node: Node, path: str, times: int, per: tuple[str, ...], depth: int) -> Iterator[NodeWorst]:
        """What a flow node plays."""
        if node.body is not None and depth < MAX_DEPTH:
            passes = _passes(node)
            if passes is None:
                per = (*per, path)
            yield from self.part(node.body, f"{path}/", times * (1 if passes is None else passes), per, depth + 1)
        elif is_type(node, "flow.melody"):
            inner = self._open(node, depth)
            if inner is not None:
                yield from self.part(inner, f"{path}/", times, per, depth + 1)
            else:
                yield NodeWorst(path, times, per)

    def _open(self, node: Node, depth: int) -> Melody | None:
        text = melody_file(node)
        # What lies in another folder has paths of its own, so only this Melody's own files are opened.
        if text is None or self.open_melody is None or depth > 0 or self.opened >= MAX_MELODIES:
            return None
        self.opened += 1
        return self.open_melody(text)

    def _attempts(self, node: Node) -> int:
        """Attempts of the node itself, those of its gate included."""
        gate = node.quality.times if node.quality is not None and node.quality.else_ == "repeat" else 0
        if node.retry is not None:
            return node.retry.attempts + gate
        if node.on_error is not None or any(a.use is not None or a.value is not None for a in node.fallback):
            return 1 + gate
        return self._undeclared(node) + gate

    def _undeclared(self, node: Node) -> int:
        """Attempts where nothing is declared: one for what may write twice."""
        type = self.types.find(node.use)
        if type is not None and type.is_flow:
            return 1
        writes = (node.effects or (type.effects if type is not None else "writes")) == "writes"
        if writes and not (type is not None and type.idempotent):
            return 1
        return UNDECLARED[node.importance]

    def _alternatives(self, node: Node) -> Iterator[tuple[str, int]]:
        """Node type and attempts of each alternative; a fixed value is no attempt."""
        last = len(node.fallback) - 1
        for index, alternative in enumerate(node.fallback):
            if alternative.use is not None:
                only_one = index < last or node.on_error is not None
                yield alternative.use, 1 if only_one else self._undeclared(node)
        if node.reconstruct is not None:
            yield node.reconstruct.use, 1


def _passes(node: Node) -> int | None:
    """How often the body of a node is played at most; None if only play tells."""
    if is_type(node, "flow.repeat"):
        most = node.with_.get("max")
        return most if isinstance(most, int) and not isinstance(most, bool) else None
    if "grow" in node.with_:
        most = node.with_.get("max_items", 10_000)
        return most if isinstance(most, int) and not isinstance(most, bool) else None
    items = node.with_.get("items") if "items" not in node.in_ else None
    return len(items) if isinstance(items, tuple) else None


def _repeats(part: Melody | Body) -> dict[str, int]:
    """How often each node of a level is played for one play of the level; once where it says nothing."""
    graph = Graph(part.nodes)
    times: dict[str, int] = {}

    def again(names: set[str], factor: int) -> None:
        for name in names:
            times[name] = times.get(name, 1) * factor

    for wire in graph.back:
        again(graph.region(wire), (wire.max or 1) + 1)
    for name, node in part.nodes.items():
        if isinstance(node.join, Join) and node.join.late == "merge":
            wires = len(graph.before[name])
            needed = share(node.join.need, wires)
            again(graph.downstream(name) | {name}, 1 + max(0, wires - max(1, needed if needed is not None else 1)))
    for rule in part.rules if isinstance(part, Melody) else ():
        if isinstance(rule.else_, RepeatRule) and rule.else_.repeat in part.nodes:
            again(graph.downstream(rule.else_.repeat) | {rule.else_.repeat}, 1 + rule.else_.times)
    return times
