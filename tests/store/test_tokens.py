"""Tokens of the machine: one suite over the database and its twin, and two real processes (31 of the fine points)."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from harmony.store import Database
from harmony.store.memory import MemoryTokens
from harmony.store.tokens import SqlTokens

ONE = {"gpu": [1.0, 1.0]}


@pytest.fixture(params=["memory", "sql"])
def tokens(request: pytest.FixtureRequest, database: Database) -> Any:
    return MemoryTokens() if request.param == "memory" else SqlTokens(database)


def test_a_token_is_held_until_it_is_given_back(tokens: Any) -> None:
    assert tokens.take("r1", "a", "", ONE) is None
    name, holder = tokens.take("r2", "b", "", ONE)
    assert name == "gpu" and "`a` of run r1" in holder
    tokens.give_back("r2", "b", "")
    assert tokens.take("r2", "b", "", ONE) is not None
    tokens.give_back("r1", "a", "")
    assert tokens.take("r2", "b", "", ONE) is None and tokens.held() == [("gpu", "r2", "b")]


def test_all_are_taken_or_none(tokens: Any) -> None:
    assert tokens.take("r1", "a", "", ONE) is None
    assert tokens.take("r2", "b", "", {"net": [1, 1], **ONE})[0] == "gpu"
    assert tokens.take("r3", "c", "", {"net": [1, 1]}) is None


def test_counts_add_up_over_passes_and_runs(tokens: Any) -> None:
    assert tokens.take("r1", "a", "0", {"seat": [2, 5]}) is None
    assert tokens.take("r1", "a", "1", {"seat": [2, 5]}) is None
    assert tokens.take("r2", "a", "0", {"seat": [2, 5]}) is not None
    assert tokens.take("r2", "a", "0", {"seat": [1, 5]}) is None


HOLD = """
import sys, time
from pathlib import Path
from harmony.store import Database
from harmony.store.tokens import SqlTokens
assert SqlTokens(Database(Path(sys.argv[1]))).take("other", "a", "", {"gpu": [1.0, 1.0]}) is None
print("held", flush=True)
time.sleep(60)
"""


def test_what_a_killed_process_held_is_free_at_once(database: Database) -> None:
    mine = SqlTokens(database)
    with subprocess.Popen([sys.executable, "-c", HOLD, str(database.path)], stdout=subprocess.PIPE) as child:
        assert child.stdout is not None and child.stdout.readline() == b"held\n"
        found = mine.take("r1", "b", "", ONE)
        assert found is not None and f"process {child.pid}" in found[1]
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
        assert mine.take("r1", "b", "", ONE) is None
    assert mine.held() == [("gpu", "r1", "b")]


def test_a_holder_that_lives_and_renews_is_never_taken_from(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    from harmony.store import lease

    tokens = SqlTokens(database)
    assert tokens.take("r1", "a", "", ONE) is None
    now = time.monotonic()
    monkeypatch.setattr(lease, "now", lambda: now + lease.STALE_SECONDS - 1)
    tokens.renew()
    monkeypatch.setattr(lease, "now", lambda: now + 2 * lease.STALE_SECONDS - 2)
    assert tokens.take("r2", "b", "", ONE) is not None
    monkeypatch.setattr(lease, "now", lambda: now + 2 * lease.STALE_SECONDS)
    assert tokens.take("r2", "b", "", ONE) is None


MELODY = """\
format: harmony/1
name: turn
nodes:
  a:
    use: python.code@1
    concurrency_key: {key: printer, scope: machine}
    with:
      code: |
        import pathlib, time
        def main():
            pathlib.Path("LOG").open("a").write("NAME in\\n")
            time.sleep(SECONDS)
            pathlib.Path("LOG").open("a").write("NAME out\\n")
"""


def start(folder: Path, name: str, seconds: float) -> subprocess.Popen[bytes]:
    text = MELODY.replace("LOG", str(folder / "log")).replace("NAME", name).replace("SECONDS", str(seconds))
    file = folder / f"{name}.melody.yaml"
    file.write_text(text)
    command = [sys.executable, "-m", "harmony", "run", str(file), "--trust", "--json", "--home", str(folder / "home")]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def told_to_wait(process: subprocess.Popen[bytes]) -> str:
    """Why a run says that its node waits."""
    assert process.stdout is not None
    for line in process.stdout:
        event = json.loads(line)
        if event["kind"] == "node.queued":
            assert event["reason"] == "machine"
            return str(event["holder"])
    return ""


def log(folder: Path) -> list[str]:
    return (folder / "log").read_text().splitlines() if (folder / "log").exists() else []


def wait_for(folder: Path, line: str) -> None:
    end = time.monotonic() + 20
    while line not in log(folder):
        assert time.monotonic() < end, log(folder)
        time.sleep(0.05)


@pytest.mark.slow
def test_s31_two_processes_take_turns_and_a_killed_one_gives_its_turn_up(tmp_path: Path) -> None:
    first = start(tmp_path, "first", 60)
    wait_for(tmp_path, "first in")
    second = start(tmp_path, "second", 0.1)
    third = start(tmp_path, "third", 0.1)
    for waiting in (second, third):
        assert f"process {first.pid}" in told_to_wait(waiting) and log(tmp_path) == ["first in"]
    first.send_signal(signal.SIGKILL)
    killed = time.monotonic()
    assert second.wait(timeout=20) == 0 and third.wait(timeout=20) == 0
    assert time.monotonic() - killed < 8
    for process in (first, second, third):
        assert process.stdout is not None
        process.stdout.close()
    first.wait()
    lines = log(tmp_path)
    assert lines[0] == "first in" and sorted(lines[1:]) == ["second in", "second out", "third in", "third out"]
    assert lines[2].split()[0] == lines[1].split()[0]  # one after the other
