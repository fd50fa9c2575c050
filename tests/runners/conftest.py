from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from harmony.conductor.artifacts import Artifact
from harmony.conductor.ports import StepCall, StepDone
from harmony.runners import Runners
from harmony.sdk.describe import describe
from harmony.sdk.loading import load_function
from harmony.sdk.manifest import NodeType
from harmony.store import FileArtifacts

EXTENSION = Path(__file__).parent / "extension"
Told = list[tuple[str, dict[str, Any]]]


def type_of(name: str) -> NodeType:
    from dataclasses import replace

    found = describe(load_function(EXTENSION, f"steps:{name}"), "tests", 1, "1.0.0")
    return replace(found, function=f"steps:{name}", code_hash="one")


class Bench:
    """A store and the runners over it, with `play` to run one step by its name."""

    def __init__(self, folder: Path) -> None:
        self.artifacts = FileArtifacts(folder / "artifacts")
        self.runners = Runners(lambda _type: EXTENSION, self.artifacts, process_workers=2, io_threads=2)
        self.told: Told = []

    def call(self, name: str, isolation: str, params: dict[str, Any] | None = None, **inputs: Any) -> StepCall:
        slots = {
            port: v if isinstance(v, Artifact | None) else self.artifacts.put(v, "any") for port, v in inputs.items()
        }
        return StepCall(
            run="r", node=name, pass_="", attempt=1, type=type_of(name), inputs=slots, params=params or {},
            isolation=isolation,
        )  # fmt: skip

    async def run(self, call: StepCall) -> StepDone:
        return await self.runners.run(call, lambda kind, body: self.told.append((kind, body)))

    async def play(self, name: str, isolation: str, params: dict[str, Any] | None = None, **inputs: Any) -> Any:
        done = await self.run(self.call(name, isolation, params, **inputs))
        return self.artifacts.get(done.outputs["value"])

    def lines(self) -> list[str]:
        return [body["text"] for kind, body in self.told if kind == "log"]


@pytest.fixture
async def bench(tmp_path: Path) -> Any:
    made = Bench(tmp_path)
    yield made
    await made.runners.close()


async def appears(path: Path) -> str:
    """The content of a file that a step writes."""
    async with asyncio.timeout(10):
        while not path.exists() or not path.read_text():  # noqa: ASYNC110
            await asyncio.sleep(0.005)
    return path.read_text()


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state not in "ZX"


async def dies(*pids: int, within: float) -> None:
    async with asyncio.timeout(within):
        while any(map(is_alive, pids)):  # noqa: ASYNC110
            await asyncio.sleep(0.002)


Play = Callable[..., Awaitable[Any]]
