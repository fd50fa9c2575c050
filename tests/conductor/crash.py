"""Plays a Melody in processes that are killed; run as a script by `test_crash.py`.

One process loads everything and forks a child for every go, so that a kill costs
milliseconds. A child plays or resumes the run and kills itself with SIGKILL at its k-th
write to the journal: before the write, right after it, or once it is durable.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from harmony.conductor import Conductor
from harmony.conductor.clock import RealClock
from harmony.conductor.events import Record
from harmony.conductor.ports import Report, StepCall, StepDone
from harmony.sdk.manifest import NodeType
from harmony.store import Database, FileArtifacts, SqlJournal
from tests.conductor.kit import World, admission_of

BODY = {
    "nodes": {
        "s": {"use": "k.step", "with": {"value": "{{ item * 10 }}"}},
        "t": {"use": "k.step", "in": {"x": "s"}, "with": {"value": "{{ x + 1 }}"}},
    },
    "outputs": {"t": "t"},
}
NODES: dict[str, Any] = {
    "a": {"use": "k.step", "with": {"value": [1, 2, 3, 4, 5]}},
    "e": {"use": "flow.each", "in": {"items": "a"}, "with": {"concurrency": 2}, "body": BODY},
    "s": {
        "use": "flow.switch",
        "in": {"value": "a"},
        "with": {"cases": [{"when": "value | length > 3", "to": "long"}], "else": "short"},
    },
    "l": {"use": "k.step", "in": {"x": "s.long"}, "with": {"value": "{{ x | length }}"}},
    "n": {"use": "k.step", "in": {"x": "s.short"}, "with": {"value": 0}},
    "r": {
        "use": "flow.repeat",
        "in": {"l": "l"},
        "with": {"max": 3, "until": "q >= 7"},
        "body": {
            "nodes": {"q": {"use": "k.step", "with": {"value": "{{ inputs.l + iteration }}"}}},
            "outputs": {"q": "q"},
        },
    },
    "f": {"use": "k.moody", "with": {"value": 3}, "retry": {"attempts": 9, "delay": "1ms"}},
    "z": {
        "use": "k.step",
        "in": {"e": "e.t", "r": "r.q", "f": "f", "n": "n"},
        "join": {"need": 3},
        "with": {"value": "{{ [e, r, f] }}"},
    },
}
OUTPUTS = {"z": "z"}
EXPECTED = [[11, 21, 31, 41, 51], 7, 3]


class Killer:
    """A journal that ends the process at its k-th write."""

    def __init__(self, journal: SqlJournal, at: int, how: str) -> None:
        self._journal = journal
        self._left = at
        self._how = how

    def append(self, run: str, records: Sequence[Record]) -> None:
        self._left -= 1
        if self._left == 0 and self._how == "before":
            die()
        self._journal.append(run, records)
        if self._left == 0 and self._how == "after":
            die()
        if self._left == 0:
            future = self._journal.durable(run)
            if future is None:
                die()
            else:
                future.add_done_callback(lambda _: die())

    def __getattr__(self, name: str) -> Any:
        return getattr(self._journal, name)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class Steps:
    """Steps that append a line to a file when they are done."""

    def __init__(self, folder: Path, artifacts: FileArtifacts, process: int) -> None:
        self._lines = folder / "lines"
        self._artifacts = artifacts
        self._process = process

    async def run(self, call: StepCall, report: Report) -> StepDone:
        await asyncio.sleep(0)
        if call.type.id == "k.moody" and call.attempt < 3:
            raise ConnectionError("gone")
        with self._lines.open("a") as lines:
            lines.write(json.dumps([self._process, call.node, call.pass_]) + "\n")
        return StepDone({"value": self._artifacts.put(call.params["value"], "any")})

    async def close(self) -> None: ...


def find(use: str) -> NodeType | None:
    return WORLD.find(use)


WORLD = World()
for name in ("k.step", "k.moody"):
    WORLD.add(name, print, effects="writes")


async def go(folder: Path, durability: str, process: int, kill_at: int, how: str) -> None:
    """Play or resume until the end or the kill."""
    database = Database(folder / "h.db")
    database.open()
    artifacts = FileArtifacts(folder / "artifacts")
    journal = SqlJournal(database)
    killer: Any = Killer(journal, kill_at, how)
    admission = admission_of(NODES, OUTPUTS, run={"durability": durability})
    async with Conductor(
        journal=killer, artifacts=artifacts, runner=Steps(folder, artifacts, process), clock=RealClock(), find_type=find
    ) as conductor:
        records = journal.read("r1")
        done = [[r.node, r.pass_] for r in records if r.kind == "node.completed"]
        with (folder / "known").open("a") as known:
            known.write(json.dumps([process, done]) + "\n")
        run = conductor.resume(admission, records, lambda _: None)
        outcome = await run.wait()
    (folder / "outcome").write_text(json.dumps([outcome.status, artifacts.get(outcome.outputs["z"])]))  # type: ignore[arg-type]
    journal.close()
    database.close()


def warm() -> None:
    """Import, before anything is forked, all that a database needs."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(Path(folder) / "h.db")
        database.open()
        database.close()


def fork(work: Any) -> int:
    """Run `work` in a child; its exit status or minus its signal."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def main(folder: Path, seed: int, durability: str) -> int:
    """Play one run to its end; prints how often it was killed."""
    draw = random.Random(seed)
    warm()
    for process in range(60):
        kill_at = draw.randrange(1, 6) if process < 8 else 10_000
        how = draw.choice(["before", "after", "durable"])
        code = fork(lambda p=process, k=kill_at, h=how: asyncio.run(go(folder, durability, p, k, h)))
        if code == 0:
            print(process)
            return 0
        assert code == -signal.SIGKILL, code
    return 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]))
