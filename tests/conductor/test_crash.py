"""Kill -9 in the middle of a run, again and again: nothing is lost and nothing runs twice."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.conductor.crash import EXPECTED

ROOT = Path(__file__).resolve().parent.parent.parent
pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


def killed(folder: Path, seed: int, durability: str) -> int:
    """Play one run in processes that are killed; how often they were."""
    command = [sys.executable, "-W", "ignore", "-m", "tests.conductor.crash", str(folder), str(seed), durability]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


@pytest.mark.slow
@pytest.mark.parametrize("durability", ["step", "batch", "exit"])
def test_fifty_kills(tmp_path: Path, durability: str) -> None:
    kills = 0
    for seed in range(3):
        folder = tmp_path / str(seed)
        folder.mkdir()
        kills += killed(folder, seed, durability)
        assert json.loads((folder / "outcome").read_text()) == ["completed", EXPECTED]
        check_lines(folder)
    assert kills >= 16


def check_lines(folder: Path) -> None:
    """No step that the journal knew as done was played by a later process, and none is missing."""
    lines = [json.loads(line) for line in (folder / "lines").read_text().splitlines()]
    for process, done in map(json.loads, (folder / "known").read_text().splitlines()):
        later = {(node, pass_) for p, node, pass_ in lines if p >= process}
        assert not later & {(node, pass_) for node, pass_ in done}
    played = Counter((node, pass_) for _, node, pass_ in lines)
    items = {(f"e/{n}", str(i)) for n in "st" for i in range(5)}
    assert set(played) == items | {("a", ""), ("l", ""), ("f", ""), ("z", "")} | {("r/q", str(i)) for i in range(3)}
