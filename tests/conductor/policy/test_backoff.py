"""Waits between attempts, exactly."""

import pytest

from harmony.conductor.policy.backoff import delay_of, draw_of, variation


@pytest.mark.parametrize(
    ("backoff", "waits"), [("constant", [2, 2, 2, 2]), ("linear", [2, 4, 6, 8]), ("exponential", [2, 6, 10, 10])]
)
def test_s33_delays(backoff: str, waits: list[float]) -> None:
    assert [delay_of(k, backoff=backoff, delay=2, factor=3, max_delay=10) for k in range(1, 5)] == waits


def test_s33_full_jitter_is_a_share_of_the_delay() -> None:
    assert delay_of(2, backoff="linear", delay=3, factor=2, max_delay=60, jitter="full", draw=0.25) == 1.5


def test_draws_depend_on_seed_and_key_alone() -> None:
    draws = [draw_of(7, "a", "", n) for n in range(200)]
    assert draws == [draw_of(7, "a", "", n) for n in range(200)]
    assert all(0 <= d < 1 for d in draws) and len(set(draws)) == 200
    assert draw_of(8, "a", "", 1) != draws[1]


def test_s33_variations_in_order_and_the_last_for_good() -> None:
    vary = {"t": [0.2, 0.6], "m": "x"}
    assert [variation(vary, k) for k in range(4)] == [
        {},
        {"t": 0.2, "m": "x"},
        {"t": 0.6, "m": "x"},
        {"t": 0.6, "m": "x"},
    ]
