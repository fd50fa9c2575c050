"""What the engine's benchmarks play: Melodies of steps that do nothing, and the Conductor around them."""

from __future__ import annotations

import asyncio
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from harmony.conductor import Admission, Conductor
from harmony.conductor.clock import RealClock
from harmony.conductor.events import Record
from harmony.conductor.ports import Report, StepCall, StepDone
from harmony.melody.frozen import FrozenDict
from harmony.melody.model import Melody, Node
from harmony.sdk.manifest import NodeType, Port
from harmony.store.memory import MemoryArtifacts, MemoryJournal

NOOP = NodeType("bench.noop", outputs=(Port("value"),), open_inputs=True, effects="none", isolation="inline")
WAIT = NodeType("bench.wait", outputs=(Port("value"),), open_inputs=True, effects="none", isolation="inline")
TEXT = NodeType("bench.text", outputs=(Port("value"),), open_inputs=True, effects="none", isolation="inline")


class Runner:
    """Async functions that do nothing, wait 0.1 s, or give a text of 1 KB that nobody else gives."""

    def __init__(self) -> None:
        self._artifacts = MemoryArtifacts()
        self._done = StepDone({"value": self._artifacts.put(1, "integer")})

    async def run(self, call: StepCall, report: Report) -> StepDone:
        if call.type is NOOP:
            return self._done
        if call.type is WAIT:
            await asyncio.sleep(0.1)
            return self._done
        return StepDone({"value": self._artifacts.put(call.node.ljust(1024, "."), "text")})

    async def close(self) -> None: ...


def find(use: str) -> NodeType | None:
    return {"bench.noop": NOOP, "bench.wait": WAIT, "bench.text": TEXT}.get(use)


def melody(nodes: dict[str, Node], **run: Any) -> Melody:
    base = Melody.model_validate({"format": "harmony/1", "name": "bench", "run": run})
    return base.model_copy(update={"nodes": FrozenDict(nodes)})


def chain(size: int, use: str = "bench.noop") -> Melody:
    nodes = {"n0": Node(use=use)}
    nodes |= {f"n{i}": Node(use=use, in_=FrozenDict({"x": f"n{i - 1}.value"})) for i in range(1, size)}
    return melody(nodes)


def fan(size: int, use: str = "bench.noop") -> Melody:
    """One node, `size` that follow it, and one that joins them."""
    nodes = {"a": Node(use="bench.noop")}
    nodes |= {f"n{i}": Node(use=use, in_=FrozenDict({"x": "a.value"})) for i in range(size)}
    nodes["z"] = Node(use="bench.noop", in_=FrozenDict({"x": tuple(f"n{i}.value" for i in range(size))}))
    return melody(nodes, concurrency=size if use == "bench.wait" else 64)


def conductor(journal: Any) -> Conductor:
    return Conductor(journal=journal, artifacts=MemoryArtifacts(), runner=Runner(), clock=RealClock(), find_type=find)


async def play(document: Melody, journal: Any = None) -> float:
    """Seconds from the admission of a run to its end; its events are told."""
    seen = 0

    def tell(records: list[Record]) -> None:
        nonlocal seen
        seen += len(records)

    async with conductor(journal or MemoryJournal()) as open_one:
        began = time.perf_counter()
        run = open_one.play(Admission(run=f"r{time.monotonic_ns()}", melody=document), tell)
        outcome = await run.wait()
        seconds = time.perf_counter() - began
    assert outcome.status == "completed", outcome
    assert seen > 2 * len(document.nodes)
    return seconds


async def resume(document: Melody, journal: Any, run: str) -> float:
    """Seconds from the first look into a journal to the start of the first step that it does not hold."""
    begun: asyncio.Future[float] = asyncio.get_running_loop().create_future()

    def tell(records: list[Record]) -> None:
        if not begun.done() and any(record.kind == "node.started" for record in records):
            begun.set_result(time.perf_counter())

    async with conductor(journal) as open_one:
        began = time.perf_counter()
        going_on = open_one.resume(Admission(run=run, melody=document), journal.read(run), tell)
        seconds = await begun - began
        outcome = await going_on.wait()
    assert outcome.status == "completed", outcome
    return seconds
