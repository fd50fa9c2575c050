"""3.18 as inequalities: one factor changes, all others stay, and the choice never moves the wrong way."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from harmony.conductor.policy.recovery import TRANSIENT, Case, attempts_allowed, decide, last_resort

pytestmark = pytest.mark.slow

CLASSES = sorted(TRANSIENT | {"bug", "auth", "low_quality", "invalid_output", "invalid_input", "policy"})
LESS_TO_MORE: dict[str, list[Any]] = {
    "importance": ["optional", "recommended", "essential"],
    "risk": ["careful", "balanced", "bold"],
    "alternatives": [0, 1, 2, 5],
    "budget": [0.0, 0.01, 0.5, 1.0, None],
    "deadline": [0.0, 1.0, 5.0, 60.0, None],
}
CASES = st.builds(
    Case,
    error_class=st.sampled_from(CLASSES),
    retryable=st.sampled_from([None, None, True, False]),
    tries=st.integers(1, 5),
    is_safe=st.booleans(),
    retry_attempts=st.sampled_from([None, None, None, 1, 3]),
    varies=st.booleans(),
    reconstructs=st.booleans(),
    on_error=st.sampled_from([None, None, None, "fail", "skip", "route", "pause", "dead_letter"]),
    needs=st.sampled_from([0.5, 3.0, 30.0]),
    **{name: st.sampled_from(values) for name, values in LESS_TO_MORE.items()},
)


def along(case: Case, factor: str) -> list[Case]:
    """The same case with more and more of one factor."""
    return [structs.replace(case, **{factor: value}) for value in LESS_TO_MORE[factor]]


def attempts(case: Case) -> int:
    return attempts_allowed(case)[0]


def never_falls(values: list[Any]) -> bool:
    return all(one <= other for one, other in pairwise(values))


@given(CASES)
def test_3_18_attempts_do_not_fall_as_importance_rises(case: Case) -> None:
    assert never_falls([attempts(c) for c in along(case, "importance")])


@given(CASES)
def test_3_18_what_matters_more_is_not_let_go_more_readily(case: Case) -> None:
    assert never_falls([last_resort(c)[0] != "skip" for c in along(case, "importance")])
    assert never_falls([last_resort(c)[0] == "fail" for c in along(case, "importance")])


@given(CASES)
def test_3_18_skipping_does_not_fall_as_risk_rises_and_attempts_stay(case: Case) -> None:
    assert never_falls([decide(c).choice == "skip" for c in along(case, "risk")])
    assert len({attempts(c) for c in along(case, "risk")}) == 1


@given(CASES)
def test_3_18_more_alternatives_are_taken_no_later(case: Case) -> None:
    cases = along(case, "alternatives")
    assert never_falls([decide(c).choice == "fallback" for c in cases])
    assert never_falls([-attempts(c) for c in cases])  # nothing is sent again as it was while another stands ready
    assert all(decide(c).choice in ("retry", "fallback") for c in cases[1:])


@given(CASES)
def test_3_18_attempts_do_not_fall_as_budget_and_time_are_left(case: Case) -> None:
    for factor in ("budget", "deadline"):
        assert never_falls([attempts(c) for c in along(case, factor)])
        assert never_falls([decide(c).choice == "retry" for c in along(case, factor)])


@given(CASES)
def test_what_is_declared_wins_over_every_factor(case: Case) -> None:
    for factor in LESS_TO_MORE:
        for c in along(structs.replace(case, on_error="route"), factor):
            assert decide(c).choice in ("retry", "fallback", "reconstruct", "route")
            assert c.retry_attempts is not None or decide(c).choice != "retry"


BASE = Case(error_class="network", is_safe=True, tries=2, importance="recommended")
MOVES = [
    ("importance", ["skip", "retry", "retry"], {}),
    ("importance", ["skip", "skip", "fail"], {"tries": 9}),
    ("risk", ["fail", "skip", "skip"], {"tries": 9}),
    ("alternatives", ["retry", "fallback", "fallback", "fallback"], {}),
    ("budget", ["skip", "retry", "retry", "retry", "retry"], {}),
    ("deadline", ["skip", "skip", "retry", "retry", "retry"], {"needs": 3.0}),
]


@pytest.mark.parametrize(("factor", "choices", "more"), MOVES)
def test_3_18_every_factor_moves_the_choice(factor: str, choices: list[str], more: dict[str, Any]) -> None:
    assert [decide(c).choice for c in along(structs.replace(BASE, **more), factor)] == choices
