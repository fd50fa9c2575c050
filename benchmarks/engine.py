"""Chain and fan-out: the Conductor beside bare asyncio and LangGraph, in one run.

    python benchmarks/engine.py [--quick] [--json FILE]

Every row is the best of some rounds, in microseconds a node (or seconds in all), with the
ratio of processor time to bare asyncio of the same shape
(other programs on the machine blur the wall clock more than it). LangGraph rows are left out when it is not installed.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from harmony.conductor import Admission, Conductor
from harmony.conductor.clock import RealClock
from harmony.conductor.ports import Report, StepCall, StepDone
from harmony.melody.frozen import FrozenDict
from harmony.melody.model import Melody, Node
from harmony.sdk.manifest import NodeType, Port
from harmony.store.memory import MemoryArtifacts, MemoryJournal

NOOP = NodeType("bench.noop", outputs=(Port("value"),), open_inputs=True, effects="none", isolation="inline")
WAIT = NodeType("bench.wait", outputs=(Port("value"),), open_inputs=True, effects="none", isolation="inline")


class Runner:
    """Async functions that do nothing, or wait 0.1 s."""

    def __init__(self, artifacts: MemoryArtifacts) -> None:
        self._done = StepDone({"value": artifacts.put(1, "integer")})

    async def run(self, call: StepCall, report: Report) -> StepDone:
        if call.type is WAIT:
            await asyncio.sleep(0.1)
        return self._done

    async def close(self) -> None: ...


def find(use: str) -> NodeType | None:
    return {"bench.noop": NOOP, "bench.wait": WAIT}.get(use)


def melody(nodes: dict[str, Node], **run: Any) -> Melody:
    base = Melody.model_validate({"format": "harmony/1", "name": "bench", "run": run})
    return base.model_copy(update={"nodes": FrozenDict(nodes)})


def chain(size: int) -> Melody:
    nodes = {"n0": Node(use="bench.noop")}
    nodes |= {f"n{i}": Node(use="bench.noop", in_=FrozenDict({"x": f"n{i - 1}.value"})) for i in range(1, size)}
    return melody(nodes)


def fan(size: int, use: str = "bench.noop") -> Melody:
    nodes = {"a": Node(use="bench.noop")}
    nodes |= {f"n{i}": Node(use=use, in_=FrozenDict({"x": "a.value"})) for i in range(size)}
    nodes["z"] = Node(use="bench.noop", in_=FrozenDict({"x": tuple(f"n{i}.value" for i in range(size))}))
    return melody(nodes, concurrency=size if use == "bench.wait" else 64)


async def play(document: Melody, journal: Any = None) -> float:
    artifacts = MemoryArtifacts()
    seen = 0

    def tell(records: list[Any]) -> None:
        nonlocal seen
        seen += len(records)

    conductor = Conductor(
        journal=journal or MemoryJournal(),
        artifacts=artifacts,
        runner=Runner(artifacts),
        clock=RealClock(),
        find_type=find,
    )
    async with conductor:
        began = time.perf_counter()
        run = conductor.play(Admission(run=f"r{time.monotonic_ns()}", melody=document), tell)
        outcome = await run.wait()
        seconds = time.perf_counter() - began
    assert outcome.status == "completed", outcome
    assert seen > 2 * len(document.nodes)
    return seconds


async def bare_chain(size: int) -> float:
    async def noop() -> int:
        return 1

    began = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for _ in range(size):
            await group.create_task(noop())
    return time.perf_counter() - began


async def bare_fan(size: int, seconds: float = 0.0) -> float:
    async def step() -> int:
        if seconds:
            await asyncio.sleep(seconds)
        return 1

    began = time.perf_counter()
    await asyncio.gather(*(step() for _ in range(size)))
    return time.perf_counter() - began


def peer_chain(size: int, *, saver: Any = None) -> Callable[[], Awaitable[float]]:
    """A chain of `size` no-op async nodes in LangGraph."""
    import operator
    from typing import Annotated, TypedDict

    from langgraph.graph import END, START, StateGraph

    State = TypedDict("State", {"x": Annotated[int, operator.add]})  # noqa: UP013 - LangGraph reads the annotations

    async def noop(state: Any) -> dict[str, int]:
        return {"x": 0}

    graph: Any = StateGraph(State)
    for i in range(size):
        graph.add_node(f"n{i}", noop)
        graph.add_edge(START if i == 0 else f"n{i - 1}", f"n{i}")
    graph.add_edge(f"n{size - 1}", END)
    app = graph.compile(checkpointer=saver)

    async def go() -> float:
        began = time.perf_counter()
        config = {"recursion_limit": size + 10, "configurable": {"thread_id": str(time.monotonic_ns())}}
        more = {"durability": "sync"} if saver is not None else {}
        await app.ainvoke({"x": 1}, config, **more)
        return time.perf_counter() - began

    return go


class Taken(float):
    """Seconds by the wall; `cpu` are seconds of this process's processors."""

    cpu: float


async def best(make: Callable[[], Awaitable[float]], rounds: int) -> Taken:
    """The best of some rounds, by the wall and by the processors each."""
    walls, cpus = [], []
    for _ in range(rounds):
        gc.collect()
        began = time.process_time()
        walls.append(await make())
        cpus.append(time.process_time() - began)
    found = Taken(min(walls))
    found.cpu = min(cpus)
    return found


class Table:
    """Rows as they come, printed and kept."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []

    def add(
        self, what: str, taken: Taken, size: int, floor: Taken | None = None, bar: str = "", per: float = 1
    ) -> None:
        seconds, each, cpu = float(taken), taken / size * 1e6, taken.cpu / size * 1e6
        times = taken.cpu / floor.cpu / per if floor else None
        ratio = f"{times:6.1f}x" if times else "      -"
        print(f"{what:<58}{each:9.1f} us a node {cpu:8.1f} us cpu {seconds:8.3f} s {ratio}  {bar}", flush=True)
        self.rows.append({"what": what, "us": each, "cpu_us": cpu, "seconds": seconds, "ratio": times, "bar": bar})


async def harmony_rows(table: Table, *, quick: bool) -> None:
    floor = await best(lambda: bare_chain(1000), 5)
    table.add("bare asyncio, chain of 1,000 tasks", floor, 1000)
    for size in (100, 1000, 8000) if quick else (100, 1000, 8000, 64_000):
        document = chain(size)
        found = await best(lambda d=document: play(d), 3 if size < 8000 else 2)  # type: ignore[misc]
        table.add(f"harmony, chain of {size:,}, in memory", found, size, floor, "<= 40 us, flat", size / 1000)
    wide = fan(10_000)
    floor = await best(lambda: bare_fan(10_000), 3)
    table.add("bare asyncio, gather of 10,000", floor, 10_000)
    table.add(
        "harmony, fan-out of 10,000 joined, in memory", await best(lambda: play(wide), 2), 10_000, floor, "<= 50 us"
    )
    waits = fan(10_000, "bench.wait")
    floor = await best(lambda: bare_fan(10_000, 0.1), 2)
    table.add("bare asyncio, gather of 10,000 x 0.1 s", floor, 10_000)
    table.add(
        "harmony, fan-out of 10,000 x 0.1 s", await best(lambda: play(waits), 2), 10_000, floor, "<= 0.6 s in all"
    )


async def durable_rows(table: Table) -> None:
    from harmony.store import Database, SqlJournal

    for name, full in (("NORMAL", False), ("FULL", True)):
        with tempfile.TemporaryDirectory() as folder:
            database = Database(Path(folder) / "bench.db")
            database.open()
            journal = SqlJournal(database, full=full)
            try:
                document = chain(1000)
                bar = "<= 300 us" if full else "<= 100 us"
                table.add(
                    f"harmony, chain of 1,000, SQLite {name}",
                    await best(lambda d=document, j=journal: play(d, j), 2),
                    1000,
                    None,
                    bar,
                )  # type: ignore[misc]
                if not full:
                    table.add(
                        "harmony, fan-out of 10,000 joined, SQLite",
                        await best(lambda j=journal: play(fan(10_000), j), 1),
                        10_000,
                        None,
                        "<= 50 us",
                    )
            finally:
                journal.close()
                database.close()


async def langgraph_rows(table: Table) -> None:
    if find_spec("langgraph") is None:
        print("LangGraph is not installed: its rows are left out")
        return
    table.add("langgraph, chain of 1,000, in memory", await best(peer_chain(1000), 2), 1000)
    try:
        from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver
    except ImportError:
        print("langgraph-checkpoint-sqlite is not installed: its row is left out")
        return
    with tempfile.TemporaryDirectory() as folder:
        async with AsyncSqliteSaver.from_conn_string(str(Path(folder) / "bench.db")) as saver:
            table.add("langgraph, chain of 200, SQLite, sync", await best(peer_chain(200, saver=saver), 1), 200)


async def main(arguments: argparse.Namespace) -> None:
    table = Table()
    await harmony_rows(table, quick=arguments.quick)
    if not arguments.quick:
        await durable_rows(table)
        await langgraph_rows(table)
    if arguments.json:
        arguments.json.write_text(json.dumps(table.rows, indent=1))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", type=Path)
    asyncio.run(main(parser.parse_args()))
