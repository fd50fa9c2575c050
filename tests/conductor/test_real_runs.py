"""Recorded runs of scientific workflows on a virtual clock; skipped where the suite is not there."""

import gzip
import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.conductor.kit import World

_SHARED = Path(__file__).resolve().parents[3] / "shared" / "suites"
SUITE = Path(os.environ.get("HARMONY_SUITES", _SHARED)) / "wfinstances"
pytestmark = pytest.mark.skipif(not SUITE.exists(), reason="the suite of recorded runs is not here")
SLOTS = 16
MOST_TASKS = 400


def recorded() -> list[tuple[dict[str, Any], float]]:
    """A dozen of the smaller runs, with the makespan of a list schedule each."""
    bars = {
        run["path"]: run["list_schedule_makespan_s"][str(SLOTS)]
        for run in json.loads((SUITE / "index.json").read_text())
    }
    with gzip.open(SUITE / "instances.jsonl.gz", "rt") as lines:
        runs = [run for run in map(json.loads, lines) if run["tasks"] <= MOST_TASKS]
    return [(run, bars[run["path"]]) for run in runs[:: max(1, len(runs) // 12)]]


@pytest.mark.slow
def test_real_runs_take_no_longer_than_a_list_schedule() -> None:
    for run, bar in recorded():
        nodes = {f"n{i}": task(parents, seconds) for i, (_, parents, seconds) in enumerate(run["T"])}
        world = World()
        history = {f"n{i}": seconds for i, (_, _, seconds) in enumerate(run["T"])}
        played = world.play(nodes, run={"concurrency": SLOTS}, history=history)
        assert played.status == "completed" and len(world.calls) == run["tasks"]
        check_order(run, [call.node for call in world.calls])
        assert played.seconds <= 1.05 * bar + 1e-6, run["path"]


def task(parents: list[int], seconds: float) -> dict[str, Any]:
    return {"use": "t.sleep", "with": {"seconds": seconds, "value": 1}, "after": [f"n{p}" for p in parents]}


def check_order(run: dict[str, Any], started: list[str]) -> None:
    """Every task once, none before its parents."""
    place = {name: i for i, name in enumerate(started)}
    assert len(place) == len(started)
    for i, (_, parents, _seconds) in enumerate(run["T"]):
        assert all(place[f"n{p}"] < place[f"n{i}"] for p in parents)
