from __future__ import annotations

import asyncio
import signal
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import pytest

from harmony.errors import ArtifactDamaged, StoreError
from harmony.sdk import StepFailed, Table
from tests.runners.conftest import Bench, appears, dies, is_alive

pytestmark = pytest.mark.slow


async def test_outputs_come_back_and_prints_become_logs(bench: Bench) -> None:
    assert await bench.play("shout", "process", {"times": 2}, value="ab") == "ABAB"
    assert bench.lines() == ["shouting ab", "beside"]


async def test_programs_of_a_step_print_into_the_log(bench: Bench) -> None:
    assert await bench.play("loud", "process") == 1
    assert bench.lines() == ["from a program", "raw one"]


async def test_a_fork_of_a_step_does_not_answer(bench: Bench) -> None:
    assert await bench.play("fork_off", "process") == 1
    assert bench.lines() == ["from a fork"]
    assert await bench.play("echo_sync", "process", value=3) == 3


async def test_secrets_are_taken_out_of_what_programs_print(bench: Bench) -> None:
    call = bench.call("leak_program", "process", {"key": "⟨secret:TOKEN:n1⟩"})
    call.secrets = {"n1": "hunter2-long"}
    await bench.run(call)
    assert bench.lines()[0] == "with ⟨secret⟩" and "taken out" in bench.lines()[1]


async def test_a_worker_is_kept(bench: Bench) -> None:
    assert len({await bench.play("pid", "process") for _ in range(5)}) == 1


@pytest.mark.slow
async def test_two_workers_at_once_and_not_more(bench: Bench) -> None:
    pids = await asyncio.gather(*[bench.play("pid", "process") for _ in range(8)])
    assert len(set(pids)) <= 2


@pytest.mark.slow
async def test_a_thousand_calls(bench: Bench) -> None:
    given = await asyncio.gather(*[bench.play("echo_sync", "process", value=i) for i in range(1000)])
    assert given == list(range(1000))


@pytest.mark.slow
async def test_big_values_travel_as_files(bench: Bench) -> None:
    value = [{"n": i, "text": "é" * 50} for i in range(5000)]
    assert await bench.play("echo_sync", "process", value=value) == value
    assert await bench.play("echo_sync", "process", value=b"\x00\xff" * 5000) == b"\x00\xff" * 5000
    assert list(bench.artifacts.inbox.glob("*/*")) == []


@pytest.mark.slow
async def test_tables_and_files_travel_as_paths(bench: Bench) -> None:
    done = await bench.run(bench.call("two", "process", rows=Table([{"n": 1}, {"n": 2}])))
    assert bench.artifacts.get(done.outputs["rows"]).rows() == [{"n": 1, "twice": 2}, {"n": 2, "twice": 4}]
    assert done.outputs["rows"].rows == 2
    page = bench.artifacts.get(done.outputs["page"])
    assert (page.name, page.read_text()) == ("page.html", "<p>" * 3000)


@pytest.mark.slow
async def test_a_list_of_tables_survives(bench: Bench) -> None:
    given = await bench.play("echo_sync", "process", value=[Table([{"a": 1}]), None, Table([{"a": 2}])])
    assert [None if t is None else t.rows() for t in given] == [[{"a": 1}], None, [{"a": 2}]]


@pytest.mark.slow
async def test_a_dead_process_is_a_crash_and_the_next_step_runs(bench: Bench) -> None:
    for how, word in (("exit", "status 7"), ("SIGSEGV", "SIGSEGV"), ("SIGKILL", "SIGKILL")):
        with pytest.raises(StepFailed, match=word) as caught:
            await bench.play("die", "process", {"how": how})
        assert caught.value.error_class == "crash"
    assert await bench.play("echo_sync", "process", value=1) == 1


async def swallow(work: Coroutine[Any, Any, None]) -> str:
    try:
        await work
    except Exception as error:
        return type(error).__name__
    return ""


@pytest.mark.slow
async def test_an_endless_loop_ends_with_its_timeout(bench: Bench, tmp_path: Path) -> None:
    note = tmp_path / "pid"

    async def play(limit: asyncio.Timeout) -> None:
        async with limit:
            await bench.play("spin", "process", {"note": str(note)})

    limit = asyncio.timeout(30)
    async with asyncio.TaskGroup() as group:
        task = group.create_task(swallow(play(limit)))
        pid = int(await appears(note))
        limit.reschedule(asyncio.get_running_loop().time() + 0.01)
        await dies(pid, within=1)
    assert task.result() == "TimeoutError"


@pytest.mark.slow
async def test_cancel_kills_a_step_with_all_that_it_started(bench: Bench, tmp_path: Path) -> None:
    note = tmp_path / "pids"
    async with asyncio.TaskGroup() as group:
        task = group.create_task(bench.play("family", "process", {"note": str(note)}))
        pids = [int(pid) for pid in (await appears(note)).split()]
        assert len(pids) == 4 and all(map(is_alive, pids))
        task.cancel()
        await dies(*pids, within=0.1)
    assert task.cancelled()
    assert await bench.play("echo_sync", "process", value=1) == 1


@pytest.mark.slow
async def test_a_cancelled_step_gives_its_place_back(bench: Bench, tmp_path: Path) -> None:
    async with asyncio.TaskGroup() as group:
        naps = [group.create_task(bench.play("nap", "process", {"note": str(tmp_path / f"{i}")})) for i in range(2)]
        for i in range(2):
            await appears(tmp_path / f"{i}")
        waiting = group.create_task(bench.play("echo_sync", "process", value="next"))
        withdrawn = group.create_task(bench.play("echo_sync", "process", value="never"))
        await asyncio.sleep(0.01)
        withdrawn.cancel()
        naps[0].cancel()
        assert await waiting == "next"
        naps[1].cancel()


async def test_the_scratch_folder_is_gone_after_the_step(bench: Bench) -> None:
    assert not Path(await bench.play("folder_of", "process")).exists()


@pytest.mark.slow
async def test_threads_and_processes_left_behind_end_with_their_worker(bench: Bench) -> None:
    first = await bench.play("leave_thread", "process")
    left = await bench.play("leave_process", "process")
    await dies(first, left, within=1)
    assert await bench.play("pid", "process") != first


@pytest.mark.slow
async def test_new_code_gets_a_new_worker(bench: Bench) -> None:
    from dataclasses import replace

    call = bench.call("pid", "process")
    before = (await bench.run(call)).outputs["value"].inline
    call.type = replace(call.type, code_hash="two")
    assert (await bench.run(call)).outputs["value"].inline != before


async def test_a_damaged_artifact_is_noticed_in_the_worker(bench: Bench) -> None:
    artifact = bench.artifacts.put("x" * 9000, "text")
    path = bench.artifacts.path(artifact)
    path.chmod(0o644)
    path.write_text("y" * 9000)
    with pytest.raises(ArtifactDamaged, match=path.name):
        await bench.play("echo_sync", "process", value=artifact)


async def test_a_missing_artifact_is_not_the_steps_fault(bench: Bench) -> None:
    artifact = bench.artifacts.put(Table([{"a": 1}]), "table")
    bench.artifacts.path(artifact).unlink()
    for isolation in ("inline", "thread", "process"):
        with pytest.raises(ArtifactDamaged, match="missing"):
            await bench.play("echo", isolation, value=artifact)


async def test_a_store_that_cannot_be_written_is_not_the_steps_fault(bench: Bench) -> None:
    await bench.play("pid", "process")
    [inbox] = bench.artifacts.inbox.glob("worker-*")
    inbox.rmdir()
    with pytest.raises(StoreError, match=r"`value` cannot be stored.*resume the run"):
        await bench.play("echo_sync", "process", value="x" * 9000)


@pytest.mark.slow
async def test_a_flood_of_lines_is_bounded(bench: Bench) -> None:
    assert await bench.play("flood", "process") == 1
    assert any("left out" in line for line in bench.lines())
    assert len(bench.lines()) < 15_000
    assert "line 19999" in bench.lines()[-2:]


@pytest.mark.slow
async def test_workers_end_when_their_engine_is_killed(tmp_path: Path) -> None:
    import sys

    note = tmp_path / "pid"
    script = f"""
import asyncio
from pathlib import Path
from tests.runners.conftest import Bench
async def main():
    await Bench(Path({str(tmp_path)!r})).play("nap", "process", {{"note": {str(note)!r}}})
asyncio.run(main())
"""
    engine = await asyncio.create_subprocess_exec(sys.executable, "-c", script, cwd=Path(__file__).parents[2])
    worker = int(await appears(note))
    engine.send_signal(signal.SIGKILL)
    await engine.wait()
    await dies(worker, within=1)


async def test_close_ends_all_workers(bench: Bench) -> None:
    pid: Any = await bench.play("pid", "process")
    await bench.runners.close()
    assert not is_alive(pid)


async def test_a_line_without_an_end_is_cut_and_stays_with_its_step(bench: Bench) -> None:
    for size in (20_000_000, 3):
        async with asyncio.timeout(5):  # it took minutes when each read copied all of it again
            await bench.play("spill", "process", {"size": size})
    said = [line for line in bench.lines() if set(line) == {"x"}]
    assert said[-1] == "xxx" and max(map(len, said)) <= 16 * 1024
