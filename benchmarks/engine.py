"""The Conductor's bars: each row beside its floor and, where there is one, LangGraph, in one run.

    python benchmarks/engine.py [--quick] [--json FILE]

Bars are of a reference machine. The first says how long a node may take; the second the same over
the slower of the floors that were seen there, which holds on any machine: 40 us a node beside 8 us of
a bare task is five times the floor. Values and floors are measured in turn, the best of each counts.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from _floors import Commits, gather, peer_chain, peer_fan, tasks
from _play import chain, fan, play, resume
from _rows import Floor, Row, Table, measured
from store import CODE, process

from harmony.melody.model import Melody
from harmony.store import Database, SqlJournal

SIZES = (100, 1000, 8000, 64_000)
FLAT = 1.3
HERE = Path(__file__).resolve().parent


def bare(name: str = "bare task") -> Floor:
    return Floor(name, partial(tasks, 1000), 1000, 5)


async def chains(table: Table, sizes: tuple[int, ...]) -> None:
    """Chains in memory: how long a node takes, and whether that stays so as they grow."""
    found = []
    for size in sizes:
        document = chain(size)
        rounds = 20 if size < 1000 else 10 if size < 8000 else 3
        row = await measured(
            f"chain of {size:,}, in memory", partial(play, document), size, bare(), rounds, most=40, times=5
        )
        found.append(table.add(row).ratio)
    table.note("the same, slowest over quickest size", max(found) / min(found), "x", FLAT)


async def fans(table: Table) -> None:
    """Fan-outs in memory: steps that do nothing, and steps that wait."""
    wide, waits = fan(10_000), fan(10_000, "bench.wait")
    floor = Floor("gather", partial(gather, 10_000), 10_000)
    table.add(await measured("fan-out of 10,000 joined, in memory", partial(play, wide), 10_000, floor, 3))
    floor = Floor("gather", partial(gather, 10_000, 0.1), 10_000, 2)
    row = await measured(
        "fan-out of 10,000 x 0.1 s", partial(play, waits), 10_000, floor, 3, most=60, times=3.75, by_wall=True
    )
    table.add(row)


async def durable(table: Table, folder: Path) -> None:
    """The same on disk: each step before the next."""
    database = Database(folder / "normal.db")
    journal = SqlJournal(database)
    document, wide = chain(1000), fan(10_000)
    one, group = Commits(folder / "one.db", 1), Commits(folder / "group.db", 64)
    try:
        floor = Floor("one commit a step", partial(one, 1000), 1000)
        work = partial(play, document, journal)
        table.add(await measured("chain of 1,000, SQLite NORMAL", work, 1000, floor, most=100, times=2.6))
        floor = Floor("group commit", partial(group, 9984), 9984)
        work = partial(play, wide, journal)
        table.add(await measured("fan-out of 10,000 joined, SQLite NORMAL", work, 10_000, floor, 3, most=50, times=5))
    finally:
        journal.close()
        database.close()
        one.close()
        group.close()


async def powerless(table: Table, folder: Path) -> None:
    """Safe against a power cut: one fsync a step."""
    database = Database(folder / "full.db")
    journal = SqlJournal(database, full=True)
    document, one = chain(1000), Commits(folder / "fsync.db", 1, full=True)
    try:
        floor = Floor("one fsync a step", partial(one, 500), 500, 1)
        work = partial(play, document, journal)
        row = await measured("chain of 1,000, SQLite FULL", work, 1000, floor, 4, most=300, times=1.2, by_wall=True)
        table.add(row)
    finally:
        journal.close()
        database.close()
        one.close()


async def resumed(table: Table, folder: Path) -> None:
    """A run of 10,000 steps that was stopped before its last one, read and gone on with."""
    document = chain(10_001)
    rows = [await resumed_once(document, folder / f"resume{number}.db") for number in range(3)]
    table.add(min(rows, key=lambda row: row.cpu))


async def resumed_once(document: Melody, path: Path) -> Row:
    database = Database(path)
    journal = SqlJournal(database)
    await play(document, journal)
    journal.close()
    with database.writing() as connection:
        (run,) = connection.execute("SELECT run FROM journals").fetchone()
        (last,) = connection.execute("SELECT max(id) FROM journal WHERE kind = 'node.started'").fetchone()
        connection.execute("DELETE FROM journal WHERE id >= ?", (last,))
    journal = SqlJournal(database)
    try:
        work = partial(resume, document, journal, run)
        what = "resume 10,000 steps to the first new one"
        return await measured(what, work, 10_000, bare(), 1, most=50, times=6.25)
    finally:
        journal.close()
        database.close()


async def journal_size(table: Table, folder: Path) -> None:
    """What is on disk after 200 steps that add 1 KB each."""
    database = Database(folder / "size.db")
    database.open()
    empty = database.path.stat().st_size
    journal = SqlJournal(database)
    await play(chain(200, "bench.text"), journal)
    journal.close()
    database.close()
    table.note("journal of 200 steps adding 1 KB each", (database.path.stat().st_size - empty) / 1e6, "MB", 0.5)


async def large(table: Table) -> None:
    """64,000 nodes of recorded runs, in a process of its own."""
    sys.path.insert(0, str(HERE.parent))
    from tests.conductor import real

    if not real.SUITE.exists():
        print("The suite of recorded runs is not here: its 64,000 nodes are left out.")
        return

    said: dict[str, Any] = {}

    async def work() -> float:
        done = await asyncio.to_thread(
            subprocess.run, [sys.executable, str(HERE / "_large.py"), "64000"], capture_output=True, check=True
        )
        said.update(json.loads(done.stdout))
        return float(said["seconds"])

    row = await measured("64,000 nodes of real runs, in memory", work, 64_000, bare(), 2, most=94, times=11.7)
    row.cpu = said["cpu"] / said["nodes"] * 1e6
    table.add(row)
    table.note(
        "the same, most memory of its process", said["mb"], "MB", 400, f"  {said['before']:.0f} of it before it began"
    )


async def process_call(table: Table, folder: Path) -> None:
    """A step in a process that is kept."""
    (folder / "code.py").write_text(CODE, encoding="utf-8")
    row = await process(folder)
    more = f"{row.floor:26.1f} {'bare pipe round trip':<20}{row.micros / row.floor:5.2f}x"
    table.note("a call of a kept process", row.micros, "us", row.bar, more)


async def peer(table: Table, folder: Path) -> None:
    """LangGraph at the same work, as far as it is installed."""
    if find_spec("langgraph") is None:
        print("LangGraph is not installed: its rows are left out.")
        return
    table.add(await measured("LangGraph, chain of 1,000, in memory", peer_chain(1000), 1000, bare(), 2))
    table.add(await measured("LangGraph, fan-out of 1,000 joined, in memory", peer_fan(1000), 1000, bare(), 2))
    try:
        from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver
    except ImportError:
        print("langgraph-checkpoint-sqlite is not installed: its rows are left out.")
        return
    file = folder / "peer.db"
    async with AsyncSqliteSaver.from_conn_string(str(file)) as saver:
        table.add(await measured("LangGraph, chain of 200, SQLite, sync", peer_chain(200, saver), 200, bare(), 1))
    file = folder / "texts.db"
    async with AsyncSqliteSaver.from_conn_string(str(file)) as saver:
        await peer_chain(200, saver, text="x" * 1024)()
    table.note("LangGraph, 200 steps adding 1 KB each", file.stat().st_size / 1e6, "MB")


async def main(arguments: argparse.Namespace) -> None:
    table = Table()
    await chains(table, SIZES[:-1] if arguments.quick else SIZES)
    await fans(table)
    with tempfile.TemporaryDirectory(prefix="harmony-") as name:
        folder = Path(name)
        await durable(table, folder)
        if not arguments.quick:
            await powerless(table, folder)
            await resumed(table, folder)
            await journal_size(table, folder)
            await large(table)
            await process_call(table, folder)
            await peer(table, folder)
    if arguments.json:
        arguments.json.write_text(json.dumps(table.rows, indent=1))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", type=Path)
    asyncio.run(main(parser.parse_args()))
