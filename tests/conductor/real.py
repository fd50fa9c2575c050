"""Recorded runs of scientific workflows as Melodies on a virtual clock; for `test_real_runs.py` and the benchmark."""

from __future__ import annotations

import functools
import gzip
import json
import os
import random
from collections import Counter
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

from harmony.sdk.failure import StepFailed
from tests.conductor.kit import Played, World

_SHARED = Path(__file__).resolve().parents[3] / "shared" / "suites"
SUITE = Path(os.environ.get("HARMONY_SUITES", _SHARED)) / "wfinstances"
SLOTS = (4, 16, 64)
FAILING = 0.05
"""Share of the tasks that fail in `play_failing`."""
POLICIES: dict[str, dict[str, Any]] = {
    "retry": {"retry": {"attempts": 2, "delay": "1s"}},
    "skip": {"on_error": "skip"},
    "fallback": {"fallback": [{"use": "t.spare", "with": {"value": 2}}]},
}
Recorded = dict[str, Any]


@functools.cache
def recorded() -> list[Recorded]:
    """All runs of the suite, in its order."""
    with gzip.open(SUITE / "instances.jsonl.gz", "rt") as lines:
        return [json.loads(line) for line in lines]


@functools.cache
def bars() -> dict[str, dict[str, float]]:
    """Makespan of a list schedule by path and number of workers, in seconds."""
    index = json.loads((SUITE / "index.json").read_text())
    return {run["path"]: run["list_schedule_makespan_s"] for run in index}


def tasks_of(run: Recorded) -> list[tuple[str, list[str], float]]:
    """Tasks: id, ids of its parents, seconds."""
    return [(f"n{i}", [f"n{p}" for p in parents], seconds) for i, (_, parents, seconds) in enumerate(run["T"])]


def nodes_of(run: Recorded) -> dict[str, dict[str, Any]]:
    """One step a task, which takes as long as it took."""
    return {
        name: {"use": "t.sleep", "with": {"seconds": seconds, "value": 1}, "after": parents}
        for name, parents, seconds in tasks_of(run)
    }


def play(run: Recorded, slots: int, *, knows: bool) -> tuple[World, Played]:
    """Play a run.

    Args:
        knows: the Conductor is told how long the tasks took before.
    """
    world = World()
    history = {name: seconds for name, _, seconds in tasks_of(run)} if knows else {}
    return world, world.play(nodes_of(run), run={"concurrency": slots}, history=history)


def ratio(run: Recorded, slots: int, played: Played) -> float:
    """Its makespan over that of a list schedule."""
    return played.seconds / bars()[run["path"]][str(slots)]


def check_order(run: Recorded, played: Played) -> None:
    """Every task has started and ended once, and none has started before its parents had ended."""
    assert played.status == "completed"
    found = {kind: {e["node"]: i for i, e in enumerate(played.events) if e["kind"] == kind} for kind in ENDS}
    counted = Counter(e["kind"] for e in played.events)
    assert {counted[kind] for kind in ENDS} == {run["tasks"]} == {len(nodes) for nodes in found.values()}
    for name, parents, _ in tasks_of(run):
        assert all(found["node.completed"][p] < found["node.started"][name] for p in parents)


ENDS = ("node.started", "node.completed")


# --- failures ----------------------------------------------------------------------------


def fates(run: Recorded, policy: str, seed: int) -> dict[str, str]:
    """Tasks that fail, each with its policy (`mixed`: any of them)."""
    draw = random.Random(f"{run['path']} {policy} {seed}")
    chosen = [name for name, _, _ in tasks_of(run) if draw.random() < FAILING]
    return {name: draw.choice(list(POLICIES)) if policy == "mixed" else policy for name in chosen}


def play_failing(run: Recorded, fate: dict[str, str], slots: int = 16) -> Played:
    """Play a run in which tasks fail: for good, or with `retry` at the first attempt."""
    world = World()

    async def task(inputs: Any, params: dict[str, Any], call: Any) -> int:
        await world.clock.sleep(params["seconds"])
        if call.node in fate and not (fate[call.node] == "retry" and call.attempt > 1):
            raise StepFailed("gone", error_class="network")
        return 1

    world.add("t.task", task)
    world.add("t.spare", lambda inputs, params: params["value"])
    nodes = nodes_of(run)
    for name, node in nodes.items():
        node["use"] = "t.task"
        if name in fate:
            node |= POLICIES[fate[name]]
    return world.play(nodes, run={"concurrency": slots})


def check_failures(run: Recorded, fate: dict[str, str], played: Played) -> int:
    """What is skipped is what is let go and all that can be reached from it, and nothing else.

    Returns:
        How many were skipped.
    """
    lost = {name for name, how in fate.items() if how == "skip"}
    parents = {name: parents for name, parents, _ in tasks_of(run)}
    gone: set[str] = set()
    for name in TopologicalSorter(parents).static_order():
        if name in lost or gone.intersection(parents[name]):
            gone.add(name)
    reached = {name for name in gone if gone.intersection(parents[name])}
    assert played.status == "completed"
    skipped = {e["node"]: e["reason"] for e in played.of("node.skipped")}
    assert skipped == dict.fromkeys(gone, "policy_skip") | dict.fromkeys(reached, "upstream_failed")
    done = Counter(e["node"] for e in played.of("node.completed"))
    assert set(done) == parents.keys() - gone and set(done.values()) <= {1}
    check_attempts(fate, played, set(done))
    assert {gap["node"] for gap in played.outcome.gaps} == gone - reached
    return len(gone)


def check_attempts(fate: dict[str, str], played: Played, done: set[str]) -> None:
    """What was retried or replaced has two attempts, all else one."""
    starts = Counter(e["node"] for e in played.of("node.started"))
    twice = {name for name, how in fate.items() if how != "skip" and name in done}
    assert {name for name, count in starts.items() if count == 2} == twice
    replaced = {e["node"] for e in played.of("node.completed") if e.get("alternative")}
    assert replaced == {name for name in twice if fate[name] == "fallback"}
