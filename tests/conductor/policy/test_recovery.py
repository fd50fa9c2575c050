"""Recovery: declared policy wins, and the undeclared one moves in the stated directions."""

import itertools
from typing import Any

import pytest
from msgspec import structs

from harmony.conductor.policy.recovery import ATTEMPTS, TRANSIENT, Case, attempts_allowed, decide

BASE = Case(error_class="network", is_safe=True)


def case(**changes: Any) -> Case:
    return structs.replace(BASE, **changes)


@pytest.mark.parametrize(("importance", "attempts"), ATTEMPTS.items())
def test_s38_attempts_by_importance(importance: str, attempts: int) -> None:
    assert attempts_allowed(case(importance=importance))[0] == attempts


def test_s38_nothing_is_tried_twice_that_writes() -> None:
    assert decide(case(is_safe=False)).choice == "fail"


def test_s38_an_alternative_comes_before_a_retry() -> None:
    assert decide(case(alternatives=1)).choice == "fallback"


@pytest.mark.parametrize("changes", [{"budget": 0.0}, {"deadline": 1.0, "needs": 2.0}])
def test_s38_no_retry_that_is_not_covered(changes: dict[str, Any]) -> None:
    assert decide(case(**changes)).choice == "fail"


@pytest.mark.parametrize(("risk", "choice"), [("careful", "fail"), ("balanced", "skip"), ("bold", "skip")])
def test_s38_recommended_is_skipped_by_risk(risk: str, choice: str) -> None:
    assert decide(case(importance="recommended", risk=risk, tries=3)).choice == choice


def test_s37_on_error_without_retry_tries_nothing_twice() -> None:
    assert decide(case(on_error="skip")).choice == "skip"


def test_s37_retry_without_on_error_is_then_decided_by_importance() -> None:
    assert decide(case(retry_attempts=2, tries=2, importance="optional")).choice == "skip"


def test_s33_a_retry_covers_all_classes_but_what_cannot_be_helped() -> None:
    assert decide(case(error_class="bug", retry_attempts=3)).choice == "retry"
    assert decide(case(error_class="bug", retry_attempts=3, retryable=False)).choice == "fail"
    assert decide(case(error_class="bug", retry_attempts=3, retry_errors=frozenset({"network"}))).choice == "fail"


@pytest.mark.parametrize("error_class", ["low_quality", "invalid_output"])
def test_never_the_same_call_after_a_poor_output(error_class: str) -> None:
    assert decide(case(error_class=error_class, retry_attempts=3, alternatives=1)).choice == "fallback"
    assert decide(case(error_class=error_class, retry_attempts=3, varies=True)).choice == "retry"


def test_sent_again_as_it_was_is_said() -> None:
    assert "as it was" in decide(BASE).rationale


def test_s39_a_decision_has_its_factors() -> None:
    decision = decide(BASE)
    assert {"importance", "alternatives", "risk", "budget", "deadline"} <= decision.factors.keys()
    assert decision.rationale


ORDERS = {"importance": ["optional", "recommended", "essential"], "risk": ["careful", "balanced", "bold"]}


def test_3_18_one_factor_at_a_time() -> None:
    rest = itertools.product(
        ORDERS["risk"], sorted(TRANSIENT | {"bug"}), [True, False], [0, 2], [None, 0.0, 1.0], [None, 1.0]
    )
    for risk, error_class, is_safe, alternatives, budget, deadline in rest:
        found = [
            attempts_allowed(
                case(
                    importance=i,
                    risk=risk,
                    error_class=error_class,
                    is_safe=is_safe,
                    alternatives=alternatives,
                    budget=budget,
                    deadline=deadline,
                )
            )[0]
            for i in ORDERS["importance"]
        ]
        assert found == sorted(found)  # more important, no fewer attempts
        skips = [
            decide(case(importance="recommended", risk=r, tries=9, error_class=error_class)).choice == "skip"
            for r in ORDERS["risk"]
        ]
        assert skips == sorted(skips)  # more risk, no fewer skips
