"""Where a debugger holds a run: before a node starts, and before its outputs go on.

With no debugger attached both gates cost one truth test (`core.gates is None`). What is
held has no slot, its queue time has not begun, and while nothing else happens the run's
deadline stands still.
"""

from __future__ import annotations

from typing import Any

from harmony.conductor.artifacts import Artifact
from harmony.conductor.plan import branch
from harmony.conductor.plan.commands import Arm, Disarm, Finish
from harmony.conductor.plan.core import Core, Key
from harmony.conductor.plan.messages import Debugged
from harmony.conductor.plan.state import CHECKING, HELD, State

ADMITTED = "admitted"
"""Why of a node that was let through by hand."""
GATE = "gate"
"""Why of a node that is held before it begins."""
DELIVERY = "delivery"
"""Why of a node whose outputs are held."""


class Gates:
    """What a debugger has set, and what it holds.

    Attributes:
        is_paused: nothing begins unless it is let through.
        before: paths of nodes that are held before they begin.
        behind: paths of nodes whose outputs are held.
        branches: a node to it and all that follows it: held before they begin.
        through: nodes let through by hand, with all inside them.
        held: ready nodes that are held, in order; kept: nodes whose outputs are.
        stands: nothing happens any more until somebody lets something through.
        left: seconds to the deadline of a run that stands; None without one.
    """

    __slots__ = ("before", "behind", "branches", "held", "is_paused", "kept", "left", "stands", "through")

    def __init__(self) -> None:
        self.is_paused = False
        self.before: set[str] = set()
        self.behind: set[str] = set()
        self.branches: dict[str, frozenset[str]] = {}
        self.through: set[Key] = set()
        self.held: dict[Key, State] = {}
        self.kept: dict[Key, State] = {}
        self.stands = False
        self.left: float | None = None

    def holds(self, core: Core, state: State) -> bool:
        """The admission gate: True if the node is held before it begins."""
        if state.why == ADMITTED:
            state.why = ""
            return False
        reason = self._reason(state)
        if not reason:
            return False
        state.status = HELD
        state.why = GATE
        self.held[state.path, state.pass_] = state
        core.tell("node.queued", state, reason)
        return True

    def _reason(self, state: State) -> dict[str, str]:
        if self.through and self._is_let_through(state):
            return {}
        if state.path in self.before:
            return {"reason": "breakpoint"}
        for root, members in self.branches.items():
            if branch.is_in(state.path, members):
                return {"reason": "paused", "branch": root}
        return {"reason": "paused"} if self.is_paused else {}

    def _is_let_through(self, state: State) -> bool:
        """True if it, or what it stands in, was let through."""
        found: State | None = state
        while found is not None:
            if (found.path, found.pass_) in self.through:
                return True
            found = found.scope.owner
        return False

    def keeps(self, state: State) -> bool:
        """The delivery gate: True if its outputs are held."""
        if state.path not in self.behind or not state.spec.outs:
            return False
        state.why = DELIVERY
        self.kept[state.path, state.pass_] = state
        return True


def refusal(core: Core, event: Debugged) -> str:
    """Why what a debugger asks cannot be done now, as a sentence; empty if it can."""
    gates = core.gates
    named = f"`{event.node}`{f' in pass {event.pass_}' if event.pass_ else ''}"
    if event.action in ("before", "behind", "branch") and event.on and not branch.is_known(core, event.node):
        return f"There is no node {named} in this run."
    if event.action in ("step", "out"):
        held = gates.held if gates is not None else {}
        if event.node and (event.node, event.pass_) not in held:
            return f"{named} is not ready and held; {_named(held) or 'nothing is'}."
        if not held:
            return "Nothing is ready and held."
    if event.action == "deliver":
        state = gates.kept.get((event.node, event.pass_)) if gates is not None else None
        if state is None:
            return f"The outputs of {named} are not held; {_named(gates.kept if gates else {}) or 'none are'}."
        unknown = [port for port in event.outputs if port not in (state.outputs or {})]
        if unknown:
            return f"{named} gave no output `{unknown[0]}`; it gave {', '.join(state.outputs or {}) or 'none'}."
    return ""


def _named(held: dict[Key, State]) -> str:
    names = [f"`{path}@{pass_}`" if pass_ else f"`{path}`" for path, pass_ in list(held)[:5]]
    return f"{', '.join(names)} {'are' if len(names) > 1 else 'is'}" if names else ""


def debug(core: Core, event: Debugged) -> list[State]:
    """Do what a debugger asks.

    `pause` holds all that is ready from now on, `before`, `behind` and `branch` set (or with
    `on` False, take away) a gate at a node. `step` lets one ready node through, the first
    without a name, and holds all others; with `on` what is inside it goes through as well.
    `out` lets all through that stands beside a node in its body. `deliver` lets held outputs
    go on, edited if there are `outputs`. `go` lets all through and keeps the gates at nodes,
    or takes those at one node away; `detach` takes all away.

    Returns:
        Nodes whose outputs go on now; the caller settles them.
    """
    if core.gates is None:
        core.gates = Gates()
    gates: Gates = core.gates
    action = _ACTIONS.get(event.action)
    return action(core, gates, event) if action is not None else []


def _set(core: Core, gates: Gates, event: Debugged) -> list[State]:
    if event.action == "branch" and event.on:
        gates.branches[event.node] = branch.behind(core, event.node)
    elif event.action == "branch":
        gates.branches.pop(event.node, None)
    else:
        paths = gates.before if event.action == "before" else gates.behind
        (paths.add if event.on else paths.discard)(event.node)
    return []


def _pause(core: Core, gates: Gates, event: Debugged) -> list[State]:
    gates.is_paused = True
    core.announce("run.paused", {"reason": "debugger"})
    return []


def _step(core: Core, gates: Gates, event: Debugged) -> list[State]:
    key = (event.node, event.pass_) if event.node else next(iter(gates.held), None)
    state = gates.held.get(key) if key is not None else None
    if state is not None and key is not None:
        gates.is_paused = True
        if event.action == "out" and state.scope.owner is not None:
            owner = state.scope.owner
            gates.through.add((owner.path, owner.pass_))
            _look_again(core, gates)
        elif event.on:
            gates.through.add(key)
        _admit(core, gates, key)
    return []


def _deliver(core: Core, gates: Gates, event: Debugged) -> list[State]:
    state = gates.kept.pop((event.node, event.pass_), None)
    if state is None:
        return []
    _edit(state, event.outputs)
    return [state]


def _go(core: Core, gates: Gates, event: Debugged) -> list[State]:
    """Let everything through; gates at nodes stay, except those at a node that is named."""
    if event.node:
        gates.before.discard(event.node)
        gates.behind.discard(event.node)
        gates.branches.pop(event.node, None)
        _look_again(core, gates)
        return _let_out(gates, [key for key in gates.kept if key[0] == event.node])
    if event.action == "detach":
        gates.before.clear()
        gates.branches.clear()
    if gates.is_paused:
        core.announce("run.resumed", {"reason": "debugger"})
    gates.is_paused = False
    gates.through.clear()
    for key in list(gates.held):
        _admit(core, gates, key)
    found = _let_out(gates, list(gates.kept))
    _wake(core, gates)
    if event.action == "detach":
        core.gates = None
    return found


_ACTIONS: dict[str, Any] = {
    "before": _set,
    "behind": _set,
    "branch": _set,
    "pause": _pause,
    "step": _step,
    "out": _step,
    "deliver": _deliver,
    "go": _go,
    "detach": _go,
}


def _admit(core: Core, gates: Gates, key: Key) -> None:
    """Let one held node through."""
    state = gates.held.pop(key, None)
    if state is not None and state.status == HELD:
        state.status = CHECKING
        state.why = ADMITTED
        core.todo.append(state)


def _look_again(core: Core, gates: Gates) -> None:
    """What is held is looked at anew: a gate was taken away."""
    for key in list(gates.held):
        state = gates.held.pop(key)
        if state.status == HELD:
            state.status = CHECKING
            state.why = ""
            core.todo.append(state)


def _let_out(gates: Gates, keys: list[Key]) -> list[State]:
    found = [gates.kept.pop(key) for key in keys]
    for state in found:
        state.why = ""
    return found


def _edit(state: State, outputs: dict[str, Artifact]) -> None:
    """Put values made by a person in the place of outputs."""
    state.why = ""
    if outputs:
        state.outputs = {**(state.outputs or {}), **outputs}


# --- a run that stands ---------------------------------------------------------------------


def look(core: Core, gates: Gates) -> None:
    """After an event: does the run stand, or go on again?"""
    stands = _stands(core, gates)
    if stands == gates.stands:
        return
    if not stands:
        _wake(core, gates)
        return
    gates.stands = True
    timer = core.timers.pop(("", "", "deadline"), None)
    if timer is not None:
        gates.left = timer.when - core.at
        core.out.append(Disarm("", "", "deadline"))
    held = [{"node": path, "pass": pass_} for path, pass_ in gates.held]
    kept = [{"node": path, "pass": pass_} for path, pass_ in gates.kept]
    core.announce("run.paused", {"reason": "gate", "held": held, "delivery": kept})
    core.out.append(Finish("paused"))


def _stands(core: Core, gates: Gates) -> bool:
    if core.slots.running or core.asked or core.slots.queued or not core.began_at:
        return False
    if not (gates.kept or gates.is_paused or any(state.status == HELD for state in gates.held.values())):
        return False
    if gates.is_paused:
        return True
    return not core.waits_for_mail() and all(not key[0] for key in core.timers)


def _wake(core: Core, gates: Gates) -> None:
    """The run goes on: so does its deadline."""
    gates.stands = False
    if gates.left is not None:
        timer = Arm("", "", "deadline", core.at + gates.left)
        core.timers["", "", "deadline"] = timer
        core.out.append(timer)
        gates.left = None
