import asyncio
from typing import Any

import pytest

from harmony.app.played import Played, Result
from harmony.conductor.events import Record


def record(kind: str, **body: Any) -> Record:
    return Record(0, 1.0, kind, body=body)


async def test_listeners_get_public_events_alone() -> None:
    played = Played("r")
    told: list[tuple[str, list[str]]] = []
    played.listen(lambda run, events: told.append((run, [e["kind"] for e in events])))
    played.tell([record(".began"), record("run.started")])
    played.tell([record(".evaluated")])
    assert told == [("r", ["run.started"])]


async def test_gaps_and_letters_are_kept() -> None:
    played = Played("r")
    played.tell([record("gap", error={}), record("letter"), record("gap")])
    assert (len(played.gaps), len(played.letters)) == (2, 1)


async def test_events_end_with_the_run() -> None:
    played = Played("r")

    async def take() -> list[str]:
        return [event["kind"] async for event in played.events()]

    async with asyncio.TaskGroup() as group:
        task = group.create_task(take(), name="take")
        await asyncio.sleep(0)
        played.tell([record("run.started"), record("run.completed")])
    assert task.result() == ["run.started", "run.completed"]


async def test_events_end_with_a_fault_too() -> None:
    played = Played("r")

    async def take() -> list[str]:
        return [event["kind"] async for event in played.events()]

    async with asyncio.TaskGroup() as group:
        task = group.create_task(take(), name="take")
        await asyncio.sleep(0)
        played.tell([record("run.started")])
        played.fail(RuntimeError("broken"))
    assert task.result() == ["run.started"]
    with pytest.raises(RuntimeError, match="broken"):
        await played


async def test_the_first_result_counts() -> None:
    played = Played("r")
    played.finish(Result("r", "completed"))
    played.fail(RuntimeError())
    assert (await played).status == "completed"
    assert (await played.result()).status == "completed"


async def test_waiting_for_it_can_be_given_up() -> None:
    played = Played("r")
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(played.result(), 0.01)
    played.finish(Result("r", "completed"))
    assert (await played).status == "completed"
