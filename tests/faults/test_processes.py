"""Processes that are killed, frozen clocks, and two that want the same run."""

import os
import signal
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.faults.conftest import Commands

pytestmark = pytest.mark.slow
DAY = 86_400


def turn_clock_back(home: Path) -> None:
    """What a run has written lies a day ahead, as after the clock was set back by a day."""
    with closing(sqlite3.connect(home / "harmony.db")) as database:
        database.execute("UPDATE journal SET at = at + ?", (DAY,))
        database.execute("UPDATE runs SET created = created + ?", (DAY,))
        database.commit()


def test_a_clock_that_goes_back(commands: Commands) -> None:
    commands.begin_and_kill()
    turn_clock_back(commands.home)
    commands.check_resume()
    times = [e["at"] for e in commands("runs", "show", "last", "--json").events]
    assert times == sorted(times)
    assert times[-1] - times[0] < 60


def test_a_wait_under_a_clock_that_goes_back(commands: Commands, tmp_path: Path) -> None:
    path = tmp_path / "w.melody.yaml"
    path.write_text("format: harmony/1\nname: w\nnodes:\n  wait: {use: flow.wait@1, with: {for: 3s}}\n")
    child = commands.begin("run", path)
    assert child.stdout is not None
    assert child.stdout.readline().startswith("run ")
    time.sleep(0.2)
    child.kill()
    child.communicate()
    turn_clock_back(commands.home)
    began = time.monotonic()
    assert commands("runs", "resume", "last").status == 0
    assert time.monotonic() - began < 20


def workers_of(child: subprocess.Popen[str]) -> list[int]:
    listed = Path(f"/proc/{child.pid}/task").glob("*/children")
    return [int(pid) for file in listed for pid in file.read_text().split()]


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs /proc")
def test_a_killed_worker_is_a_failed_attempt(commands: Commands) -> None:
    text = commands.melody.read_text()
    commands.melody.write_text(
        text.replace("        mark:\n", "        mark:\n          retry: {attempts: 3, delay: 1ms}\n")
    )
    child = commands.begin(*commands.tally(wait=0.05))
    for marks in (3, 8):
        commands.wait_for_marks(marks)
        for pid in workers_of(child):
            os.kill(pid, signal.SIGKILL)
    assert commands.end(child).status == 0
    assert sorted(set(commands.marked())) == list(range(30))


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs /proc")
def test_a_killed_worker_without_a_second_attempt(commands: Commands) -> None:
    child = commands.begin(*commands.tally(wait=0.2))
    commands.wait_for_marks(3)
    for pid in workers_of(child):
        os.kill(pid, signal.SIGKILL)
    said = commands.end(child)
    assert said.status == 1
    assert "ended by SIGKILL" in said.out
    assert "harmony runs resume" in said.out
    commands.check_resume()


def test_a_second_process_is_told_who_plays(commands: Commands) -> None:
    child = commands.begin(*commands.tally(wait=0.1))
    commands.wait_for_marks(2)
    said = commands("runs", "resume", "last")
    assert said.status == 1
    assert f"is being played by harmony (process {child.pid} on " in said.err
    assert "harmony runs watch" in said.err
    assert commands.end(child).status == 0
    assert commands.marked() == list(range(30))
