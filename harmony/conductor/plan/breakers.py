"""Circuit breakers, one a node type that has failed for want of an answer; see `policy.breaker`."""

from __future__ import annotations

from harmony.conductor.plan import recover
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
    if breaker.failed(error_class, (state.path, state.pass_), core.at):
        said = f"`{name}` has failed {breaker.failures} times in a row ({error_class}): it is left alone for {REST:g} s"
        factors = {"failures": breaker.failures, "allowed": FAILURES, "class": error_class, "seconds": REST}
        tell_decision(core, state, Decision("open", factors, said), "breaker")


def completed(core: Core, state: State) -> None:
    """A step has completed: its type answers."""
    breaker = core.breakers.get(name_of(state))
    if breaker is not None:
        breaker.went_well()
