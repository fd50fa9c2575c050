"""Tokens of the machine at play (31 of the fine points of play)."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from harmony.conductor import Admission
from harmony.store.memory import MemoryTokens
from tests.conductor.kit import World, melody_of
from tests.conductor.nodes import each, fail, fired_at, sleep

KEY = {"key": "printer", "scope": "machine"}


def world() -> World:
    made = World()
    made.slots["tokens"] = MemoryTokens()
    return made


def held(made: World) -> Any:
    return made.slots["tokens"].held()


async def beside(made: World, *melodies: dict[str, Any], **more: Any) -> list[Any]:
    """Plays Melodies as runs of one process; the events of each."""
    told: list[list[Any]] = [[] for _ in melodies]
    async with made.conductor() as conductor:
        runs = [
            conductor.play(Admission(run=f"r{i}", melody=melody_of(nodes, **more)), told[i].extend)
            for i, nodes in enumerate(melodies)
        ]
        for run in runs:
            await run.wait()
    return told


def spans(told: list[Any], node: str) -> tuple[float, float]:
    at = {r.kind: r.at for r in told if r.node == node}
    return at["node.started"], at["node.completed"]


def test_s31_runs_take_turns_by_a_key_of_the_machine() -> None:
    made = world()
    told = asyncio.run(beside(made, {"a": sleep(3, concurrency_key=KEY)}, {"b": sleep(2, concurrency_key=KEY)}))
    (_, first_out), (second_in, _) = spans(told[0], "a"), spans(told[1], "b")
    assert second_in >= first_out
    waited = [r.body for r in told[1] if r.kind == "node.queued"]
    assert waited == [{"reason": "machine", "resource": "key printer", "holder": "`a` of run r0"}] and not held(made)


def test_without_a_store_for_them_every_run_goes_on() -> None:
    assert World().play({"a": sleep(3, concurrency_key=KEY)}).status == "completed"


def test_limits_expressions_and_named_resources() -> None:
    made = world()
    key = {"key": "{{ inputs.name }}", "scope": "machine", "limit": 2}
    nodes = {f"n{i}": sleep(1, concurrency_key=key) for i in range(4)} | {
        f"m{i}": sleep(1, resources={"licence": 2}) for i in range(3)
    }
    more = {"inputs": {"name": {"type": "text", "default": "x"}}}
    run = {"resources": {"licence": {"count": 4, "scope": "machine"}}}
    played = made.play(nodes, run=run, **more)
    assert played.seconds == 2 and not held(made)
    assert {e["resource"] for e in played.of("node.queued")} == {"key x", "licence"}


def test_a_flow_node_holds_its_key_for_all_of_its_body() -> None:
    made = world()
    loop = each({"n": sleep(1)}, {"n": "n"}, [1, 2], concurrency=1) | {"concurrency_key": KEY}
    played = made.play({"e": loop, "b": sleep(1, concurrency_key=KEY)})
    starts, others = fired_at(played, "b"), [fired_at(played, "e")]
    assert abs(starts - others[0]) >= (2 if starts > others[0] else 1)


@pytest.mark.parametrize("how", ["fails", "cancelled", "waits", "paused"])
def test_what_was_held_is_given_back_however_it_ends(how: str) -> None:
    made = world()
    nodes = {
        "fails": {"a": fail(concurrency_key=KEY, on_error="skip", retry={"attempts": 2, "delay": "1s"})},
        "cancelled": {"a": sleep(9, concurrency_key=KEY), "c": sleep(1, cancels=["a"])},
        "waits": {"a": sleep(3, concurrency_key=KEY), "b": sleep(9, concurrency_key=KEY), "c": sleep(1, cancels=["b"])},
        "paused": {"a": fail(concurrency_key=KEY, on_error="pause")},
    }[how]
    played = made.play(nodes)
    assert played.status == ("waiting" if how == "paused" else "completed")
    assert not held(made)


def test_a_run_that_goes_on_takes_its_tokens_again_first() -> None:
    made = world()
    nodes = {"a": sleep(5, concurrency_key=KEY)}

    async def act(run: Any, records: list[Any]) -> None:
        made.clock.call_at(made.clock.now() + 2, lambda: run.stop(RuntimeError("gone")))

    with pytest.raises(ExceptionGroup):
        made.play(nodes, act=act)
    tokens = made.slots["tokens"]
    assert not held(made) and tokens.take("other", "x", "", {"key printer": [1, 1]}) is None

    async def later(run: Any, records: list[Any]) -> None:
        await asyncio.sleep(0.3)
        assert not [r for r in records if r.kind == "node.started"]
        tokens.give_back("other", "x", "")

    again = made.play(nodes, resume=made.journal.read("r1"), act=later)
    assert again.status == "completed" and not held(made)


def test_a_run_that_waits_for_its_tokens_again_can_be_cancelled() -> None:
    made = world()
    nodes = {"a": sleep(5, concurrency_key=KEY)}

    async def act(run: Any, records: list[Any]) -> None:
        made.clock.call_at(made.clock.now() + 2, lambda: run.stop(RuntimeError("gone")))

    with pytest.raises(ExceptionGroup):
        made.play(nodes, act=act)
    assert made.slots["tokens"].take("other", "x", "", {"key printer": [1, 1]}) is None

    async def later(run: Any, records: list[Any]) -> None:
        await asyncio.sleep(0.1)
        run.cancel("enough")

    again = made.play(nodes, resume=made.journal.read("r1"), act=later)
    assert again.status == "cancelled" and held(made) == [("key printer", "other", "x")]


def test_a_key_that_a_flow_node_held_at_its_end_is_free() -> None:
    nodes = {
        "e": each({"f": {"use": "flow.fail", "concurrency_key": "k"}}, {}, [1, 2], on_item_error="skip", concurrency=1),
    }
    played = World().play(nodes, {"r": "e.report"})
    assert played.outputs["r"]["failed"] == 2


@pytest.mark.slow
def test_who_waits_is_served_in_order_and_thousands_wait_cheaply() -> None:
    made = world()
    nodes = {f"n{i}": sleep(1, concurrency_key=KEY | {"limit": 2}) for i in range(300)}
    looked = 0
    take = made.slots["tokens"].take

    def counted(*args: Any) -> Any:
        nonlocal looked
        looked += 1
        return take(*args)

    made.slots["tokens"].take = counted
    played = made.play(nodes)
    started = [fired_at(played, f"n{i}") for i in range(300)]
    assert started == sorted(started) and played.seconds == 150
    assert looked < 300 * 6
