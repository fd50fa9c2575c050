"""Budgets: what a step is expected to take is reserved when it starts, and settled when it ends."""

from __future__ import annotations

from collections.abc import Mapping

from harmony.conductor.plan import ends, recover
from harmony.conductor.plan.core import Core
from harmony.conductor.plan.option import left as options_left
from harmony.conductor.plan.option import name_of
from harmony.conductor.plan.state import CHECKING, State
from harmony.conductor.policy import budget
from harmony.conductor.policy.decision import Decision
from harmony.melody.model import Budget
from harmony.melody.units import seconds


def limits_of(declared: Budget) -> dict[str, float]:
    """What is bounded, by name; time in seconds."""
    named = {"usd": declared.usd, "tokens": declared.tokens}
    found = {name: float(limit) for name, limit in named.items() if limit is not None}
    if declared.time is not None:
        found["time"] = seconds(declared.time)
    return found


def covers(core: Core, state: State) -> bool:
    """True if the step may start; what it is expected to take is reserved then.

    Else what the policy says is under way. A type that has spent nothing so far counts as free.
    """
    expected = core.usual.get(name_of(state), {})
    decision = budget.decide(
        left_of(core),
        expected,
        alternatives=options_left(state),
        importance=state.spec.node.importance,
        risk=core.setting.melody.run.risk,
    )
    if decision.choice == "go":
        core.reserved[state.path, state.pass_] = expected
        return True
    state.status = CHECKING
    state.why = ""
    recover.tell_decision(core, state, decision, "budget")
    if decision.choice == "cheaper":
        recover.next_alternative(core, state, None)
    elif decision.choice == "skip":
        ends.stop_work(core, state)
        core.gaps.append({"node": state.path, "pass": state.pass_, "error": _spent(state, decision.rationale)})
        core.tell("gap", state, {"error": _spent(state, decision.rationale)})
        ends.skip(core, state, "budget", state.path)
    else:
        ends.stop_work(core, state)
        ends.fail(core, state, _spent(state, decision.rationale))
    return False


def left_of(core: Core) -> dict[str, float]:
    """What of each budget is neither spent nor reserved."""
    reserved = core.reserved.values()
    return {
        name: limit - core.spent.get(name, 0.0) - sum(one.get(name, 0.0) for one in reserved)
        for name, limit in core.budgets.items()
    }


def settle(core: Core, state: State, spent: Mapping[str, float]) -> None:
    """An attempt has ended: count what it really took, and learn what its type takes."""
    core.reserved.pop((state.path, state.pass_), None)
    took = {**spent, "time": max(0.0, core.at - state.started_at)}
    usual = core.usual.setdefault(name_of(state), {})
    for name, amount in took.items():
        if name in core.budgets:
            usual[name] = max(usual.get(name, 0.0), amount)
            core.spent[name] = core.spent.get(name, 0.0) + amount
            if core.spent[name] > core.budgets[name]:
                _tell_overrun(core, state, name)


def _tell_overrun(core: Core, state: State, name: str) -> None:
    """A step took more than was expected and left: said at once, never passed over."""
    factors = {"spent": core.spent[name], "limit": core.budgets[name]}
    said = f"{core.spent[name]:g} {name} are spent, more than the budget of {core.budgets[name]:g}"
    recover.tell_decision(core, state, Decision("overrun", factors, said), "budget")


def _spent(state: State, message: str) -> dict[str, object]:
    error = {"class": "policy", "message": message, "retryable": False, "detail": {"budget": True}}
    return recover.complete_error(state, error)
