"""Kills an editing process at random moments: `python -m tests.crash.editing --kills 100`.

A process edits a document at random (adds, moves, wires, renames, undoes, redoes, saves) and says each
state once it is written down. It is killed with SIGKILL at a random moment. What must hold: the board
opens the document as it was said last (or with the one edit more that was written and not yet said),
with the whole history of undo, and taking everything back gives the first text byte for byte.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

from harmony.board.edit_file import left_behind
from harmony.board.keeper import Keeper
from harmony.board.opening import open_document, reopen
from harmony.melody.recovery import replay
from tests.board.editing_child import state
from tests.board.parts import TEXT, write

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 0.4
"""Seconds from the first edit to the kill, at most."""


@dataclass(frozen=True)
class Killed:
    """What one kill showed.

    Attributes:
        said: states that the process had said.
        history: edits that undo could take back after the crash.
        fault: what is wrong, in words; empty if all is well.
    """

    said: int
    history: int
    fault: str = ""


def kill_once(folder: Path, seed: int, *, has_file: bool) -> Killed:
    """Edit, kill, open again, judge; the folder is used for nothing else."""
    edits = folder / "edits"
    path = write(folder, name="k.melody.yaml")
    said = _edit_and_kill(edits, str(path) if has_file else "-", seed)
    [name] = left_behind(edits)
    keeper = open_document(path, edits) if has_file else reopen(edits, name)
    if keeper is None:
        return Killed(len(said), 0, "nothing came back")
    history = len(keeper.draft.history)
    try:
        return Killed(len(said), history, _judge(keeper, said[-1], TEXT if has_file else ""))
    finally:
        keeper.close()


def _edit_and_kill(folder: Path, file: str, seed: int) -> list[str]:
    """The states that a process said before it was killed."""
    command = [sys.executable, "-m", "tests.board.editing_child", str(folder), file, str(seed)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as child:
        assert child.stdout is not None
        said = [child.stdout.readline()]
        time.sleep(random.Random(seed).uniform(0, LONGEST))
        child.kill()
        said += child.stdout.readlines()
    whole = [line.strip() for line in said if line.endswith("\n")]
    assert whole, "the process never came to edit"
    return whole


def _judge(keeper: Keeper, said: str, text: str) -> str:
    if said not in (state(keeper.draft), _one_record_less(keeper)):
        return "what was said last did not come back"
    first = keeper.draft.first_text()
    if text and first != text:
        return "the first text is another one"
    while keeper.draft.can_undo:
        keeper.draft.undo()
    return "" if keeper.draft.text == first else "undo does not lead to the first text"


def _one_record_less(keeper: Keeper) -> str:
    """The state before the last record, which may have been written and not yet said."""
    assert keeper.journal is not None
    log = keeper.journal.read()
    known = replay(replace(log, records=log.records[:-1]))
    return state(known.draft) if known else ""


def main(arguments: list[str] | None = None) -> int:
    """Kill so often, half of the time a document with a file and half one without; 0 if all came back."""
    asks = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asks.add_argument("--kills", type=int, default=100)
    asks.add_argument("--seed", type=int, default=0)
    wanted = asks.parse_args(arguments)
    found: list[Killed] = []
    with tempfile.TemporaryDirectory(prefix="harmony-kills-") as root:
        for number in range(wanted.kills):
            folder = Path(root) / str(number)
            folder.mkdir()
            one = kill_once(folder, wanted.seed + number, has_file=number % 2 == 0)
            found.append(one)
            if one.fault:
                print(f"seed {wanted.seed + number}: {one.fault}")
    faults = sum(bool(k.fault) for k in found)
    said, steps = sum(k.said for k in found), sum(k.history for k in found)
    print(f"{len(found)} kills, {said} states said, {steps} edits in the histories that came back, {faults} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
