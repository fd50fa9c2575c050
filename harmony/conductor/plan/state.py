"""What a plan remembers of a run: one `State` a node and pass, one `Scope` a playing of a body.

Plain slotted objects, changed in place. Readiness is a matter of three counters.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from harmony.conductor.artifacts import Artifact, Slot

if TYPE_CHECKING:
    from harmony.conductor.plan.loops import Loop
    from harmony.conductor.plan.option import Option
    from harmony.conductor.plan.side import Side
    from harmony.conductor.plan.table import Spec, Table

IDLE: Final = 0
"""Its join has not fired."""
CHECKING: Final = 1
"""Fired; an answer (a condition, its inputs) is awaited."""
HELD: Final = 2
"""Ready; held by a slot, a key or a gate."""
RUNNING: Final = 3
"""A step at work."""
PLAYING: Final = 4
"""A flow node whose body plays, or that waits for an answer of the loop."""
DELAYED: Final = 5
"""Between two attempts."""
WAITING: Final = 6
"""For a time, an event or a person."""
ENDED: Final = 7

WORDS: Final = ("idle", "checking", "held", "running", "playing", "delayed", "waiting", "ended")

APPROVAL: Final = "approval"
"""Why of a node that asks a person."""
BUDGET: Final = "budget"
"""Why of a step that asks a person for more."""
DELIVERED: Final = True
"""What a wire of `after` brings."""


class Gone:
    """What a wire brings that will never deliver.

    Attributes:
        reason: the reason that a node gets which is skipped for it.
        cause: path of the node at which the skip began.
        failed: it counts as failed, not as skipped.
    """

    __slots__ = ("cause", "failed", "reason")

    def __init__(self, reason: str, cause: str, failed: bool = False) -> None:
        self.reason = reason
        self.cause = cause
        self.failed = failed

    def __repr__(self) -> str:
        return f"Gone({self.reason}, {self.cause})"


Brought = Artifact | bool | Gone | None
"""None: the wire is pending; DELIVERED: it only orders."""


class State:
    """One node in one scope.

    Attributes:
        spec, scope: what and where it is.
        path, pass_: its key.
        status: one of the constants above.
        end: "", completed, skipped or failed.
        total, needed: W and n of its join in this pass.
        iteration: of the innermost back loop around it; -1 without. `before`: its outputs in the pass before.
        brought: what each wire has brought, by position.
        inside: positions of the wires that count in a later pass of a region; None where all do.
        delivered, skipped, failed: how many wires ended so.
        gone: the first wire that will not deliver (a failed one if there is any).
        inputs: what the ports hold, once its join has fired.
        onward: what its wires bring if it was skipped or has failed.
        outputs: what its ports delivered.
        attempt: number of the last attempt, from 1.
        tries: attempts of the type that is tried now (the node's own or an alternative).
        options: what may be played in its stead; alternative: index into them + 1; 0 for the node itself.
        error: the last failure.
        holds: the concurrency key that it holds; `lane`: the kind of slot.
        params: evaluated parameters of a flow node.
        why: the reason why it is not running, for people.
        asks, armed: purposes of open questions and timers.
        play: what its flow node remembers.
        side: what it is for, if it is a call on the side; `sides`: how many such calls it had.
        is_cached: what it gave is the result of an earlier step.
        rebuilt: its reconstruction was tried.
        memo: the loop's own scratch; no part of the state.
    """

    __slots__ = (
        "alternative",
        "armed",
        "asks",
        "attempt",
        "before",
        "brought",
        "delivered",
        "end",
        "error",
        "failed",
        "gate_tries",
        "gone",
        "holds",
        "inputs",
        "inside",
        "is_cached",
        "iteration",
        "lane",
        "memo",
        "needed",
        "onward",
        "options",
        "outputs",
        "params",
        "pass_",
        "path",
        "play",
        "ready_at",
        "rebuilt",
        "scope",
        "side",
        "sides",
        "skipped",
        "spec",
        "started_at",
        "status",
        "total",
        "tries",
        "vary",
        "wait_over",
        "why",
    )

    def __init__(self, spec: Spec, scope: Scope) -> None:
        self.spec = spec
        self.scope = scope
        self.path: str = scope.prefix + spec.id
        self.pass_: str = scope.pass_
        self.status: int = IDLE
        self.end = ""
        self.brought: list[Brought] = [None] * spec.width
        self.total: int = spec.total
        self.inside: tuple[int, ...] | None = None
        self.needed: int = spec.join.needed
        self.iteration = -1
        self.before: dict[str, Artifact] | None = None
        self.onward: Gone | None = None
        self.delivered = self.skipped = self.failed = 0
        self.gone: Gone | None = None
        self.inputs: dict[str, Slot] | None = None
        self.outputs: dict[str, Artifact] | None = None
        self.armed: tuple[str, ...] = ()
        self.asks: tuple[str, ...] = ()
        self.attempt = 0
        self.tries = 0
        self.gate_tries = 0
        self.alternative = 0
        self.options: tuple[Option, ...] = spec.options
        self.vary = 0
        self.error: dict[str, Any] | None = None
        self.ready_at = self.started_at = 0.0
        self.wait_over = False
        self.why = ""
        self.holds = ""
        self.lane = 0
        self.is_cached = False
        self.params: Mapping[str, Any] = {}
        self.play: Any = None
        self.memo: Any = None
        self.side: Side | None = None
        self.sides = 0
        self.rebuilt = False

    @property
    def pending(self) -> int:
        """Wires that have not ended."""
        return self.total - self.delivered - self.skipped - self.failed

    def __repr__(self) -> str:
        return f"<{self.path}@{self.pass_} {self.end or WORDS[self.status]}>"


def may_repeat(spec: Spec) -> bool:
    """True if a flow node may be played more than once in its pass."""
    return spec.retry is not None or spec.node.on_error == "pause"


class Scope:
    """One playing of a body (or of the whole Melody).

    Attributes:
        table: what is played.
        owner: the flow node whose body it is; None at the top.
        prefix: beginning of the paths of its nodes (`triage/`).
        pass_: their pass; `was`: the same before the lists around it changed.
        inputs: what `inputs` holds in it.
        item, index, key: of a for-each.
        iteration, previous: of a repeat.
        states: one a node, by index.
        open: nodes that have not ended.
        loops: its regions of back wires.
        counts: what it is in may be played again, so attempts of its nodes are counted beyond it.
        depth: of sub-Melodies, against endless recursion.
        ended: "", completed, failed or cancelled.
        result: outputs by name, once it has ended well.
    """

    __slots__ = (
        "counts",
        "depth",
        "ended",
        "error",
        "index",
        "inputs",
        "is_melody",
        "item",
        "iteration",
        "key",
        "loops",
        "memo",
        "open",
        "owner",
        "pass_",
        "prefix",
        "previous",
        "result",
        "states",
        "table",
        "was",
    )

    def __init__(self, table: Table, owner: State | None, *, prefix: str, pass_: str, inputs: dict[str, Slot]) -> None:
        self.table = table
        self.owner = owner
        self.prefix = prefix
        self.pass_ = self.was = pass_
        self.inputs = inputs
        self.item: Artifact | None = None
        self.index = -1
        self.key: Any = None
        self.iteration = -1
        self.previous: dict[str, Slot] | None = None
        self.depth: int = owner.scope.depth if owner else 0
        self.is_melody = owner is None
        self.counts: bool = owner is not None and (owner.scope.counts or may_repeat(owner.spec))
        self.ended = ""
        self.error: dict[str, Any] | None = None
        self.result: dict[str, Artifact | None] = {}
        self.memo: Any = None
        self.states: list[State] = [table.make(spec, self) for spec in table.specs]
        self.open = len(self.states)
        self.loops: list[Loop] = []


class NoScope:
    """What a node remembers that plays no scope of its own."""

    __slots__ = ()

    def scopes(self) -> list[Scope]:
        """Scopes at play: none."""
        return []
