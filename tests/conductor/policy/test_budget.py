"""Whether a budget covers a step."""

from typing import Any

import pytest

from harmony.conductor.policy import budget


@pytest.mark.parametrize(
    ("left", "alternatives", "importance", "risk", "choice"),
    [
        (1.0, 0, "essential", "balanced", "go"),
        (0.4, 1, "essential", "balanced", "cheaper"),
        (0.4, 0, "essential", "bold", "stop"),
        (0.4, 0, "recommended", "balanced", "skip"),
        (0.4, 0, "recommended", "careful", "stop"),
        (-1.0, 0, "optional", "careful", "skip"),
    ],
)
def test_choices(left: float, alternatives: int, importance: str, risk: str, choice: str) -> None:
    asked = budget.decide({"usd": left}, {"usd": 0.5}, alternatives=alternatives, importance=importance, risk=risk)
    assert asked.choice == choice and asked.rationale
    assert budget.decide({"usd": left}, {"tokens": 9}, alternatives=0, importance=importance, risk=risk).choice == "go"


@pytest.mark.parametrize(
    ("left", "reserved", "guessed", "otherwise", "choice"),
    [
        (0.4, 0.2, False, "stop", "wait"),
        (0.4, 0.05, False, "stop", "stop"),
        (0.4, 0.05, False, "ask", "ask"),
        (0.4, 0.0, True, "stop", "go"),
        (0.1, 0.3, True, "stop", "wait"),
        (0.0, 0.0, True, "stop", "stop"),
        (-0.5, 0.5, True, "ask", "ask"),
    ],
)
def test_what_others_reserve_and_what_is_guessed(
    left: float, reserved: float, guessed: bool, otherwise: str, choice: str
) -> None:
    decision = budget.decide(
        {"usd": left},
        {"usd": 0.5},
        alternatives=0,
        importance="essential",
        risk="bold",
        reserved={"usd": reserved},
        guessed=frozenset({"usd"} if guessed else ()),
        otherwise=otherwise,
    )
    assert decision.choice == choice and decision.rationale


def test_what_is_expected_is_what_is_known_then_what_is_declared_then_a_tenth() -> None:
    budgets = {"usd": 2.0, "tokens": 1000.0, "time": 60.0}
    more: dict[str, Any] = {"declared": {"usd": 0.3}, "limit": None}
    found = budget.expect(budgets, usual={"tokens": 5.0}, may_pay=True, **more)
    assert found == ({"usd": 0.3, "tokens": 5.0, "time": 6.0}, frozenset({"time"}))
    more = {"declared": {}, "limit": 20.0}
    assert budget.expect(budgets, usual={}, may_pay=True, **more)[0] == {"usd": 0.2, "tokens": 100.0, "time": 20.0}
    assert budget.expect(budgets, usual={}, may_pay=False, **more)[0] == {"usd": 0.0, "tokens": 0.0, "time": 20.0}
