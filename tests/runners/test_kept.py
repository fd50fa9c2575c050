from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from harmony.runners import kept
from harmony.runners.kept import KeptWorker
from harmony.sdk import StepFailed, protocol
from tests.runners.conftest import Bench, dies


async def test_the_environment_holds_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HARMONY_SECRET_KEY", "hunter2")
    assert "hunter2" not in kept.environment().values()


async def test_a_program_that_does_not_start_is_a_crash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for command in (["/no/such/program"], [sys.executable, "-c", "raise SystemExit(4)"]):
        monkeypatch.setattr(kept, "command", lambda command=command: command)
        worker = KeptWorker(tmp_path, asyncio.get_running_loop())
        with pytest.raises(StepFailed) as caught:
            await worker.start()
        await worker.exited
        assert caught.value.error_class == "crash"
    assert list(tmp_path.iterdir()) == []


async def test_what_speaks_another_language_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loud = [sys.executable, "-c", "import time; print('hello ' * 100, flush=True); time.sleep(60)"]
    monkeypatch.setattr(kept, "command", lambda: loud)
    worker = KeptWorker(tmp_path, asyncio.get_running_loop())
    with pytest.raises(StepFailed):
        await worker.start()
    await worker.exited


async def test_cancelling_the_start_leaves_nothing(tmp_path: Path) -> None:
    worker = KeptWorker(tmp_path, asyncio.get_running_loop())
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await worker.start()
    await worker.exited
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="process groups")
async def test_kill_tree_reaches_a_session_of_its_own() -> None:
    script = (
        "import subprocess, time; p = subprocess.Popen(['sleep', '60'], start_new_session=True);"
        "print(p.pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen(  # noqa: ASYNC220
        [sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as top:
        assert top.stdout is not None
        below = int(top.stdout.readline())
        kept.kill_tree(top.pid)
        await dies(top.pid, below, within=1)
    kept.kill_tree(top.pid)


@pytest.mark.skipif(os.name == "nt", reason="a shell script stands for the frozen program")
async def test_a_frozen_program_is_its_own_worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "program"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m harmony "$@"\n')
    program.chmod(0o755)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(program))
    bench = Bench(tmp_path / "bench")
    assert await bench.play("echo_sync", "process", value=3) == 3
    await bench.runners.close()


async def test_what_comes_before_the_connection_is_a_message_too(tmp_path: Path) -> None:
    worker = KeptWorker(tmp_path, asyncio.get_running_loop())
    worker.pipe_data_received(1, protocol.frame({"ready": {}}))
    await asyncio.wait_for(worker._ready, 1)
