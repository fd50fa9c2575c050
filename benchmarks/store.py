"""What a step costs in the runners and the store, as ratios to a floor measured in the same run.

`python -m benchmarks.store` prints a table and ends with 1 if a bar is missed.
Floors: a bare awaited coroutine; one SQLite commit, and one of 64 rows, by hand; one frame
there and back between two processes over a pipe.
"""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harmony.conductor.events import Record
from harmony.conductor.ports import StepCall
from harmony.runners import InlineRunner, ProcessRunner
from harmony.sdk.manifest import NodeType, Port
from harmony.store import Database, FileArtifacts, MemoryArtifacts, SqlJournal

CODE = """
async def noop(value: int = 0) -> int:
    return value


def noop_sync(value: int = 0) -> int:
    return value
"""
BODY = {"outputs": {"value": {"hash": "0" * 64, "type": "integer", "size": 1, "value": 1}}}


@dataclass
class Row:
    name: str
    micros: float
    floor: float
    bar: float
    unit: str = "us"

    def show(self) -> str:
        ratio = f"{self.micros / self.floor:6.1f}x" if self.floor else "      -"
        verdict = "ok" if self.micros <= self.bar else "MISSED"
        return f"{self.name:46}{self.micros:10.1f}{self.floor:10.1f}{ratio}{self.bar:10.1f} {self.unit:3} {verdict}"


def node_type(name: str, isolation: Any) -> NodeType:
    value = Port("value", "integer", required=False)
    return NodeType(id=f"bench.{name}", function=f"code:{name}", inputs=(value,), outputs=(value,), isolation=isolation)


async def best(work: Callable[[int], Awaitable[None]], count: int, rounds: int = 5) -> float:
    """Microseconds of one piece of work, the best of some rounds."""
    found = float("inf")
    for _ in range(rounds):
        begun = time.perf_counter()
        await work(count)
        found = min(found, (time.perf_counter() - begun) / count * 1e6)
    return found


async def bare(count: int) -> None:
    async def noop(value: int = 0) -> int:
        return value

    for _ in range(count):
        await noop(1)


async def inline(folder: Path) -> Row:
    artifacts = MemoryArtifacts()
    runner = InlineRunner(lambda _type: folder, artifacts)
    type, value = node_type("noop", "inline"), artifacts.put(1, "integer")
    call = StepCall(
        run="r", node="n", pass_="", attempt=1, type=type, inputs={"value": value}, params={}, isolation="inline"
    )

    async def work(count: int) -> None:
        for _ in range(count):
            await runner.run(call, lambda _kind, _body: None)

    return Row("inline runner, memory artifacts, a no-op step", await best(work, 5000), await best(bare, 5000), 10)


async def process(folder: Path) -> Row:
    artifacts = FileArtifacts(folder / "artifacts")
    runner = ProcessRunner(lambda _type: folder, artifacts, 1)
    type, value = node_type("noop_sync", "process"), artifacts.put(1, "integer")
    call = StepCall(
        run="r", node="n", pass_="", attempt=1, type=type, inputs={"value": value}, params={}, isolation="process"
    )

    async def work(count: int) -> None:
        for _ in range(count):
            await runner.run(call, lambda _kind, _body: None)

    await work(20)
    row = Row("a call of a kept process", await best(work, 100, rounds=25), echo_floor(), 150)
    await runner.close()
    return row


def echo_floor() -> float:
    """One byte to another process and back, without a loop."""
    script = "import os\nwhile os.read(0, 1): os.write(1, b'x')"
    found = float("inf")
    with subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdin is not None and child.stdout is not None
        for _ in range(25):
            begun = time.perf_counter()
            for _ in range(100):
                child.stdin.write(b"x")
                child.stdin.flush()
                child.stdout.read(1)
            found = min(found, (time.perf_counter() - begun) / 100 * 1e6)
        child.stdin.close()
    return found


def commit_floor(folder: Path, rows: int) -> float:
    """Microseconds a row of commits of `rows` rows each, by hand."""
    connection = sqlite3.connect(folder / f"floor{rows}.db", isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "wal_autocheckpoint=0"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("CREATE TABLE journal (run, seq, at, kind, node, pass, attempt, body, PRIMARY KEY (run, seq))")
    insert = "INSERT INTO journal VALUES " + ", ".join(["(?, ?, ?, ?, ?, ?, ?, ?)"] * rows)
    found, seq, body = float("inf"), 0, b"x" * 120
    for _ in range(5):
        begun = time.perf_counter()
        for _ in range(4000 // rows):
            cells: list[Any] = []
            for _ in range(rows):
                cells += ("run", seq, 1.0, "node.completed", "node", "", 1, body)
                seq += 1
            connection.execute(insert, cells)
        found = min(found, (time.perf_counter() - begun) / (4000 // rows * rows) * 1e6)
    connection.close()
    return found


def record(seq: int) -> Record:
    return Record(seq, 1.0, "node.completed", "node", "", 1, BODY)


async def single(folder: Path) -> Row:
    database = Database(folder / "single.db")
    journal = SqlJournal(database)
    seq = 0

    async def work(count: int) -> None:
        nonlocal seq
        for _ in range(count):
            journal.append("run", [record(seq)])
            seq += 1
            future = journal.durable("run")
            if future is not None:
                await future
            await asyncio.sleep(0)

    row = Row("journal, one record at a time, durable", await best(work, 250, rounds=20), commit_floor(folder, 1), 60)
    journal.close()
    database.close()
    return row


async def crowd(folder: Path) -> Row:
    database = Database(folder / "crowd.db")
    journal = SqlJournal(database)
    run = 0

    async def work(count: int) -> None:
        nonlocal run
        run += 1
        for begin in range(0, count, 1000):
            futures = []
            for seq in range(begin, begin + 1000):
                journal.append(f"run{run}", [record(seq)])
                futures.append(journal.durable(f"run{run}"))
            for future in futures:
                if future is not None:
                    await future

    row = Row("journal, 10,000 records in crowds, durable", await best(work, 10_000), commit_floor(folder, 64), 15)
    journal.close()
    database.close()
    return row


def size(folder: Path) -> Row:
    database = Database(folder / "size.db")
    database.open()
    empty = database.path.stat().st_size
    journal = SqlJournal(database)
    for seq in range(200):
        journal.append("run", [Record(seq, 1.0, "node.completed", "node", "", 1, {"text": "x" * 1024})])
    journal.close()
    database.close()
    return Row("journal of 200 steps adding 1 KB each", (database.path.stat().st_size - empty) / 1e3, 204.8, 500, "KB")


async def main() -> int:
    with tempfile.TemporaryDirectory(prefix="harmony-") as name:
        folder = Path(name)
        (folder / "code.py").write_text(CODE, encoding="utf-8")
        rows = [await inline(folder), await process(folder), await single(folder), await crowd(folder), size(folder)]
    print(f"{'':46}{'':>10}{'floor':>10}{'ratio':>7}{'bar':>10}")
    for row in rows:
        print(row.show())
    return int(any(row.micros > row.bar for row in rows))


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
