"""Whether a budget covers a step."""

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
