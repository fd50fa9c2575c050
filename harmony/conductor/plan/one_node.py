"""What a person does to one node while its run plays: cancel it, skip it, or have it tried again."""

from __future__ import annotations

from typing import Any, Final

from harmony.conductor.plan import ends, recover
from harmony.conductor.plan.core import Core
from harmony.conductor.plan.messages import Debugged
from harmony.conductor.plan.state import DELAYED, ENDED, PLAYING, RUNNING, State

ACTIONS: Final = frozenset({"cancel", "skip", "retry"})
_AT_WORK: Final = frozenset({RUNNING, PLAYING, DELAYED})


def refusal(core: Core, event: Debugged) -> str:
    """Why it cannot be done now, as a sentence; empty if it can."""
    named = f"`{event.node}`{f' in pass {event.pass_}' if event.pass_ else ''}"
    state = _find(core, event)
    if state is None:
        return f"There is no node {named} at play in this run."
    if state.status == ENDED:
        return f"{named} has ended: it is {state.end}."
    if state.why == "paused":
        return f"{named} is paused after a failure: `harmony answer` says what becomes of it."
    if event.action == "retry" and state.status not in _AT_WORK:
        return f"{named} is not at work: there is nothing to try again."
    return ""


def act(core: Core, event: Debugged) -> None:
    """Do it; what does not stand so any more is left alone."""
    state = _find(core, event)
    if state is None or refusal(core, event):
        return
    if event.action == "cancel":
        ends.cancel(core, state)
    elif event.action == "skip":
        ends.stop_work(core, state)
        message = "a person skipped it"
        ends.let_go(core, state, recover.complete_error(state, {"class": "policy", "message": message}))
    else:
        _again(core, state)


def _find(core: Core, event: Debugged) -> State | None:
    """The node, begun or not; of those in bodies only what has begun."""
    state = core.live.get((event.node, event.pass_))
    if state is not None or event.pass_ or event.node not in core.table.by_id:
        return state
    return core.top.states[core.table.by_id[event.node]]


def _again(core: Core, state: State) -> None:
    """Stop the attempt, or the wait before the next one, and begin anew at once."""
    for purpose in ("attempt", "idle", "retry"):
        core.disarm(state, purpose)
    ends.interrupt(core, state)
    state.tries = state.alternative = state.vary = 0
    error: dict[str, Any] = {"class": "policy", "message": "a person had it tried again"}
    recover.again(core, state, 0.0, recover.complete_error(state, error))
