"""Plays one run in processes that are killed, and keeps what is needed to judge it.

One process loads everything and forks a child for every go, so that a kill costs
milliseconds. A child dies before or after its k-th commit, or whenever its parent says.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import shutil
import signal
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from msgspec import structs

import harmony.store.journal as store_journal
from harmony.conductor import Conductor
from harmony.conductor.clock import RealClock
from harmony.conductor.events import Record
from harmony.conductor.ports import Report, StepCall, StepDone
from harmony.runners import Runners
from harmony.sdk.describe import describe
from harmony.sdk.failure import StepFailed
from harmony.sdk.loading import load_function
from harmony.store import Database, FileArtifacts, SqlJournal
from harmony.store.writer import Row, Writer
from tests.conductor.kit import World, admission_of
from tests.crash.melodies import Made

GO_SECONDS = 30.0
WORLD = World()
WORLD.add("k.step", print, effects="writes")
WORLD.add("k.pure", print)
WORLD.add("k.moody", print, effects="writes")
WORLD.add("k.broken", print)
EXTENSION = Path(__file__).parent / "extension"
WORLD.types["k.process"] = replace(
    describe(load_function(EXTENSION, "step:mark"), "k", 1, "1.0.0"), id="k.process", function="step:mark"
)


@dataclass
class Kill:
    """When a go ends: before or after commit `at` (from 1), or after `seconds`; else at the run's end."""

    how: str = ""
    at: int = 0
    seconds: float = 0.0


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def deadly(kill: Kill, folder: Path) -> type[Writer]:
    """A writer of journals that ends the process at a commit, and counts them."""

    class Deadly(Writer):
        count = 0

        def write(self, rows: list[Row], *, wait: bool) -> set[str]:
            Deadly.count += 1
            if Deadly.count == kill.at and kill.how == "before":
                die()
            lost = super().write(rows, wait=wait)
            if Deadly.count == kill.at and kill.how == "after":
                die()
            return lost

        def close(self) -> None:
            (folder / "commits").write_text(str(Deadly.count))
            super().close()

    return Deadly


class Steps:
    """Steps that append a line to a file when they are done."""

    def __init__(self, folder: Path, artifacts: FileArtifacts, process: int) -> None:
        self._lines = os.open(folder / "lines", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        self._artifacts = artifacts
        self._process = process
        self._draw = random.Random(process)
        self._file = str(folder / "lines")
        self._runners = Runners(lambda _type: EXTENSION, artifacts, process_workers=1, io_threads=1)

    async def run(self, call: StepCall, report: Report) -> StepDone:
        await asyncio.sleep(self._draw.choice([0, 0, 0.001]))
        if call.type.id == "k.moody" and call.attempt < 3:
            # Of a class that no breaker counts: an open one would have the run rest for half a minute.
            raise StepFailed("gone", error_class="resource")
        if call.type.id == "k.broken":
            raise StepFailed("never", error_class="invalid_input")
        line = json.dumps([self._process, call.node, call.pass_, call.type.effects])
        if call.type.id == "k.process":
            params = {"value": call.params["value"], "line": line, "file": self._file}
            return await self._runners.run(structs.replace(call, params=params, inputs={}), report)
        os.write(self._lines, line.encode() + b"\n")
        return StepDone({"value": self._artifacts.put(call.params["value"], "any")})

    async def close(self) -> None:
        await self._runners.close()


def said_yes(records: list[Record]) -> list[tuple[str, str, str, Any]]:
    """What a person answers to a run that waits for one: yes to all."""
    if not records or records[-1].kind != "run.waiting":
        return []
    return [(asked["node"], asked["pass"], "approve", None) for asked in records[-1].body["waiting"]]


async def play(made: Made, folder: Path, durability: str, process: int) -> None:
    """Play or resume until the end or the kill."""
    database = Database(folder / "h.db")
    artifacts = FileArtifacts(folder / "artifacts")
    journal = SqlJournal(database)
    admission = admission_of(made.nodes, made.outputs, run={"durability": durability})
    records = journal.read("r1")
    done = [[r.node, r.pass_] for r in records if r.kind == "node.completed"]
    with (folder / "known").open("a") as known:
        known.write(json.dumps([process, done]) + "\n")
    if records and records[-1].kind == "run.completed":  # killed with all done
        outputs = records[-1].body["outputs"]
        (folder / "outcome").write_text(json.dumps(["completed", outputs, None]))
        return
    steps = Steps(folder, artifacts, process)
    async with Conductor(
        journal=journal, artifacts=artifacts, runner=steps, clock=RealClock(), find_type=WORLD.find
    ) as conductor:
        outcome = await conductor.resume(admission, records, lambda _: None, said_yes(records)).wait()
        while outcome.status == "waiting":
            records = journal.read("r1")
            outcome = await conductor.resume(admission, records, lambda _: None, said_yes(records)).wait()
    await steps.close()
    journal.close()
    outputs = {name: None if a is None else artifacts.get(a) for name, a in outcome.outputs.items()}
    (folder / "outcome").write_text(json.dumps([outcome.status, outputs, outcome.error]))


def go(made: Made, folder: Path, durability: str, process: int, kill: Kill) -> int:
    """One process of a run, killed as `kill` says; its exit status, or minus its signal.

    Raises:
        TimeoutError: the run is stuck.
    """
    child = os.fork()
    if child == 0:
        code = 1
        try:
            store_journal.Writer = deadly(kill, folder)  # type: ignore[misc]
            asyncio.run(play(made, folder, durability, process))
            code = 0
        except BaseException:
            (folder / "error").write_text(traceback.format_exc())
        finally:
            os._exit(code)
    return _wait(child, kill.seconds)


def _wait(child: int, seconds: float) -> int:
    begun = time.monotonic()
    while True:
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid:
            return os.waitstatus_to_exitcode(status)
        spent = time.monotonic() - begun
        if spent > GO_SECONDS:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            raise TimeoutError("the run is stuck")
        if seconds and spent > seconds:
            os.kill(child, signal.SIGKILL)
            seconds = 0.0
        time.sleep(0.0005)


def prepare(folder: Path) -> Callable[[Path], None]:
    """Import all that a run needs, and make one empty database; what copies it to a run's folder."""
    template = folder / "template"
    template.mkdir()
    database = Database(template / "h.db")
    database.open()
    database.close()

    def copy(target: Path) -> None:
        shutil.copytree(template, target)

    return copy


def read_lines(path: Path) -> list[Any]:
    """A file of JSON lines."""
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []
