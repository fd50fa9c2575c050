"""What steps hold while they run (3.06, 3.35 of the features)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conductor.kit import Played, World
from tests.conductor.nodes import fail, fired_at, play, sleep


def most_held(played: Played, nodes: dict[str, Any], name: str) -> float:
    """The most that steps held of a resource at any time."""
    held = most = 0.0
    for event in played.events:
        amount = nodes.get(event.get("node", ""), {}).get("resources", {}).get(name, 0)
        if event["kind"] == "node.started":
            held += amount
        elif event["kind"] in ("node.completed", "node.failed", "node.retrying") or (
            event["kind"] == "node.skipped" and event["reason"] in ("cancelled", "policy_skip") and event["attempt"]
        ):
            held -= amount
        most = max(most, held)
    return most


def test_there_is_as_much_as_is_declared_and_one_of_what_is_not() -> None:
    nodes = {f"n{i}": sleep(1, resources={"seat": 2}) for i in range(6)} | {
        f"m{i}": sleep(1, resources={"key": 1}) for i in range(3)
    }
    played = play(nodes, run={"resources": {"seat": 4}})
    assert played.seconds == 3 and most_held(played, nodes, "seat") == 4 and most_held(played, nodes, "key") == 1
    assert {e["reason"] for e in played.of("node.queued")} == {"resource"}
    assert played.run.plan.holdings.pools.used == {"seat": 0, "key": 0}


def test_more_than_there_is_fails_and_names_the_way_out() -> None:
    error = play({"a": sleep(1, resources={"gpu": 2})}).of("run.failed")[0]["error"]
    assert error["class"] == "resource" and "run: {resources: {gpu: …}}" in error["message"]


def test_a_large_wish_is_not_passed_over_for_ever() -> None:
    nodes = {"a": sleep(1, resources={"seat": 1}), "big": sleep(1, resources={"seat": 2})}
    nodes |= {f"n{i}": sleep(1, resources={"seat": 1}, after=["a"] if i == 0 else [f"n{i - 1}"]) for i in range(4)}
    nodes["late"] = sleep(1, resources={"seat": 1})
    played = play(nodes, run={"resources": {"seat": 2}})
    assert fired_at(played, "big") == 1


def test_3_06_what_a_step_held_is_given_back_however_it_ends() -> None:
    nodes = {
        "quick": sleep(1, cancels=["cancelled"]),
        "cancelled": sleep(9, resources={"a": 1}),
        "after": sleep(1, resources={"a": 1}),
        "fails": fail(resources={"b": 1}, on_error="skip", retry={"attempts": 2, "delay": "2s"}),
        "between": sleep(1, resources={"b": 1}),
        "slow": sleep(9, resources={"c": 1}, timeout="3s", on_error="skip"),
        "then": sleep(1, resources={"c": 1}),
    }
    played = play(nodes)
    assert [fired_at(played, n) for n in ("after", "between", "then")] == [1, 0, 3]
    assert set(played.run.plan.holdings.pools.used.values()) == {0}


def test_nobody_holds_a_slot_while_waiting_for_a_resource() -> None:
    nodes = {f"n{i}": sleep(2, resources={"seat": 1}) for i in range(3)} | {"free": sleep(1)}
    played = play(nodes, run={"concurrency": 2})
    assert fired_at(played, "free") == 0


def test_processors_and_memory_are_the_machines_and_one_step_alone_may_take_more() -> None:
    world = World()
    nodes = {f"n{i}": sleep(1, resources={"cpu": 10_000, "memory": "1kB"}) for i in range(3)}
    played = world.play(nodes)
    assert played.status == "completed" and played.seconds == 3
    assert played.run.plan.holdings.pools.shares["memory"] > 1e6


def test_a_run_that_goes_on_holds_what_it_held() -> None:
    world = World()
    nodes = {f"n{i}": sleep(5, resources={"seat": 1}) for i in range(3)}

    async def act(run: Any, records: list[Any]) -> None:
        world.clock.call_at(world.clock.now() + 7, lambda: run.stop(RuntimeError("gone")))

    with pytest.raises(ExceptionGroup):
        world.play(nodes, act=act)
    again = world.play(nodes, resume=world.journal.read("r1"))
    assert again.status == "completed" and again.run.plan.holdings.pools.used == {"seat": 0}
    assert most_held(again, nodes, "seat") == 1


NEEDS = st.dictionaries(st.sampled_from("abc"), st.integers(1, 3), max_size=3)


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(NEEDS, st.integers(1, 3)), min_size=1, max_size=8), st.integers(1, 8))
def test_nothing_is_overdrawn_nothing_is_stuck_and_all_is_given_back(steps: Any, concurrency: int) -> None:
    nodes = {f"n{i}": sleep(seconds, resources=needs) for i, (needs, seconds) in enumerate(steps)}
    played = play(nodes, run={"resources": {"a": 3, "b": 3, "c": 3}, "concurrency": concurrency})
    assert played.status == "completed" and set(played.run.plan.holdings.pools.used.values()) <= {0}
    assert all(most_held(played, nodes, name) <= 3 for name in "abc")
