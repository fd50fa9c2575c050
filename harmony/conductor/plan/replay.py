"""A node and all that follows it, played again in the same pass as new attempts."""

from __future__ import annotations

from harmony.conductor.plan import ends, loops, wires
from harmony.conductor.plan.core import Core
from harmony.conductor.plan.region import reach
from harmony.conductor.plan.state import ENDED, Gone, Scope, State


def again(core: Core, scope: Scope, index: int) -> frozenset[int]:
    """Have a node and what follows it played again; what of it still runs is stopped.

    A node in a back loop takes the whole loop with it.

    Returns:
        Indexes of the nodes that are played again.
    """
    members = _followers(scope, index)
    for member in sorted(members):
        state = scope.states[member]
        key = (state.path, state.pass_)
        core.attempts[key] = max(state.attempt, core.attempts.get(key, 0))
        _stop(core, scope, state)
    for loop in scope.loops:
        if loop.region.members <= members:
            loop.begin(0)
    for member in sorted(members):
        scope.states[member] = _fresh(scope, scope.states[member], members)
    core.is_over = False
    for member in sorted(members):
        state = scope.states[member]
        if not state.spec.node.enabled:
            wires.set_aside(core, state, "disabled")
        elif state.total == 0:
            wires.fire(core, state)
        elif state.delivered or state.gone is not None:
            wires.judge(core, state)
    return members


def _followers(scope: Scope, index: int) -> frozenset[int]:
    """A node and what follows it, with the whole of the back loops that they are in."""
    specs = scope.table.specs
    after = [[wire.target for wire in spec.outs if not wire.back] for spec in specs]
    found = reach(index, after)
    for region in scope.table.regions:
        if found & region.members:
            found |= reach(region.first, after)
    return frozenset(found)


def _stop(core: Core, scope: Scope, state: State) -> None:
    """Take a node out of play; one that has ended counts as open again."""
    if state.status == ENDED:
        scope.open += 1
        return
    ends.stop_work(core, state)
    core.forget(state)
    state.status = ENDED


def _fresh(scope: Scope, old: State, members: frozenset[int]) -> State:
    """The node as it was before its first wire from inside had brought anything."""
    new = scope.table.make(old.spec, scope)
    if new.spec.regions:
        loops.number(scope, new)
    for position, source in enumerate(old.spec.sources[: old.spec.total]):
        brought = old.brought[position]
        if source in members or brought is None:
            continue
        new.brought[position] = brought
        if not isinstance(brought, Gone):
            new.delivered += 1
        elif brought.failed:
            new.failed += 1
        else:
            new.skipped += 1
        if isinstance(brought, Gone) and (new.gone is None or brought.failed):
            new.gone = brought
    return new
