"""What the engine is measured against: bare asyncio, SQLite by hand, and LangGraph."""

from __future__ import annotations

import asyncio
import operator
import sqlite3
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, Any, TypedDict

BODY = b"x" * 153
"""As much as the journal writes of the end of a step."""


async def tasks(size: int) -> float:
    """Tasks, one after the other."""

    async def noop() -> int:
        return 1

    began = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for _ in range(size):
            await group.create_task(noop())
    return time.perf_counter() - began


async def gather(size: int, seconds: float = 0.0) -> float:
    """Tasks side by side."""

    async def step() -> int:
        if seconds:
            await asyncio.sleep(seconds)
        return 1

    began = time.perf_counter()
    await asyncio.gather(*(step() for _ in range(size)))
    return time.perf_counter() - began


class Commits:
    """Two rows a step in a database of its own, in a table as one would first write it.

    Its key is the run and the place in it. The journal has both in one number, which takes less.

    Args:
        path: its file.
        steps: in one commit.
        full: each commit survives a power cut.
    """

    def __init__(self, path: Path, steps: int, *, full: bool = False) -> None:
        self._steps = steps
        self._seq = 0
        self._connection = sqlite3.connect(path, isolation_level=None)
        for pragma in ("journal_mode=WAL", f"synchronous={'FULL' if full else 'NORMAL'}", "wal_autocheckpoint=0"):
            self._connection.execute(f"PRAGMA {pragma}")
        columns = "run, seq, at, kind, node, pass, attempt, body, PRIMARY KEY (run, seq)"
        self._connection.execute(f"CREATE TABLE IF NOT EXISTS journal ({columns})")
        self._insert = "INSERT INTO journal VALUES " + ", ".join(["(?, ?, ?, ?, ?, ?, ?, ?)"] * 2 * steps)

    async def __call__(self, size: int) -> float:
        """Seconds for so many steps."""
        began = time.perf_counter()
        for _ in range(size // self._steps):
            cells: list[Any] = []
            for _ in range(self._steps):
                cells += ("run", self._seq, 1.0, "node.completed", "node", "", 1, BODY)
                cells += ("run", self._seq + 1, 1.0, "node.started", "node", "", 1, b"\x80")
                self._seq += 2
            self._connection.execute(self._insert, cells)
        return time.perf_counter() - began

    def close(self) -> None:
        self._connection.close()


# --- LangGraph ---------------------------------------------------------------------------


class Sum(TypedDict):
    """State that nodes add numbers to."""

    x: Annotated[int, operator.add]


class Texts(TypedDict):
    """State that nodes add texts to."""

    x: Annotated[list[str], operator.add]


def peer_chain(size: int, saver: Any = None, *, text: str = "") -> Callable[[], Awaitable[float]]:
    """A chain of nodes that do nothing, or add a text each."""
    from langgraph.graph import END, START, StateGraph

    async def noop(state: Any) -> dict[str, Any]:
        return {"x": [text] if text else 0}

    graph: Any = StateGraph(Texts if text else Sum)
    for i in range(size):
        graph.add_node(f"n{i}", noop)
        graph.add_edge(START if i == 0 else f"n{i - 1}", f"n{i}")
    graph.add_edge(f"n{size - 1}", END)
    return _run_of(graph.compile(checkpointer=saver), {"x": [] if text else 1}, size + 10, saver)


def peer_fan(size: int, saver: Any = None) -> Callable[[], Awaitable[float]]:
    """One node sent `size` times, and one that joins."""
    from langgraph.graph import END, START, StateGraph
    from langgraph.types import Send

    async def noop(state: Any) -> dict[str, Any]:
        return {"x": 0}

    graph: Any = StateGraph(Sum)
    graph.add_node("n", noop)
    graph.add_node("z", noop)
    graph.add_conditional_edges(START, lambda state: [Send("n", {"x": i}) for i in range(size)], ["n"])
    graph.add_edge("n", "z")
    graph.add_edge("z", END)
    return _run_of(graph.compile(checkpointer=saver), {"x": 1}, 10, saver)


def _run_of(app: Any, first: dict[str, Any], limit: int, saver: Any) -> Callable[[], Awaitable[float]]:
    more = {"durability": "sync"} if saver is not None else {}

    async def go() -> float:
        began = time.perf_counter()
        config = {"recursion_limit": limit, "configurable": {"thread_id": str(time.monotonic_ns())}}
        await app.ainvoke(first, config, **more)
        return time.perf_counter() - began

    return go
