"""Closed, open, half open."""

from harmony.conductor.policy.breaker import FAILURES, REST, Breaker

A, B = ("a", ""), ("b", "")


def opened() -> Breaker:
    breaker = Breaker()
    assert [breaker.failed("network", A, 0.0) for _ in range(FAILURES)] == [False] * (FAILURES - 1) + [True]
    return breaker


def test_it_opens_after_failures_in_a_row_and_lets_one_try_after_a_rest() -> None:
    breaker = opened()
    assert breaker.wait(A, 1.0) == REST - 1.0
    assert breaker.wait(A, REST) == 0.0 and breaker.wait(B, REST) > 0 and breaker.wait(A, REST) == 0.0
    breaker.went_well()
    assert breaker.wait(B, REST) == 0.0


def test_the_one_that_tries_may_fail_or_be_stopped() -> None:
    breaker = opened()
    assert breaker.wait(A, REST) == 0.0 and breaker.failed("timeout", A, REST)
    assert breaker.wait(B, REST + 1) == REST - 1
    assert breaker.wait(B, 2 * REST) == 0.0
    breaker.withdrawn(B)
    assert breaker.wait(A, 2 * REST) == 0.0


def test_what_is_the_steps_own_fault_does_not_count() -> None:
    breaker = Breaker()
    assert not any(breaker.failed("bug", A, 0.0) for _ in range(9)) and breaker.wait(B, 0.0) == 0.0
