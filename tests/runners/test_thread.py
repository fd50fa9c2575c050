from __future__ import annotations

import asyncio
import threading
from pathlib import Path
from typing import Any

import pytest

from harmony.sdk import StepFailed
from tests.runners.conftest import Bench, appears


async def cancel_when_noted(bench: Bench, note: Path, seconds: float) -> None:
    async with asyncio.TaskGroup() as group:
        task = group.create_task(bench.play("nap", "thread", {"note": str(note), "seconds": seconds}))
        await appears(note)
        task.cancel()
    assert task.cancelled()


async def test_a_cancelled_step_gives_its_place_back_at_once(bench: Bench, tmp_path: Path) -> None:
    for i in range(3):
        await cancel_when_noted(bench, tmp_path / f"{i}", seconds=0.2)
    async with asyncio.timeout(0.1):
        assert await bench.play("echo_sync", "thread", value=1) == 1
    assert sum("left to itself" in line for line in bench.lines()) == 3


async def test_what_an_abandoned_thread_gives_is_thrown_away(bench: Bench, tmp_path: Path) -> None:
    await cancel_when_noted(bench, tmp_path / "a", seconds=0.05)
    told = list(bench.told)
    await asyncio.sleep(0.1)
    assert bench.told == told


async def test_abandoned_threads_end_with_their_step(bench: Bench, tmp_path: Path) -> None:
    await cancel_when_noted(bench, tmp_path / "a", seconds=0.02)
    async with asyncio.timeout(2):
        while any(t.name.startswith("harmony-step") for t in threading.enumerate()):  # noqa: ASYNC110
            await asyncio.sleep(0.005)


async def test_threads_are_kept_and_bounded(bench: Bench) -> None:
    await asyncio.gather(*[bench.play("echo_sync", "thread", value=i) for i in range(50)])
    assert sum(t.name.startswith("harmony-step") for t in threading.enumerate()) <= 2


async def test_one_who_waits_for_a_thread_can_leave(bench: Bench, tmp_path: Path) -> None:
    async with asyncio.TaskGroup() as group:
        for i in range(2):
            group.create_task(bench.play("nap", "thread", {"note": str(tmp_path / f"{i}"), "seconds": 0.1}))
        await appears(tmp_path / "1")
        leaver = group.create_task(bench.play("echo_sync", "thread", value=1))
        stayer = group.create_task(bench.play("echo_sync", "thread", value=2))
        await asyncio.sleep(0.01)
        leaver.cancel()
    assert leaver.cancelled() and stayer.result() == 2


async def test_closing_waits_a_moment_for_abandoned_steps(bench: Bench, tmp_path: Path) -> None:
    await cancel_when_noted(bench, tmp_path / "a", seconds=0.1)
    await bench.runners.close()
    assert not any(t.name.startswith("harmony-step") for t in threading.enumerate())


async def test_a_thread_that_cannot_be_started_gives_its_place_back(bench: Bench, monkeypatch: Any) -> None:
    def refuse(_thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", refuse)
        for _ in range(3):
            with pytest.raises(StepFailed, match="No thread") as caught:
                await bench.play("echo_sync", "thread", value=1)
    assert caught.value.error_class == "resource"
    async with asyncio.timeout(5):
        assert await bench.play("echo_sync", "thread", value=1) == 1
