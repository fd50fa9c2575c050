"""Where a debugger holds a run: before a node starts, and before its outputs go on.

With no debugger attached both gates cost one truth test (`core.gates is None`). What is
held has no slot, and its queue time has not begun.
"""

from __future__ import annotations

from harmony.conductor.artifacts import Artifact
from harmony.conductor.plan.core import Core, Key
from harmony.conductor.plan.messages import Debugged
from harmony.conductor.plan.state import CHECKING, HELD, State

ADMITTED = "admitted"
"""Why of a node that was let through by hand."""


class Gates:
    """What a debugger has set, and what it holds.

    Attributes:
        is_paused: nothing begins unless it is let through.
        before: paths of nodes that are held before they begin.
        behind: paths of nodes whose outputs are held.
        held: ready nodes that are held, in order; kept: nodes whose outputs are.
    """

    __slots__ = ("before", "behind", "held", "is_paused", "kept")

    def __init__(self) -> None:
        self.is_paused = False
        self.before: set[str] = set()
        self.behind: set[str] = set()
        self.held: dict[Key, State] = {}
        self.kept: dict[Key, State] = {}

    def holds(self, core: Core, state: State) -> bool:
        """The admission gate: True if the node is held before it begins."""
        if state.why == ADMITTED:
            state.why = ""
            return False
        is_hit = state.path in self.before
        if not (self.is_paused or is_hit):
            return False
        state.status = HELD
        state.why = "gate"
        self.held[state.path, state.pass_] = state
        core.tell("node.queued", state, {"reason": "breakpoint" if is_hit else "paused"})
        return True

    def keeps(self, state: State) -> bool:
        """The delivery gate: True if its outputs are held."""
        if state.path not in self.behind or not state.spec.outs:
            return False
        self.kept[state.path, state.pass_] = state
        return True


def debug(core: Core, event: Debugged) -> list[State]:
    """Do what a debugger asks.

    Returns:
        Nodes whose outputs go on now; the caller settles them.
    """
    if core.gates is None:
        core.gates = Gates()
    gates: Gates = core.gates
    key = (event.node, event.pass_)
    delivered: list[State] = []
    if event.action in ("before", "behind"):
        paths = gates.before if event.action == "before" else gates.behind
        (paths.add if event.on else paths.discard)(event.node)
    elif event.action == "pause":
        gates.is_paused = True
        core.announce("run.paused", {"reason": "debugger"})
    elif event.action == "step":
        _admit(core, gates, key if event.node else next(iter(gates.held), key))
    elif event.action == "deliver":
        state = gates.kept.pop(key, None)
        if state is not None:
            _edit(state, event.outputs)
            delivered.append(state)
    elif event.action in ("go", "detach"):
        delivered = _go(core, gates)
        if event.action == "detach":
            core.gates = None
    return delivered


def _admit(core: Core, gates: Gates, key: Key) -> None:
    """Let one held node through."""
    state = gates.held.pop(key, None)
    if state is not None and state.status == HELD:
        state.status = CHECKING
        state.why = ADMITTED
        core.todo.append(state)


def _go(core: Core, gates: Gates) -> list[State]:
    """Let everything through; breakpoints stay."""
    if gates.is_paused:
        core.announce("run.resumed", {"reason": "debugger"})
    gates.is_paused = False
    for key in list(gates.held):
        _admit(core, gates, key)
    delivered = list(gates.kept.values())
    gates.kept.clear()
    return delivered


def _edit(state: State, outputs: dict[str, Artifact]) -> None:
    """Put values made by a person in the place of outputs."""
    if outputs:
        state.outputs = {**(state.outputs or {}), **outputs}
