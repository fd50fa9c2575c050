"""Recorded runs of scientific workflows on a virtual clock; skipped where the suite is not there.

A dozen here; `benchmarks/real_runs.py` plays all 84.
"""

import pytest

from tests.conductor import real

pytestmark = pytest.mark.skipif(not real.SUITE.exists(), reason="the suite of recorded runs is not here")
MOST_TASKS = 250


def some() -> list[real.Recorded]:
    """A dozen of the smaller runs, of every kind."""
    if not real.SUITE.exists():
        return []
    runs = [run for run in real.recorded() if run["tasks"] <= MOST_TASKS]
    return runs[:: max(1, len(runs) // 12)]


@pytest.mark.slow
@pytest.mark.parametrize("slots", real.SLOTS)
def test_real_runs_take_no_longer_than_a_list_schedule(slots: int) -> None:
    for run in some():
        _world, played = real.play(run, slots, knows=True)
        real.check_order(run, played)
        assert real.ratio(run, slots, played) <= 1.05, run["path"]


@pytest.mark.slow
def test_without_history_the_order_is_kept_and_no_slot_idles() -> None:
    for run in some():
        world, played = real.play(run, 4, knows=False)
        real.check_order(run, played)
        assert world.most <= 4
        # Any schedule that leaves no worker idle is within 2 - 1/m of the best (Graham).
        assert real.ratio(run, 4, played) <= 2 - 1 / 4, run["path"]


@pytest.mark.slow
@pytest.mark.parametrize("policy", [*real.POLICIES, "mixed"])
def test_failures_skip_what_can_be_reached_and_nothing_else(policy: str) -> None:
    failed = skipped = 0
    for seed, run in enumerate(some()):
        fate = real.fates(run, policy, seed)
        failed += len(fate)
        skipped += real.check_failures(run, fate, real.play_failing(run, fate))
    assert failed > 10
    assert (skipped > 10) == (policy in ("skip", "mixed"))
