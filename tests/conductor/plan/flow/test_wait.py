"""flow.wait: times and events (29, 51 of the fine points of play)."""

import asyncio
from typing import Any

from tests.conductor.nodes import play, sleep


def test_s29_events_are_kept_and_taken_once_oldest_first() -> None:
    async def act(run: Any, records: Any) -> None:
        for value in (1, 2, 3):
            run.send("go", value)

    wait = {"use": "flow.wait", "with": {"event": "go"}}
    played = play(
        {"a": wait | {"after": "s"}, "s": sleep(5), "b": wait | {"after": "a"}},
        {"a": "a.event", "b": "b.event"},
        act=act,
    )
    assert played.outputs == {"a": 1, "b": 2}


def test_s29_keep_false_takes_only_what_is_sent_while_it_waits() -> None:
    async def act(run: Any, records: Any) -> None:
        run.send("go", 1)
        await asyncio.sleep(0.02)
        run.send("go", 2)

    played = play(
        {"a": {"use": "flow.wait", "with": {"event": "go", "keep": False}, "after": "s"}, "s": sleep(5)},
        {"a": "a.event"},
        act=act,
    )
    assert played.outputs == {"a": 2}


def test_s29_a_wait_holds_no_slot() -> None:
    nodes = {"w": {"use": "flow.wait", "with": {"for": "1h"}}, "a": sleep(1), "b": sleep(1)}
    assert play(nodes, run={"concurrency": 1}).seconds == 3600


def test_s51_waits_take_no_time_on_a_virtual_clock() -> None:
    assert play({"w": {"use": "flow.wait", "with": {"for": "30d"}}}).seconds == 30 * 86400
