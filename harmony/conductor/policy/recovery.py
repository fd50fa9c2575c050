"""What to do when a step has failed: retry, an alternative, or one of the ends.

Declared policy wins; where nothing is declared the choice goes by importance, alternatives,
risk, budget and deadline: more important steps are tried more often, a ready alternative is
taken before a retry, risk readily taken lets steps go, and what time or money no longer
cover is not tried.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from harmony.conductor.policy.decision import Decision

TRANSIENT: Final = frozenset({"network", "timeout", "rate_limit", "unavailable", "crash"})
AS_IT_WAS: Final = frozenset({"network", "timeout", "rate_limit", "unavailable"})
"""Classes after which the very same call makes sense."""
NEVER_IDENTICAL: Final = frozenset({"low_quality", "invalid_output"})
ATTEMPTS: Final = {"essential": 4, "recommended": 3, "optional": 2}


class Case(Struct, kw_only=True):
    """What is known when a step has failed.

    Attributes:
        error_class, retryable: of the failure.
        tries: attempts made of what was tried last.
        importance, risk: as declared.
        is_safe: the step writes nothing, or is idempotent.
        retry_attempts: declared attempts in all; None without `retry`.
        retry_errors: declared classes; None for all.
        varies: the next attempt would differ (`vary`, or the node type's own variation).
        alternatives: how many are left.
        reconstructs: a `reconstruct` is declared and untried.
        on_error: as declared; None without.
        budget: share of the budget that is left, in [0, 1]; None without a budget.
        deadline: seconds left; None without one.
        needs: seconds that another attempt would take, wait included.
    """

    error_class: str
    retryable: bool | None = None
    tries: int = 1
    importance: str = "essential"
    risk: str = "balanced"
    is_safe: bool = False
    retry_attempts: int | None = None
    retry_errors: frozenset[str] | None = None
    varies: bool = False
    alternatives: int = 0
    reconstructs: bool = False
    on_error: str | None = None
    budget: float | None = None
    deadline: float | None = None
    needs: float = 0.0


def decide(case: Case) -> Decision:
    """The next thing to do; its `choice` is one of those listed in the fine points of play (39)."""
    factors = {
        "importance": case.importance,
        "alternatives": case.alternatives,
        "risk": case.risk,
        "budget": case.budget,
        "deadline": case.deadline,
        "class": case.error_class,
        "attempts": case.tries,
    }
    allowed, reason = attempts_allowed(case)
    if case.tries < allowed:
        return Decision("retry", factors, f"attempt {case.tries} of {allowed} failed ({case.error_class}); {reason}")
    if case.alternatives:
        return Decision("fallback", factors, f"{reason}; the next alternative is tried")
    if case.reconstructs:
        return Decision("reconstruct", factors, f"{reason}; its output is made from a later artifact")
    choice, why = last_resort(case)
    return Decision(choice, factors, f"{reason}; {why}")


def attempts_allowed(case: Case) -> tuple[int, str]:
    """How many attempts in all, and why."""
    if case.retryable is False:
        return 1, "the step says that trying again cannot help"
    if case.error_class in NEVER_IDENTICAL and not case.varies:
        return 1, f"after {case.error_class} the same call is not sent again and nothing varies it"
    if case.retry_attempts is not None:
        if case.retry_errors is not None and case.error_class not in case.retry_errors:
            return 1, f"its retry does not cover {case.error_class}"
        return case.retry_attempts, f"{case.retry_attempts} attempts are declared{_sameness(case)}"
    if case.on_error is not None:
        return 1, "on_error is declared and retry is not"
    return _undeclared_attempts(case)


def _undeclared_attempts(case: Case) -> tuple[int, str]:
    if case.error_class not in TRANSIENT:
        return 1, f"{case.error_class} is not cured by trying again"
    if not case.is_safe:
        return 1, "the step writes and is not idempotent"
    if case.alternatives:
        return 1, "an alternative stands ready"
    if case.budget is not None and case.budget <= 0:
        return 1, "the budget is spent"
    if case.deadline is not None and case.deadline < case.needs:
        return 1, "the deadline leaves no time for another attempt"
    attempts = ATTEMPTS[case.importance]
    return attempts, f"{case.importance} steps have {attempts} attempts{_sameness(case)}"


def _sameness(case: Case) -> str:
    if case.error_class in AS_IT_WAS and not case.varies:
        return "; it is sent again as it was"
    return ""


def last_resort(case: Case) -> tuple[str, str]:
    """What to do when nothing is left to try, and why."""
    if case.on_error is not None:
        return case.on_error, f"on_error says {case.on_error}"
    if case.importance == "optional":
        return "skip", "it is optional"
    if case.importance == "recommended" and case.risk != "careful":
        return "skip", f"it is recommended and risk is {case.risk}"
    return "fail", f"it is {case.importance}" + (" and risk is careful" if case.importance == "recommended" else "")
