"""Rows of a benchmark: a value, the floor measured in turn with it, and the bar in both forms."""

from __future__ import annotations

import gc
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from typing import Any

Work = Callable[[], Awaitable[float]]
ROUNDS = 5


@dataclass
class Floor:
    """What a row is measured against.

    Attributes:
        name: what it is; `work`: does it, `size` times.
        repeats: so often in each round, for a floor that is short.
    """

    name: str
    work: Work
    size: int
    repeats: int = 3


@dataclass
class Row:
    """One line of the table; times in microseconds a unit.

    Attributes:
        wall, cpu: best of the rounds.
        floor_wall, floor_cpu: the same of the floor; 0 without one.
        most: the bar; `times`: the bar over the floor that it was set beside; 0 without.
        by_wall: the ratio is of the wall clock, for work that mostly waits.
    """

    what: str
    wall: float
    cpu: float
    size: int
    floor: str = ""
    floor_wall: float = 0.0
    floor_cpu: float = 0.0
    most: float = 0.0
    times: float = 0.0
    by_wall: bool = False

    @property
    def ratio(self) -> float:
        """How many times the floor it takes; 0 without one."""
        value, floor = (self.wall, self.floor_wall) if self.by_wall else (self.cpu, self.floor_cpu)
        return value / floor if floor else 0.0

    def show(self) -> str:
        """The line."""
        floor = (
            f"{self.floor_wall if self.by_wall else self.floor_cpu:7.1f} {self.floor:<19}" if self.floor else " " * 27
        )
        ratio = f"{self.ratio:6.2f}x" if self.ratio else " " * 7
        times = f"{self.wall:8.1f} us {self.cpu:8.1f} cpu{self.wall * self.size / 1e6:8.3f} s"
        bars = f"{bar(self.wall, self.most, 'us')}  {bar(self.ratio, self.times, 'x')}"
        return f"{self.what:<42}{times}  {floor}{ratio}  {bars}".rstrip()


def bar(value: float, most: float, unit: str) -> str:
    """What is allowed, and whether it is kept."""
    return f"{f'<= {most:g} {unit}':<10}{'ok    ' if value <= most else 'MISSED'}" if most else ""


class Table:
    """Rows as they come, printed and kept."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []
        print(
            f"{'':<42}{'best by the wall and by the processor':<41}  {'floor in the same run':<27}{'ratio':>7}"
            "  bar                as a ratio to the floor"
        )

    def add(self, row: Row) -> Row:
        """Print and keep a row."""
        print(row.show(), flush=True)
        self.rows.append(asdict(row) | {"ratio": row.ratio})
        return row

    def note(self, what: str, value: float, unit: str, most: float = 0.0, more: str = "") -> None:
        """Print and keep a figure that is no time."""
        print(f"{what:<42}{value:8.2f} {unit:<5}{more:<66}  {bar(value, most, unit)}".rstrip(), flush=True)
        self.rows.append({"what": what, "value": value, "unit": unit, "most": most})


async def measured(
    what: str, work: Work, size: int, floor: Floor | None = None, rounds: int = ROUNDS, **bars: Any
) -> Row:
    """Work and its floor in turn, and the best of each: what else the machine does falls on both."""
    row = Row(what, float("inf"), float("inf"), size, floor.name if floor else "", **bars)
    if floor is not None:
        row.floor_wall = row.floor_cpu = float("inf")
    for _ in range(rounds):
        if floor is not None:
            for _ in range(floor.repeats):
                wall, cpu = await _once(floor.work)
                row.floor_wall = min(row.floor_wall, wall / floor.size * 1e6)
                row.floor_cpu = min(row.floor_cpu, cpu / floor.size * 1e6)
        wall, cpu = await _once(work)
        row.wall = min(row.wall, wall / size * 1e6)
        row.cpu = min(row.cpu, cpu / size * 1e6)
    return row


async def _once(work: Work) -> tuple[float, float]:
    gc.collect()
    began = time.process_time()
    wall = await work()
    return wall, time.process_time() - began
