from __future__ import annotations

import pytest

from harmony.board.asked import Asked, asked_of


def budget(left: dict[str, float], expected: dict[str, float]) -> Asked:
    found = asked_of({"node": "a", "for": "budget", "left": left, "expected": expected, "about": "it is dear"})
    assert found is not None
    return found


def short(found: Asked) -> dict[str, float]:
    return {name: spec["default"] for name, spec in (found.form or {})["properties"].items()}


def test_a_budget_says_what_is_short() -> None:
    found = budget({"usd": 0.1, "time": 60.0}, {"usd": 0.4, "time": 5.0})
    assert found.text == "This step would take about $0.40, with $0.10 left: it is short by $0.30."
    assert short(found) == {"usd": 0.3}
    assert [one.choice for one in found.choices] == ["stop", "skip", "raise"]


def test_two_budgets_are_short() -> None:
    found = budget({"tokens": 500.0, "time": -1.0}, {"tokens": 2000.2, "time": 90.0})
    assert found.text == (
        "This step would take about 2,001 tokens and 1:30 min, with 500 tokens left: "
        "it is short by 1,501 tokens and 1:31 min."
    )
    assert short(found) == {"tokens": 1501, "time": 91.0}
    assert found.form is not None
    assert found.form["properties"]["tokens"]["title"] == "Raise tokens by"


@pytest.mark.parametrize("amount", [0.1 + 0.2, 1 / 3, 1e-8, 12.3456789, 2000.0])
def test_what_is_filled_in_is_enough(amount: float) -> None:
    given = short(budget({"usd": 0.0}, {"usd": amount}))["usd"]
    assert amount - 1e-9 <= given <= amount * 1.01


def test_an_overspent_budget_holds_what_costs_nothing() -> None:
    assert budget({"usd": -0.2}, {"usd": 0.0}).text.startswith("The budget is overspent by $0.20;")


def test_a_budget_without_amounts_says_why() -> None:
    found = budget({}, {})
    assert (found.text, found.form) == ("it is dear", None)


def test_a_failure_says_what_went_wrong() -> None:
    error = {"message": "`x` is gone", "attempts": 3}
    found = asked_of({"node": "a", "pass": "2", "for": "paused", "error": error})
    assert found is not None
    assert (found.pass_, found.text) == ("2", "It failed after 3 attempts: “x” is gone")
    assert [one.choice for one in found.choices] == ["fail", "skip", "retry"]


def test_a_doubtful_output_is_approved() -> None:
    found = asked_of({"node": "a", "for": "approval", "about": "quality", "form": None})
    assert found is not None
    assert "good enough" in found.text
    assert found.choices[-1].choice == "approve"


def test_who_waits_for_a_time_asks_nobody() -> None:
    assert asked_of({"node": "a", "for": "timer"}) is None
