"""The crash test: `python -m tests.crash.campaign --kills 1000`.

Random Melodies are played once undisturbed, and again in processes that are killed: before and
after commit k, with k uniform over all commits of the undisturbed run, and (one run of five) at
random times. What must hold: no step that the journal had as finished plays again, none is
lost, no run is stuck, and the outputs are those of the undisturbed run.
"""

from __future__ import annotations

import argparse
import collections
import json
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests.crash.child import Kill, go, prepare, read_lines
from tests.crash.melodies import Made

DURABILITIES = ("step", "batch", "exit")
MOST_KILLS_A_RUN = 6


class Disturbed:
    """One Melody, played undisturbed and then in processes that are killed.

    Attributes:
        kills: how often it was killed, by how.
    """

    def __init__(self, seed: int, folder: Path, copy: Callable[[Path], None]) -> None:
        self.made = Made(seed)
        self.durability = DURABILITIES[seed % 3]
        self.kills: collections.Counter[str] = collections.Counter()
        self._draw = random.Random(-seed - 1)
        self._is_timed = self._draw.random() < 0.2
        self._folder = folder
        self._copy = copy

    def play(self) -> list[str]:
        """What is wrong, in words; nothing if all is well."""
        calm, harmed = self._folder / "calm", self._folder / "harmed"
        self._copy(calm)
        begun = time.monotonic()
        try:
            if go(self.made, calm, self.durability, 0, Kill()):
                return [f"the undisturbed run ends with an error: {(calm / 'error').read_text()}"]
        except TimeoutError as error:
            return [f"undisturbed: {error}"]
        seconds = time.monotonic() - begun
        commits = int((calm / "commits").read_text())
        self._copy(harmed)
        for process in range(MOST_KILLS_A_RUN + 1):
            kill = self._kill(commits, seconds) if process < MOST_KILLS_A_RUN else Kill()
            try:
                code = go(self.made, harmed, self.durability, process, kill)
            except TimeoutError as error:
                return [str(error)]
            if code == 0:
                break
            if code != -signal.SIGKILL:
                error = (harmed / "error").read_text() if (harmed / "error").exists() else ""
                return [f"process {process} ends with {code}: {error}"]
            self.kills["by the parent" if kill.seconds else f"{kill.how} a commit"] += 1
        faults = list(judge(calm, harmed))
        return faults + list(hasty(self.made.nodes, harmed)) if self.durability == "step" else faults

    def _kill(self, commits: int, seconds: float) -> Kill:
        if self._is_timed:
            return Kill(seconds=self._draw.uniform(0.001, seconds))
        return Kill(self._draw.choice(["before", "after"]), self._draw.randrange(1, commits + 1))


def judge(calm: Path, harmed: Path) -> Iterator[str]:
    """Compare a disturbed run with the undisturbed one; yields what is wrong."""
    wanted, found = (json.loads((folder / "outcome").read_text()) for folder in (calm, harmed))
    if wanted[:2] != found[:2]:
        yield f"it ended {found}, and undisturbed {wanted}"
    lines = read_lines(harmed / "lines")
    for process, done in read_lines(harmed / "known"):
        later = {(node, pass_) for at, node, pass_, _effects in lines if at >= process}
        again = later & {(node, pass_) for node, pass_ in done}
        if again:
            yield f"finished steps played again in process {process}: {sorted(again)}"
    played, expected = ({(line[1], line[2]) for line in read_lines(f / "lines")} for f in (harmed, calm))
    if played != expected:
        yield f"lost: {sorted(expected - played)}, too many: {sorted(played - expected)}"
    twice = collections.Counter((line[0], line[1], line[2]) for line in lines)
    if any(count > 1 for count in twice.values()):
        yield f"played twice in one process: {[key for key, count in twice.items() if count > 1]}"


def hasty(nodes: dict[str, Any], harmed: Path) -> Iterator[str]:
    """Steps that began before what they follow was on disk."""
    known = {process: {node for node, _pass in done} for process, done in read_lines(harmed / "known")}
    for process, node, _pass, _effects in read_lines(harmed / "lines"):
        if process + 1 not in known or node not in nodes or "join" in nodes[node]:
            continue
        for wire in nodes[node]["in"].values():
            if not isinstance(wire, str):
                continue  # in a later pass what came before the loop was on disk long ago
            source = nodes[wire.partition(".")[0]]
            if source["use"].startswith("k.") and "on_error" not in source and wire not in known[process + 1]:
                yield f"`{node}` ran in process {process} before `{wire}` was on disk"


def campaign(kills: int, seed: int = 0, *, say: Callable[[str], None] = print) -> tuple[int, list[str]]:
    """Play Melodies until there were so many kills.

    Returns:
        How many Melodies were played, and what was wrong, each with the seed that shows it again.
    """
    counted: collections.Counter[str] = collections.Counter()
    wrong: list[str] = []
    begun, first = time.monotonic(), seed
    with tempfile.TemporaryDirectory(prefix="harmony-crash-") as name:
        copy = prepare(Path(name))
        while counted.total() < kills:
            run = Disturbed(seed, Path(name) / str(seed), copy)
            faults = run.play()
            counted.update(run.kills)
            for fault in faults:
                wrong.append(f"--seed {seed} ({run.durability}): {fault}")
                say(wrong[-1])
            seed += 1
            if (seed - first) % 50 == 0:
                say(f"{counted.total()} kills, {seed - first} Melodies, {time.monotonic() - begun:.0f} s")
    how = ", ".join(f"{count} {way}" for way, count in sorted(counted.items()))
    say(f"{counted.total()} kills ({how}) of {seed - first} Melodies in {time.monotonic() - begun:.0f} s")
    return seed - first, wrong


def main() -> int:
    """Run a campaign; 1 if anything was wrong."""
    parser = argparse.ArgumentParser(description="Kill runs and see that nothing is lost or played twice.")
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0, help="of the first Melody; the next ones count on")
    given = parser.parse_args()
    _played, wrong = campaign(given.kills, given.seed, say=lambda text: print(text, flush=True))
    print(f"{len(wrong)} faults")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
