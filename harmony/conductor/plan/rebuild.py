"""Reverse reconstruction: a missing output is made from a later artifact that exists."""

from __future__ import annotations

from harmony.conductor.plan import ends, recover, side
from harmony.conductor.plan.core import Core
from harmony.conductor.plan.state import CHECKING, ENDED, PLAYING, WAITING, State

WAITS = "reconstruct"
"""Why of a node that waits for the sources of its reconstruction."""


def look(core: Core, state: State) -> None:
    """Go on with a reconstruction: start it, wait for its sources, or let the failure stand."""
    what = state.spec.node.reconstruct
    assert what is not None
    sources = side.sources_of(state, what)
    if any(source.status != ENDED for source in sources.values()):
        state.status = WAITING
        state.why = WAITS
        core.rebuilding.setdefault((state.path, state.pass_), state)
        return
    core.rebuilding.pop((state.path, state.pass_), None)
    inputs = side.gather(state, what)
    if inputs is None:
        stand(core, state)
        return
    state.status = PLAYING
    state.why = ""
    state.play = None
    side.call(core, state, side.RECONSTRUCT, what, inputs)


def done(core: Core, call: State, state: State) -> None:
    """The reconstruction has ended: the node completes, or its failure stands."""
    if call.outputs:
        ends.complete(core, state, side.named(state, call.outputs), reconstructed=True)
    else:
        stand(core, state)


def stand(core: Core, state: State) -> None:
    """A source cannot come: recovery goes on from the failure."""
    core.rebuilding.pop((state.path, state.pass_), None)
    state.status = CHECKING
    state.why = ""
    recover.fail(core, state, dict(state.error or {}))


def wake(core: Core) -> bool:
    """Look again at what waits for sources; True if something moved.

    Called when nothing else is to be done: a source that depends on the very node that waits
    for it will never come.
    """
    for state in list(core.rebuilding.values()):
        if state.status == ENDED:
            core.rebuilding.pop((state.path, state.pass_), None)
            continue
        what = state.spec.node.reconstruct
        if what is not None and all(s.status == ENDED for s in side.sources_of(state, what).values()):
            look(core, state)
            return True
    is_idle = not (
        core.slots.running or core.asked or core.timers or core.slots.queued or core.people or core.waits_for_mail()
    )
    if core.rebuilding and is_idle:
        stand(core, next(iter(core.rebuilding.values())))
        return True
    return False
