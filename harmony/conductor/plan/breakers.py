"""Circuit breakers, one a node type that has failed for want of an answer; see `policy.breaker`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from harmony.conductor.plan import recover
from harmony.conductor.plan.commands import Trip
from harmony.conductor.plan.core import Core
from harmony.conductor.plan.decisions import tell_decision
from harmony.conductor.plan.option import left, name_of
from harmony.conductor.plan.state import CHECKING, DELAYED, State
from harmony.conductor.policy.breaker import CLASSES, FAILURES, REST, Breaker
from harmony.conductor.policy.decision import Decision


def lets(core: Core, state: State) -> bool:
    """True if a step may start; else an alternative is tried at once, or it waits for the breaker."""
    breaker = core.breakers.get(name_of(state))
    wait = 0.0 if breaker is None else breaker.wait((state.path, state.pass_), core.at)
    if not wait:
        return True
    state.status = CHECKING
    state.why = ""
    if left(state):
        said = f"`{name_of(state)}` has failed again and again and is left alone; the next alternative is tried"
        tell_decision(core, state, Decision("fallback", {"wait": wait}, said), "breaker")
        recover.next_alternative(core, state, None)
        return False
    core.tell("node.queued", state, {"reason": "breaker", "seconds": wait})
    state.status = DELAYED
    state.why = "breaker"
    core.arm(state, "retry", wait)
    return False


def failed(core: Core, state: State, error_class: str) -> None:
    """A step has failed: count it, and say so if that opens the breaker."""
    name = name_of(state)
    breaker = core.breakers.get(name)
    if breaker is None:
        if error_class not in CLASSES:
            return
        breaker = core.breakers[name] = Breaker()
    is_opened = breaker.failed(error_class, (state.path, state.pass_), core.at)
    if error_class in CLASSES:
        core.out.append(Trip(name, breaker.failures, breaker.until))
    if is_opened:
        said = f"`{name}` has failed {breaker.failures} times in a row ({error_class}): it is left alone for {REST:g} s"
        factors = {"failures": breaker.failures, "allowed": FAILURES, "class": error_class, "seconds": REST}
        tell_decision(core, state, Decision("open", factors, said), "breaker")


def completed(core: Core, state: State, name: str) -> None:
    """A step of a type has completed: it answers."""
    breaker = core.breakers.get(name)
    if breaker is None:
        return
    if breaker.until:
        said = f"`{name}` answers again"
        tell_decision(core, state, Decision("close", {"failures": breaker.failures}, said), "breaker")
    if breaker.until or breaker.failures:
        core.out.append(Trip(name, 0, 0.0))
    breaker.went_well()


def restore(core: Core, known: Mapping[str, Sequence[float]]) -> None:
    """Take over what other runs have seen of node types.

    An end that lies further off than a rest ever lasts is one of a clock that was set back.
    """
    for name, (failures, until) in known.items():
        breaker = core.breakers.setdefault(name, Breaker())
        breaker.failures = int(failures)
        breaker.until = min(until, core.at + REST) if until else 0.0
        if not until:
            breaker.probe = None
