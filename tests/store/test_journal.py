from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec import to_builtins

from harmony.errors import RunOwned, StoreError
from harmony.store import Database, MemoryJournal, SqlJournal
from harmony.store.journal import pack, unpack
from harmony.store.keys import READ
from tests.store.conftest import record

ROOT = Path(__file__).parents[2]
Journal = SqlJournal | MemoryJournal


@pytest.fixture(params=["memory", "sql", "full"])
def journal(request: pytest.FixtureRequest, database: Database) -> Iterator[Journal]:
    made = MemoryJournal() if request.param == "memory" else SqlJournal(database, full=request.param == "full")
    yield made
    made.close()


@pytest.fixture
def sql(database: Database) -> Iterator[SqlJournal]:
    made = SqlJournal(database)
    yield made
    made.close()


async def durable(journal: Journal, run: str = "r") -> None:
    future = journal.durable(run)
    if future is not None:
        await future


def on_disk(database: Database, run: str = "r") -> list[int]:
    connection = sqlite3.connect(database.path)
    rows = connection.execute(READ, (0, run)).fetchall()
    connection.close()
    return [row[0] for row in rows]


async def test_records_come_back_as_they_were(journal: Journal) -> None:
    given = [record(0, ".admitted", melody={"a": [1, None, 2.5]}), record(1), record(2, "log", text="é\n")]
    journal.append("r", given)
    await durable(journal)
    assert journal.read("r") == given
    assert journal.read("r", after=1) == given[2:]
    assert journal.read("other") == []


async def test_what_is_only_told_is_not_kept(journal: Journal) -> None:
    journal.append("r", [record(-1), record(0), record(-1)])
    await durable(journal)
    assert [r.seq for r in journal.read("r")] == [0]


async def test_reading_sees_what_is_not_on_disk_yet(journal: Journal) -> None:
    journal.append("r", [record(0)])
    await durable(journal)
    journal.append("r", [record(1)])
    journal.append("s", [record(0)])
    assert [r.seq for r in journal.read("r")] == [0, 1]


async def test_reading_sees_what_is_being_written(sql: SqlJournal, database: Database) -> None:
    other = sqlite3.connect(database.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    sql.append("r", [record(0)])
    waiting = sql.durable("r")
    await asyncio.sleep(0.02)
    sql.append("r", [record(1)])
    assert [r.seq for r in sql.read("r")] == [0, 1]
    other.execute("ROLLBACK")
    other.close()
    assert waiting is not None
    await waiting


async def test_nothing_to_wait_for_is_none(journal: Journal) -> None:
    assert journal.durable("r") is None
    journal.append("r", [record(0)])
    await durable(journal)
    assert journal.durable("r") is None


async def test_durable_means_on_disk(sql: SqlJournal, database: Database) -> None:
    for seq in range(10):
        sql.append("r", [record(seq)])
        await durable(sql)
        assert on_disk(database)[-1] == seq
        await asyncio.sleep(0)


async def test_many_at_once_are_grouped_in_order(sql: SqlJournal, database: Database) -> None:
    async def step(run: str, seq: int) -> None:
        sql.append(run, [record(2 * seq), record(2 * seq + 1)])
        await durable(sql, run)

    async with asyncio.TaskGroup() as group:
        for seq in range(500):
            group.create_task(step("r", seq))
            group.create_task(step("s", seq))
    assert on_disk(database) == on_disk(database, "s") == list(range(1000))


async def test_single_steps_and_crowds_take_turns(sql: SqlJournal, database: Database) -> None:
    seq = 0
    for crowd in (1, 1, 1, 1, 1, 5, 1, 200, 1, 1, 1, 1, 1, 2):
        futures = []
        for _ in range(crowd):
            sql.append("r", [record(seq)])
            futures.append(sql.durable("r"))
            seq += 1
        await asyncio.gather(*[f for f in futures if f is not None])
        assert len(on_disk(database)) == seq


async def test_a_cancelled_waiter_harms_nobody(sql: SqlJournal, database: Database) -> None:
    sql.append("r", [record(0)])
    first, second = sql.durable("r"), sql.durable("r")
    assert first is not None and second is not None
    first.cancel()
    await second
    assert on_disk(database) == [0]


async def test_batch_is_at_most_a_tenth_of_a_second_behind(sql: SqlJournal, database: Database) -> None:
    sql.configure("r", "batch")
    sql.append("r", [record(0)])
    await durable(sql)
    assert on_disk(database) == [0]
    sql.append("r", [record(1)])
    assert sql.durable("r") is None
    await asyncio.sleep(0.15)
    assert on_disk(database) == [0, 1]


async def test_in_step_too_what_nobody_waits_for_is_soon_on_disk(sql: SqlJournal, database: Database) -> None:
    """A step's end before a wait of an hour: nothing starts after it that would ask."""
    sql.append("r", [record(0)])
    await durable(sql)
    sql.append("r", [record(1)])
    await asyncio.sleep(0.15)
    assert on_disk(database) == [0, 1]


async def test_what_a_run_goes_on_with_is_soon_on_disk(sql: SqlJournal, database: Database) -> None:
    sql.append("r", [record(7, ".resumed", answers=[["ask", "", "approve", None]])])
    await asyncio.sleep(0.25)
    assert on_disk(database) == [7]


async def test_exit_writes_admission_and_end(sql: SqlJournal, database: Database) -> None:
    sql.configure("r", "exit")
    sql.append("r", [record(0)])
    await durable(sql)
    sql.append("r", [record(1)])
    await durable(sql)
    assert on_disk(database) == [0]
    sql.append("r", [record(2, "run.completed")])
    await durable(sql)
    assert on_disk(database) == [0, 1, 2]


async def test_close_writes_what_is_left(database: Database) -> None:
    journal = SqlJournal(database)
    journal.configure("r", "exit")
    journal.append("r", [record(0)])
    journal.close()
    assert on_disk(database) == [0]


async def test_a_locked_database_is_waited_for(sql: SqlJournal, database: Database) -> None:
    other = sqlite3.connect(database.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    sql.append("r", [record(0)])
    waiting = sql.durable("r")
    assert waiting is not None
    await asyncio.sleep(0.05)
    assert not waiting.done()
    other.execute("COMMIT")
    other.close()
    await waiting
    assert on_disk(database) == [0]


async def test_the_loop_goes_on_while_another_holds_the_database(sql: SqlJournal, database: Database) -> None:
    other = sqlite3.connect(database.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    sql.append("r", [record(0)])
    waiting, turns = sql.durable("r"), 0
    async with asyncio.timeout(0.2) as limit:
        while turns < 20:
            await asyncio.sleep(0.001)
            turns += 1
        limit.reschedule(None)
    other.execute("ROLLBACK")
    other.close()
    assert waiting is not None
    await waiting


async def test_who_was_overtaken_is_told_and_others_go_on(sql: SqlJournal, database: Database) -> None:
    other = SqlJournal(Database(database.path))
    other.append("r", [record(0)])
    await durable(other)
    other.close()
    sql.append("r", [record(0)])
    sql.append("s", [record(0)])
    overtaken, fine = sql.durable("r"), sql.durable("s")
    assert overtaken is not None and fine is not None
    await fine
    with pytest.raises(RunOwned, match="run r "):
        await overtaken
    sql.append("r", [record(1)])
    with pytest.raises(RunOwned):
        await durable(sql)


def test_huge_numbers_and_broken_text_survive() -> None:
    for body in ({"n": 2**80}, {"t": "\udc80"}, {"a": [1, {"b": None}]}):
        assert unpack(pack(body)) == body


CHILD = """
import asyncio, resource, sys
from pathlib import Path
from harmony.store import Database, SqlJournal
from tests.store.conftest import record

async def main():
    journal = SqlJournal(Database(Path(sys.argv[1])))
    print("ready", flush=True)
    seq = 0
    while True:
        crowd = 1 if seq % 40 < 20 else 7
        futures = []
        for _ in range(crowd):
            journal.append("r", [record(seq), record(seq + 1)])
            futures.append(journal.durable("r"))
            seq += 2
        await asyncio.gather(*[f for f in futures if f is not None])
        print(seq - 1, flush=True)

asyncio.run(main())
"""


@pytest.mark.slow
def test_what_was_durable_survives_a_kill_without_holes(database: Database) -> None:
    last = -1
    for delay in (0.02, 0.05, 0.11):
        database.path.unlink()
        for end in ("-wal", "-shm"):
            Path(f"{database.path}{end}").unlink(missing_ok=True)
        command = [sys.executable, "-c", CHILD, str(database.path)]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
            assert child.stdout is not None
            child.stdout.readline()
            try:
                child.wait(delay)
            except subprocess.TimeoutExpired:
                os.kill(child.pid, signal.SIGKILL)
            said = [int(line) for line in child.stdout.read().splitlines()]
        found = on_disk(database)
        assert found == list(range(len(found)))
        assert said and len(found) > said[-1]
        last = max(last, said[-1])
    assert last > 50


FULL = """
import asyncio, resource, sys
from pathlib import Path
from harmony.errors import StoreError
from harmony.store import Database, SqlJournal
from tests.store.conftest import record

async def main():
    database = Database(Path(sys.argv[1]))
    journal = SqlJournal(database)
    journal.append("r", [record(0)])
    await journal.durable("r")
    resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, resource.RLIM_INFINITY))
    journal.append("r", [record(1, text="x" * 200_000)])
    try:
        await journal.durable("r")
    except StoreError as error:
        print(error)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    journal.append("r", [record(2)])
    await journal.durable("r")
    print([r.seq for r in SqlJournal(Database(Path(sys.argv[1]))).read("r")])
    journal.close()

asyncio.run(main())
"""


@pytest.mark.slow
def test_a_full_disk_is_told_and_nothing_is_lost(database: Database) -> None:
    command = [sys.executable, "-c", FULL, str(database.path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    said: list[Any] = done.stdout.splitlines()
    assert str(database.path) in said[0]
    assert said[1] == "[0, 1, 2]"


@pytest.mark.slow
async def test_checkpoints_keep_the_log_small(sql: SqlJournal, database: Database) -> None:
    for seq in range(12):
        sql.append("r", [record(seq, text="x" * 1_000_000)])
        await durable(sql)
        await asyncio.sleep(0.02)
    assert Path(f"{database.path}-wal").stat().st_size < 9_000_000


async def test_two_hundred_small_steps_take_half_a_megabyte(database: Database) -> None:
    journal = SqlJournal(database)
    for seq in range(200):
        journal.append("r", [record(2 * seq, ".routed"), record(2 * seq + 1, text="x" * 1000)])
    journal.close()
    assert database.path.stat().st_size <= 500_000


async def test_artifacts_are_brought_to_disk_before_a_safe_commit(database: Database) -> None:
    synced: list[int] = []
    journal = SqlJournal(database, full=True, sync=lambda: synced.append(len(on_disk(database))))
    journal.append("r", [record(0)])
    await durable(journal)
    assert synced == [0]
    journal.close()


def test_records_are_plain_for_others() -> None:
    assert to_builtins(record(1))[2] == "node.completed"


async def test_a_closed_database_is_a_sentence(sql: SqlJournal, database: Database) -> None:
    sql.append("r", [record(0)])
    sql._writer._connection.close()
    with pytest.raises(StoreError, match=r"harmony\.db"):
        await durable(sql)
    sql._writer._connection = sqlite3.connect(database.path, isolation_level=None, check_same_thread=False)


@pytest.mark.parametrize(
    ("quick", "is_synced", "is_here"), [(60.0, True, True), (-1.0, True, False), (60.0, False, False)]
)
async def test_a_safe_commit_is_the_loops_where_that_is_quick(
    database: Database, monkeypatch: pytest.MonkeyPatch, quick: float, is_synced: bool, is_here: bool
) -> None:
    monkeypatch.setattr("harmony.store.journal._QUICK_SECONDS", quick)
    journal = SqlJournal(database, full=True, sync=lambda: None, is_synced=lambda: is_synced)
    for seq in range(6):
        journal.append("r", [record(seq)])
        await durable(journal)
    assert (journal._thread is None) == is_here and len(on_disk(database)) == 6
    journal.close()
