"""What becomes of wires that end after their join has fired."""

from __future__ import annotations

from harmony.conductor.plan import ends
from harmony.conductor.plan.core import Core
from harmony.conductor.plan.state import ENDED, State
from harmony.conductor.plan.table import Table


def cancel_rest(core: Core, state: State) -> None:
    """Cancel all that leads only to this join; what also leads elsewhere goes on."""
    states = state.scope.states
    for index in only_for(state):
        ends.cancel(core, states[index], state.path)


def only_for(state: State) -> list[int]:
    """Indexes of nodes that have not ended and lead nowhere but to this join, in file order."""
    table = state.scope.table
    states = state.scope.states
    kept = {index for index, _port in table.outputs.values()}
    found: set[int] = set()
    todo = list(state.spec.sources)
    while todo:
        index = todo.pop()
        if index in found or index in kept or states[index].status == ENDED:
            continue
        if all(_is_served(table, states, state, found, wire.target) for wire in table.specs[index].outs):
            found.add(index)
            todo.extend(table.specs[index].sources)
    return sorted(found)


def _is_served(table: Table, states: list[State], state: State, found: set[int], target: int) -> bool:
    """True if nobody at the end of that wire waits for it."""
    return target == state.spec.index or target in found or states[target].status == ENDED
