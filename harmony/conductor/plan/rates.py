"""Rate limits of Players: a step of one starts when the process that plays it says so."""

from __future__ import annotations

from harmony.conductor.plan.commands import Permit
from harmony.conductor.plan.core import Core
from harmony.conductor.plan.option import name_of, type_of
from harmony.conductor.plan.state import CHECKING, DELAYED, State

PURPOSE = "rate"


def waits(core: Core, state: State) -> bool:
    """True if a step has to ask when it may start; it comes again when its time has come."""
    type = type_of(state)
    if type is None or type.player is None or type.player.rate is None:
        return False
    if core.holdings.cleared.get((state.path, state.pass_)) == type.id:
        return False
    state.status = CHECKING
    core.ask(Permit(state, PURPOSE, type.id, *type.player.rate))
    return True


def answered(core: Core, state: State, when: float) -> None:
    """It is known when it may start: at once, or at its time."""
    core.holdings.cleared[state.path, state.pass_] = name_of(state)
    wait = when - core.at
    if wait <= 0:
        state.status = CHECKING
        core.todo.append(state)
        return
    core.tell("node.queued", state, {"reason": PURPOSE, "seconds": wait})
    state.status = DELAYED
    state.why = PURPOSE
    core.arm(state, "retry", wait)


def started(core: Core, state: State) -> None:
    """The permit is used."""
    core.holdings.cleared.pop((state.path, state.pass_), None)
