"""The truth table of all joins x {delivered, skipped, failed, pending}."""

from itertools import product

import pytest

from harmony.conductor.plan.joins import FIRE, HOLD, IMPOSSIBLE, TIMEOUT, judge
from harmony.conductor.plan.wire import JoinPlan, needed_of
from harmony.melody.model import Join

COUNTS = [c for c in product(range(5), repeat=4) if sum(c) == 4]
"""(delivered, skipped, failed, pending) of four wires."""


def expected(
    needed: int, delivered: int, skipped: int, failed: int, pending: int, *, waits: bool, over: bool, on: str
) -> str:
    """D25 again, in the words of the page."""
    if pending == 0 and skipped == failed == 0:
        return FIRE  # all W have delivered
    if delivered + pending < needed:
        return IMPOSSIBLE
    if delivered >= needed and (not waits or over or pending == 0):
        return FIRE
    if over and delivered < needed:
        return FIRE if on == "proceed" else TIMEOUT
    return HOLD


@pytest.mark.parametrize("needed", [1, 2, 3, 4])
@pytest.mark.parametrize(("waits", "over"), [(False, False), (True, False), (True, True)])
@pytest.mark.parametrize("on", ["fail", "proceed", "route"])
def test_d25_truth_table(needed: int, waits: bool, over: bool, on: str) -> None:
    for delivered, skipped, failed, pending in COUNTS:
        found = judge(
            4, needed, delivered=delivered, skipped=skipped, failed=failed, waits=waits, is_over=over, on_timeout=on
        )
        assert found == expected(needed, delivered, skipped, failed, pending, waits=waits, over=over, on=on), (
            delivered,
            skipped,
            failed,
            pending,
        )


def test_d25_every_join_decides_when_nothing_is_pending() -> None:
    for needed, (delivered, skipped, failed, pending) in product([1, 2, 3, 4], COUNTS):
        if pending == 0:
            assert judge(4, needed, delivered=delivered, skipped=skipped, failed=failed, waits=True) in (
                FIRE,
                IMPOSSIBLE,
            )


@pytest.mark.parametrize(
    ("need", "total", "needed"),
    [
        ("75%", 4, 3),
        ("75%", 5, 4),
        ("100%", 7, 7),
        ("1%", 3, 1),
        ("33.4%", 3, 2),
        ("70%", 10, 7),
        (2, 5, 2),
        (None, 5, 5),
        ("any", 9, 1),
        ("all", 9, 9),
    ],
)
def test_s12_percentages_are_of_all_wires(need: object, total: int, needed: int) -> None:
    assert needed_of(need, total) == needed  # type: ignore[arg-type]


def test_join_in_numbers() -> None:
    join = JoinPlan(Join(need="75%", wait="30s", on_timeout="proceed", late="cancel"), 8)
    assert (join.needed, join.wait, join.on_timeout, join.late) == (6, 30.0, "proceed", "cancel")
    assert JoinPlan("any", 8).needed == 1 and JoinPlan("all", 8).is_plain
