"""Tokens of the machine: what nodes of all runs, in all processes, share; kept by the store.

A node takes all that it needs of them at once, after its turn and before its slot, and holds it to
its end, retries included.
"""

from __future__ import annotations

from typing import Any

from harmony.conductor.plan.commands import GiveBack, Take
from harmony.conductor.plan.core import Core
from harmony.conductor.plan.state import CHECKING, HELD, State
from harmony.melody.model import ConcurrencyKey

PURPOSE = "tokens"
WHY = "machine"


def needs_of(core: Core, state: State) -> dict[str, list[float]]:
    """Name to how much it takes and how much there is; empty if it takes nothing."""
    limits = core.holdings.shared
    found = {n: [amount, limits[n]] for n, amount in state.spec.resources.items() if n in limits}
    key = state.spec.node.concurrency_key
    if isinstance(key, ConcurrencyKey) and key.scope == "machine":
        found[f"key {core.holdings.names.get((state.path, state.pass_), key.key)}"] = [1, key.limit]
    return found


def waits(core: Core, state: State) -> bool:
    """True if the node has to wait for tokens of the machine; it goes on when it has them."""
    if (state.path, state.pass_) in core.holdings.tokens:
        return False
    needs = needs_of(core, state)
    if not needs:
        return False
    state.status = CHECKING
    core.ask(Take(state, PURPOSE, needs))
    return True


def answered(core: Core, state: State, value: Any) -> None:
    """It has its tokens; or somebody else has them, and it waits until they are given back."""
    needs = needs_of(core, state)
    state.why = ""
    if value is True:
        core.holdings.tokens[state.path, state.pass_] = needs
        state.status = CHECKING
        core.todo.append(state)
        return
    name, holder = value
    state.status = HELD
    state.why = f"{WHY} {name}"
    core.tell("node.queued", state, {"reason": WHY, "resource": name, "holder": holder})
    core.ask(Take(state, PURPOSE, needs, is_patient=True))


def give_back(core: Core, state: State) -> None:
    """A node has ended, or is stopped: what it holds or waits for is not wanted any more."""
    key = (state.path, state.pass_)
    core.holdings.names.pop(key, None)
    if core.holdings.tokens.pop(key, None) is not None or PURPOSE in state.asks:
        core.out.append(GiveBack(*key))
