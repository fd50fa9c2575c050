"""All recorded runs of the suite on a virtual clock, beside the makespan of a list schedule.

    python benchmarks/real_runs.py [--quick]

With history the bar is 1.05 x list schedule for each run at 4, 16 and 64 workers; the row without history (a first
run of a Melody) is reported for comparison. Then 5 % of the tasks fail, under retry, skip and fallback.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.conductor import real

BAR = 1.05


def schedule_rows(runs: list[real.Recorded], *, knows: bool) -> float:
    """One row a number of workers; the worst ratio of all."""
    worst = 0.0
    for slots in real.SLOTS:
        began = time.perf_counter()
        ratios = {}
        for run in runs:
            _world, played = real.play(run, slots, knows=knows)
            real.check_order(run, played)
            ratios[run["path"]] = real.ratio(run, slots, played)
        seconds = time.perf_counter() - began
        path, top = max(ratios.items(), key=lambda entry: entry[1])
        worst = max(worst, top)
        told = "with history" if knows else "without history"
        mean = statistics.fmean(ratios.values())
        over = sum(ratio > BAR for ratio in ratios.values())
        print(f"{told:16} {slots:3} workers  mean {mean:.3f}  worst {top:.3f}  over {over:2}  {seconds:5.1f} s  {path}")
    return worst


def failure_rows(runs: list[real.Recorded]) -> None:
    """One row a policy; what is skipped must be what can be reached."""
    for policy in (*real.POLICIES, "mixed"):
        failed = skipped = 0
        for seed, run in enumerate(runs):
            fate = real.fates(run, policy, seed)
            failed += len(fate)
            skipped += real.check_failures(run, fate, real.play_failing(run, fate))
        print(f"5 % failing, {policy:8}  {failed:5} failed  {skipped:5} skipped: as can be reached, and nothing else")


def main(*, quick: bool) -> int:
    """Play them; 1 if a bar is missed."""
    if not real.SUITE.exists():
        print("The suite of recorded runs is not here: nothing is played.")
        return 0
    runs = real.recorded()[::7] if quick else real.recorded()
    print(f"{len(runs)} runs, {sum(run['tasks'] for run in runs)} tasks; makespan / list schedule (bar {BAR})")
    worst = schedule_rows(runs, knows=True)
    schedule_rows(runs, knows=False)
    failure_rows(runs)
    return 1 if worst > BAR else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    raise SystemExit(main(quick=parser.parse_args().quick))
