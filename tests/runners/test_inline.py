from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from harmony.sdk import Table
from tests.runners.conftest import Bench, appears


async def test_cancel_reaches_the_code_and_its_folder_goes(bench: Bench, tmp_path: Path) -> None:
    async with asyncio.TaskGroup() as group:
        task = group.create_task(bench.play("nap_async", "inline", {"note": str(tmp_path / "note")}))
        folder = Path(await appears(tmp_path / "note"))
        assert folder.exists()
        task.cancel()
    assert task.cancelled() and not folder.exists()


async def test_code_that_holds_up_the_loop_is_named(bench: Bench, tmp_path: Path) -> None:
    await bench.play("nap", "inline", {"note": str(tmp_path / "note"), "seconds": 0.06})
    assert "`nap` held up" in bench.lines()[0]


async def test_waiting_is_no_holding_up(bench: Bench) -> None:
    await bench.play("echo", "inline", value=1)
    assert await bench.play("later", "inline", {"seconds": 0.06}) == "waited" and bench.told == []


@pytest.mark.slow
async def test_tables_are_written_beside_the_loop(bench: Bench) -> None:
    rows = [{"n": i} for i in range(20_000)]
    turns = 0
    async with asyncio.TaskGroup() as group:
        task = group.create_task(bench.play("echo", "inline", value=bench.artifacts.put(rows, "list")))
        table = group.create_task(bench.play("echo", "inline", value=bench.artifacts.put(Table(rows[:5]), "table")))
        while not (task.done() and table.done()):
            await asyncio.sleep(0.001)
            turns += 1
    assert task.result() == rows and len(table.result()) == 5 and turns


async def test_no_folder_of_code_is_a_sentence(bench: Bench) -> None:
    from dataclasses import replace

    from harmony.sdk import StepFailed

    call = bench.call("echo", "inline")
    call.type = replace(call.type, function="nowhere:echo")
    with pytest.raises(StepFailed, match=r"nowhere\.py"):
        await bench.run(call)
