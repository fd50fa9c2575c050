"""Rate limits of Players at play: no more starts than declared, over all runs of a process."""

from __future__ import annotations

import asyncio
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from harmony.conductor.broker import Rates
from harmony.sdk.manifest import Player
from tests.conductor.kit import World
from tests.conductor.nodes import sleep
from tests.conductor.plan.test_tokens import beside


def world(rate: tuple[int, float]) -> World:
    made = World()
    made.add("t.slow", lambda inputs, params: 1, player=Player(rate=rate))
    return made


def starts(records: list[Any]) -> list[float]:
    return sorted(r.at for r in records if r.kind == "node.started")


def test_steps_start_as_the_rate_allows_and_say_why_they_wait() -> None:
    played = world((2, 10.0)).play({f"n{i}": {"use": "t.slow"} for i in range(5)} | {"free": sleep(1)})
    began = played.events[0]["at"]
    assert [at - began for at in starts(played.records)] == [0, 0, 0, 10, 10, 20]
    assert [e["seconds"] for e in played.of("node.queued") if e["reason"] == "rate"] == [10, 10, 20]


def test_runs_of_one_process_share_the_rate() -> None:
    nodes = {f"n{i}": {"use": "t.slow"} for i in range(2)}
    told = asyncio.run(beside(world((1, 5.0)), nodes, nodes))
    both = sorted(starts(told[0]) + starts(told[1]))
    assert [round(b - a, 6) for a, b in pairwise(both)] == [5, 5, 5]


def test_a_step_that_waits_for_the_rate_holds_no_slot_and_can_be_cancelled() -> None:
    nodes = {f"n{i}": {"use": "t.slow"} for i in range(2)} | {"free": sleep(1, cancels=["n1"])}
    played = world((1, 60.0)).play(nodes, run={"concurrency": 1})
    assert played.end("n1") == "skipped:cancelled" and played.seconds <= 1


def test_an_attempt_that_is_tried_again_counts_too() -> None:
    made = world((1, 10.0))
    calls: list[float] = []

    def flaky(inputs: Any, params: Any) -> int:
        calls.append(made.clock.now())
        if len(calls) < 3:
            raise ConnectionError("no")
        return 1

    made.functions["t.slow"] = flaky
    played = made.play({"a": {"use": "t.slow", "retry": {"attempts": 3, "delay": "1s"}}})
    assert played.status == "completed" and [b - a for a, b in pairwise(calls)] == [10, 10]


@given(st.lists(st.floats(0, 5), max_size=40), st.integers(1, 4), st.floats(0.1, 9))
def test_no_window_ever_has_more_starts(gaps: list[float], count: int, seconds: float) -> None:
    rates, at, found = Rates(), 0.0, []
    for gap in gaps:
        at += gap
        found.append(rates.when("p", count, seconds, at))
    found.sort()
    assert all(b - a >= seconds - 1e-9 for a, b in zip(found, found[count:], strict=False))
