"""A world in which steps do what their lot says, and random Melodies played in it."""

from __future__ import annotations

import asyncio
import os
from typing import Any

from hypothesis import HealthCheck, settings

from harmony.conductor.ports import StepDone
from harmony.melody.model import Melody
from harmony.sdk.manifest import NodeType
from tests.conductor.kit import Played, World, melody_of
from tests.conductor.plan.naive_melodies import Made
from tests.conductor.plan.naive_nodes import Lot, made

FEWER = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
MANY = int(os.environ.get("HARMONY_EXAMPLES", "0"))
"""So many examples, other ones every time; without it the same few, for the naive player may not know of every instant
at which two things happen at once."""
SLOWLY = settings(FEWER, max_examples=MANY or 60, derandomize=not MANY)
STUCK = 10
"""Seconds of real time after which a run on the virtual clock is stuck."""
WORDS = {"node.completed": "completed", "node.failed": "failed", "node.skipped": "skipped"}


class LotWorld(World):
    """Steps do what their lot says; every `t.own…` is a type of its own."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        self._seed = seed
        for use in ("t.step", "t.spare", "t.list"):
            self.add(use, self._work)

    def find(self, use: str) -> NodeType | None:
        if use.startswith("t.own") and use not in self.types:
            self.add(use, self._work)
        return super().find(use)

    async def _work(self, inputs: dict[str, Any], params: dict[str, Any], call: Any) -> Any:
        lot = Lot(self._seed, call.node, call.pass_, call.attempt, params)
        await self.clock.sleep(lot.seconds)
        if lot.fails:
            raise ConnectionError("gone") if params.get("cls") == "network" else ValueError("no")
        value = made(call.type.id, params, inputs)
        if not params.get("usd"):
            return value
        return StepDone({"value": self.artifacts.put(value, "any")}, {"usd": float(params["usd"])})


def documents(part: dict[str, Any]) -> dict[str, Any]:
    """The part as a file has it."""
    found = {key: value for key, value in part.items() if key != "region"}
    found["nodes"] = {
        id: {**spec, "body": documents(spec["body"])} if "body" in spec else spec for id, spec in part["nodes"].items()
    }
    return found


def play(world: LotWorld, given: Made, cancel_at: float | None = None, **more: Any) -> Played:
    inner: dict[str, Melody] = {name: melody_of(**documents(part)) for name, part in given.melodies.items()}

    async def act(run: Any, records: Any) -> None:
        if cancel_at is not None:
            world.clock.call_at(world.clock.now() + cancel_at, run.cancel)

    playing = world.play_async(**documents(given.melody), base="/w", melodies=inner, act=act, **more)
    return asyncio.run(asyncio.wait_for(playing, STUCK))
