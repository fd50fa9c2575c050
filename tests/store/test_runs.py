from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from harmony.conductor.events import Record
from harmony.errors import RunNotFound, RunOwned, StoreError
from harmony.store import Database, RunRow, Runs, SqlJournal, lease

ROOT = Path(__file__).parents[2]


@pytest.fixture
def runs(database: Database) -> Runs:
    made = Runs(database)
    made.create(RunRow(id="a", name="first", created=1.0, melody={"nodes": {"x": 1}}, inputs={"n": [1]}))
    return made


def other(runs: Runs) -> Runs:
    """As another process sees the same database."""
    return Runs(Database(runs._database.path))


def test_a_run_comes_back(runs: Runs) -> None:
    row = runs.get("a")
    assert (row.name, row.melody, row.inputs, row.status) == ("first", {"nodes": {"x": 1}}, {"n": [1]}, "admitted")


def test_ids_by_how_they_begin(runs: Runs) -> None:
    for number, id in enumerate(("ab", "abc", "b", "a%", "A")):
        runs.create(RunRow(id=id, created=2.0 + number))
    assert runs.ids("ab") == ["abc", "ab"]
    assert runs.ids("a%") == ["a%"] and runs.ids("x") == []
    assert len(runs.ids("")) == 6


def test_a_summary_leaves_out_what_is_played(runs: Runs) -> None:
    summary = runs.get("a").summary()
    assert summary["id"] == "a" and summary["created"] == 1.0 and summary["ended"] is None
    assert "melody" not in summary and "inputs" not in summary


def test_update_sets_fields(runs: Runs) -> None:
    runs.update("a", status="completed", ended=2.0, outcome={"gaps": []})
    assert (runs.get("a").status, runs.get("a").ended, runs.get("a").outcome) == ("completed", 2.0, {"gaps": []})


def test_unknown_runs_and_fields(runs: Runs) -> None:
    for call in (runs.get, runs.claim, runs.renew, runs.release, lambda id: runs.update(id, status="x")):
        with pytest.raises(RunNotFound, match="nope"):
            call("nope")
    with pytest.raises(TypeError, match="owner"):
        runs.update("a", owner="me")


def test_a_second_run_of_the_same_id_is_refused(runs: Runs) -> None:
    with pytest.raises(StoreError):
        runs.create(RunRow(id="a"))


def test_list_is_newest_first_and_in_pages(runs: Runs) -> None:
    for i in range(5):
        runs.create(RunRow(id=f"r{i}", created=10.0 + i, status="failed"))
    assert [r.id for r in runs.list(2)] == ["r4", "r3"]
    assert [r.id for r in runs.list(2, before=13.0)] == ["r2", "r1"]
    assert [r.id for r in runs.list(status="admitted")] == ["a"]


def test_who_creates_a_run_owns_it_and_can_give_it_back(runs: Runs) -> None:
    with pytest.raises(RunOwned, match="process"):
        other(runs).claim("a", "board")
    runs.renew("a")
    runs.release("a")
    assert runs.get("a").owner == ""
    assert other(runs).claim("a", "board", "unix:/x") == 2
    assert (runs.get("a").owner, runs.get("a").endpoint) == ("board", "unix:/x")


def test_who_was_overtaken_may_not_renew_or_release(runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lease, "STALE_SECONDS", -1.0)
    other(runs).claim("a", "board")
    with pytest.raises(RunOwned, match="board"):
        runs.renew("a")
    runs.release("a")
    assert runs.get("a").owner == "board"


@pytest.mark.slow
def test_a_dead_process_is_taken_over_at_once(runs: Runs) -> None:
    runs.release("a")
    script = (
        "import sys; from pathlib import Path; from harmony.store import Database, Runs;"
        "Runs(Database(Path(sys.argv[1]))).claim('a', 'cli')"
    )
    subprocess.run([sys.executable, "-c", script, str(runs._database.path)], cwd=ROOT, check=True)
    assert runs.get("a").owner == "cli"
    assert runs.claim("a", "board") == 3


@pytest.mark.slow
def test_of_two_processes_one_gets_the_run(runs: Runs) -> None:
    runs.release("a")
    script = """
import sys, time
from pathlib import Path
from harmony.errors import RunOwned
from harmony.store import Database, Runs
runs = Runs(Database(Path(sys.argv[1])))
runs.get("a")
print("ready", flush=True)
sys.stdin.readline()
try:
    print(runs.claim("a", "cli"), flush=True)
except RunOwned as error:
    print("owned", flush=True)
sys.stdin.readline()
"""
    command = [sys.executable, "-c", script, str(runs._database.path)]
    pair = [
        subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    said = []
    for child in pair:
        assert child.stdout is not None
        child.stdout.readline()
    for child in pair:
        assert child.stdin is not None
        child.stdin.write("\n")
        child.stdin.flush()
    for child in pair:
        assert child.stdout is not None
        said.append(child.stdout.readline().strip())
    for child in pair:
        child.communicate("\n")
    assert sorted(said) == ["2", "owned"]


def test_a_run_whose_process_was_ended_at_its_very_end(runs: Runs, database: Database) -> None:
    runs.create(RunRow(id="r1", status="running"))
    journal = SqlJournal(database)
    journal.append("r1", [Record(0, 1.0, "run.started"), Record(1, 7.0, "run.completed")])
    journal.close()
    assert runs.get("r1").standing == "running"
    runs.release("r1")
    assert runs.get("r1").status == "completed"
    assert [(r.status, r.ended) for r in runs.list() if r.id == "r1"] == [("completed", 7.0)]


def test_a_run_that_nobody_plays_is_stopped(runs: Runs) -> None:
    runs.create(RunRow(id="r1", status="running"))
    assert runs.get("r1").is_played
    runs.release("r1")
    assert (runs.get("r1").status, runs.get("r1").standing) == ("running", "stopped")


def test_a_run_that_never_began_leaves_nothing(runs: Runs) -> None:
    runs.discard("a")
    assert runs.list() == []
