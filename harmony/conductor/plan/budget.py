"""Budgets: what a step is expected to take is reserved when it starts, and settled when it ends.

Of a type that nobody knows one step goes first and the others wait for it: what it takes is what
they are expected to take.
"""

from __future__ import annotations

from typing import Any

from harmony.conductor.artifacts import Artifact
from harmony.conductor.plan import accounts, ends, recover
from harmony.conductor.plan.core import Core
from harmony.conductor.plan.decisions import tell_decision
from harmony.conductor.plan.option import left as options_left
from harmony.conductor.plan.option import name_of, type_of
from harmony.conductor.plan.state import BUDGET, CHECKING, WAITING, State
from harmony.conductor.policy import budget
from harmony.conductor.policy.decision import Decision
from harmony.melody.model import Budget
from harmony.melody.units import seconds

ANSWERS = ("raise", "skip", "stop")


def limits_of(declared: Budget) -> dict[str, float]:
    """What is bounded, by name; time in seconds."""
    named = {"usd": declared.usd, "tokens": declared.tokens}
    found = {name: float(limit) for name, limit in named.items() if limit is not None}
    if declared.time is not None:
        found["time"] = seconds(declared.time)
    return found


def covers(core: Core, state: State) -> bool:
    """True if the step may start; what it is expected to take is reserved then.

    Else what the policy says is under way.
    """
    name = name_of(state)
    expected, guessed = _expect(core, state, name)
    if guessed and name in core.purse.probing:
        accounts.wait(core, state, name)
        return False
    decision = budget.decide(
        accounts.left_of(core),
        expected,
        alternatives=options_left(state),
        importance=state.spec.node.importance,
        risk=core.setting.melody.run.risk,
        reserved=accounts.reserved(core),
        guessed=guessed,
        otherwise=core.setting.melody.run.budget.else_,
    )
    if decision.choice == "go":
        set_aside = accounts.probe if guessed else accounts.reserve
        set_aside(core, state, decision.factors["reserve"])
        return True
    if decision.choice == "wait":
        accounts.wait(core, state, name)
    else:
        _act(core, state, decision)
        accounts.wake(core, name)
    return False


def _expect(core: Core, state: State, name: str) -> tuple[dict[str, float], frozenset[str]]:
    type = type_of(state)
    usual = core.purse.usual.get(name)
    if usual is None:
        usual = {} if type is not None or not state.alternative else dict.fromkeys(core.purse.limits, 0.0)
    return budget.expect(
        core.purse.limits,
        usual=usual,
        declared=type.player.cost if type is not None and type.player is not None else {},
        limit=state.spec.limits.attempt,
        may_pay=type is None or type.secrets,
    )


def _act(core: Core, state: State, decision: Decision) -> None:
    """Carry out what is decided where the budget does not cover a step."""
    state.status = CHECKING
    state.why = ""
    tell_decision(core, state, decision, "budget")
    if decision.choice == "cheaper":
        recover.next_alternative(core, state, None)
    elif decision.choice == "ask":
        _ask(core, state, decision)
    else:
        _give_up(core, state, decision.choice, decision.rationale)


def _give_up(core: Core, state: State, choice: str, said: str) -> None:
    ends.stop_work(core, state)
    if choice == "skip":
        core.gaps.append({"node": state.path, "pass": state.pass_, "error": _spent(state, said)})
        core.tell("gap", state, {"error": _spent(state, said)})
        ends.skip(core, state, "budget", state.path)
    else:
        ends.fail(core, state, _spent(state, said))


def _spent(state: State, message: str) -> dict[str, Any]:
    error = {"class": "policy", "message": message, "retryable": False, "detail": {"budget": True}}
    return recover.complete_error(state, error)


# --- asking a person -----------------------------------------------------------------------


def _ask(core: Core, state: State, decision: Decision) -> None:
    """Have a person say whether more may be spent."""
    state.status = WAITING
    state.why = BUDGET
    core.people += 1
    fields = {name: {"type": "number", "minimum": 0, "title": f"{name} more"} for name in core.purse.limits}
    body = {
        "for": BUDGET,
        "about": decision.rationale,
        "left": decision.factors["left"],
        "expected": decision.factors["expected"],
        "form": {"type": "object", "properties": fields},
    }
    core.tell("node.waiting", state, body, state.attempt)


def answer(core: Core, state: State, choice: str, value: Artifact | None) -> None:
    """A person has answered: `raise` by some amounts (without them by what is short), `skip` or `stop`."""
    if choice not in ANSWERS:
        return
    if choice != "raise":
        said = "a person says that no more may be spent"
        _give_up(core, state, choice, said)
        return
    more = _amounts(core, state, value)
    for name, amount in more.items():
        core.purse.limits[name] += amount
        core.purse.raised[name] = core.purse.raised.get(name, 0.0) + amount
    tell_decision(core, state, Decision("raise", {"by": more}, "a person lets more be spent"), "budget")
    for other in [other for other in core.live.values() if other.status == WAITING and other.why == BUDGET]:
        core.people -= 1
        other.status = CHECKING
        other.why = ""
        core.todo.append(other)


def _amounts(core: Core, state: State, value: Artifact | None) -> dict[str, float]:
    """By how much each budget is raised."""
    given = value.inline if value is not None and isinstance(value.inline, dict) else {}
    found = {name: float(amount) for name, amount in given.items() if name in core.purse.limits and amount is not None}
    if any(found.values()):
        return found
    expected, _ = _expect(core, state, name_of(state))
    left = accounts.left_of(core)
    return {name: amount - left[name] for name, amount in expected.items() if amount > left[name]}
