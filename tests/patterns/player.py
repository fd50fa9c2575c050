"""Plays the Melodies of the workflow patterns on a virtual clock, and writes down in which order things happened.

A task is a `data.set` whose work takes as long as a seed says, so that many seeds show all the
orders that a Melody allows. Everything else plays as it always does.
"""

from __future__ import annotations

import asyncio
import functools
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from harmony.app.request import included
from harmony.catalog import Catalog
from harmony.conductor import Admission
from harmony.conductor.ports import StepCall
from harmony.melody.load import load
from harmony.melody.model import Melody
from harmony.sdk.manifest import NodeType
from tests.conductor.kit import Played, World

FOLDER = Path(__file__).resolve().parent / "melodies"
MINUTE = 60.0
MARKS = {"node.started": "+", "node.completed": "", "node.skipped": "-", "node.failed": "!"}


@functools.cache
def catalog() -> Catalog:
    return Catalog.discover()


@functools.cache
def melody_of(name: str) -> Melody:
    loaded = load(FOLDER / f"{name}.melody.yaml")
    assert loaded.melody is not None, loaded.problems
    return loaded.melody


class PatternWorld(World):
    """The installed node types; `data.set` works for 1 to 10 minutes of virtual time."""

    def __init__(self, seed: str) -> None:
        super().__init__()
        self._seed = seed
        self.functions["data.set"] = self._work

    def find(self, use: str) -> NodeType | None:
        return catalog().find(use)

    async def _work(self, inputs: dict[str, Any], params: dict[str, Any], call: StepCall) -> Any:
        draw = random.Random(f"{self._seed} {call.node}@{call.pass_}")
        await self.clock.sleep(MINUTE * draw.uniform(1, 10))
        return params["value"]


def play(name: str, seed: int, scenario: dict[str, Any]) -> Played:
    """One run.

    Args:
        scenario: `inputs` of the run, and `send`: minutes from the start to the name of an event.
    """
    world = PatternWorld(f"{name} {seed}")
    melody = melody_of(name)
    admission = Admission(
        run="r1",
        melody=melody,
        inputs=scenario.get("inputs", {}),
        base=str(FOLDER),
        melodies=included(melody, FOLDER, catalog()),
    )
    return asyncio.run(_play(world, admission, scenario.get("send", {})))


async def _play(world: PatternWorld, admission: Admission, mail: dict[float, str]) -> Played:
    records: list[Any] = []
    async with world.conductor() as conductor:
        run = conductor.play(admission, records.extend)
        for minutes, name in mail.items():
            world.clock.call_at(world.clock.now() + MINUTE * minutes, functools.partial(run.send, name))
        outcome = await run.wait()
    return Played(world, run, outcome, records)


def steps_of(played: Played, tasks: frozenset[str]) -> Iterator[str]:
    """What happened to tasks, in order: `+a` started, `a` completed, `-a` skipped, `!a` failed."""
    for event in played.events:
        name = event.get("node", "").rpartition("/")[2]
        if name in tasks and event["kind"] in MARKS:
            yield MARKS[event["kind"]] + name


def trace_of(played: Played, tasks: frozenset[str], *, starts: bool) -> str:
    """Completions in their order (with `starts` also starts and skips in place), then what was skipped, by name."""
    steps = list(steps_of(played, tasks))
    if starts:
        return " ".join(steps)
    done = [step for step in steps if step[0] not in "+-"]
    return " ".join(done + sorted(step for step in steps if step[0] == "-"))


def happens_in(order: str, steps: list[str]) -> bool:
    """True if the steps of `order` happened one behind the other, whatever came between."""
    rest = iter(steps)
    return all(step in rest for step in order.split())


def tasks_of(melody: Melody, extra: list[str]) -> frozenset[str]:
    """What a trace shows: the tasks of every level, and the nodes that a scenario names besides."""
    found = set(extra)
    waiting = [melody.nodes]
    while waiting:
        for id, node in waiting.pop().items():
            if node.use.startswith("data.set"):
                found.add(id)
            if node.body is not None:
                waiting.append(node.body.nodes)
    return frozenset(found)
