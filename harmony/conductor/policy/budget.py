"""Whether a step may start when money, tokens or working time are bounded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from harmony.conductor.policy.decision import Decision

GUESS: Final = 0.1
"""Share of a budget that is set aside for a step of which nobody knows what it takes."""

EPSILON: Final = 1e-9
"""Sums of tenths are not exact."""


def expect(
    budgets: Mapping[str, float],
    *,
    usual: Mapping[str, float],
    declared: Mapping[str, float],
    limit: float | None,
    may_pay: bool,
) -> tuple[dict[str, float], frozenset[str]]:
    """What a step is expected to take of each budget, and which of these amounts are guesses.

    What its type took before in this run, at most, is what is expected; before its first end what
    is declared; else a tenth of the budget, of money and tokens only if the step can pay at all.

    Args:
        budgets: limits by name.
        usual: the most that its type took so far.
        declared: its Player's cost.
        limit: its time limit in seconds; it takes no longer.
        may_pay: its type may use secrets, or is not known.
    """
    expected: dict[str, float] = {}
    guessed = set()
    for name, most in budgets.items():
        if name in usual:
            expected[name] = usual[name]
        elif name in declared:
            expected[name] = declared[name]
        elif name == "time" and limit is not None:
            expected[name] = limit
        else:
            guessed.add(name)
            expected[name] = most * GUESS if name == "time" or may_pay else 0.0
    return expected, frozenset(guessed)


def decide(
    left: Mapping[str, float],
    expected: Mapping[str, float],
    *,
    alternatives: int,
    importance: str,
    risk: str,
    reserved: Mapping[str, float] | None = None,
    guessed: frozenset[str] = frozenset(),
    otherwise: str = "stop",
) -> Decision:
    """`go`, `wait` (for what others have set aside), `cheaper`, `skip`, `ask`, or `stop` (the run fails).

    Args:
        left: what of each budget is neither spent nor reserved.
        expected: what the step is expected to take.
        alternatives: how many the node has left; each counts as a cheaper tier.
        importance, risk: as declared.
        reserved: what steps at work have set aside; they may settle for less.
        guessed: names whose expected amount is a guess: as much as there is will do, if there is any.
        otherwise: the budget's `else`.
    """
    reserved = reserved or {}
    unspent = {name: amount + reserved.get(name, 0.0) for name, amount in left.items()}
    wanted = {name: _wanted(name, amount, unspent, guessed) for name, amount in expected.items()}
    short = [name for name, amount in wanted.items() if name in left and amount > left[name] + EPSILON]
    factors = {"left": dict(left), "expected": dict(expected), "alternatives": alternatives, "importance": importance}
    if not short:
        return Decision("go", factors | {"reserve": wanted}, "the budget covers it")
    said = ", ".join(f"{expected[name]:g} {name} are expected and {max(0.0, left[name]):g} are left" for name in short)
    if all(wanted[name] <= unspent[name] + EPSILON for name in short):
        return Decision("wait", factors, f"{said}; what steps at work have set aside is waited for")
    if alternatives:
        return Decision("cheaper", factors, f"{said}; the next alternative is tried")
    if importance == "optional" or (importance == "recommended" and risk != "careful"):
        return Decision("skip", factors, f"{said}; it is {importance}")
    if otherwise == "ask":
        return Decision("ask", factors, f"{said}; a person is asked for more")
    return Decision("stop", factors, f"{said}; it is {importance}, so the run stops here")


def _wanted(name: str, amount: float, unspent: Mapping[str, float], guessed: frozenset[str]) -> float:
    """What is to be set aside; a guess gives way to what there is."""
    if name in guessed and unspent.get(name, 0.0) > 0:
        return min(amount, unspent[name])
    return amount
