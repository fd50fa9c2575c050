"""A short crash test; `python -m tests.crash.campaign --kills 1000` is the long one."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.crash.campaign import hasty, judge

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_forty_kills() -> None:
    command = [sys.executable, "-W", "ignore", "-m", "tests.crash.campaign", "--kills", "40"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False, timeout=110)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 faults" in done.stdout
    for way in ("before a commit", "after a commit", "by the parent"):
        assert way in done.stdout


def written(folder: Path, **files: list[object]) -> Path:
    folder.mkdir()
    for name, values in files.items():
        (folder / name).write_text("\n".join(json.dumps(v) for v in values))
    return folder


A, B = ["a", ""], ["b", ""]
CALM = {"outcome": [["completed", {"o": 1}, None]], "lines": [[0, *A, "none"], [0, *B, "none"]], "known": [[0, []]]}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, []),
        ({"outcome": [["completed", {"o": 2}, None]]}, ["it ended"]),
        ({"lines": [[0, *A, "none"]]}, ["lost: [('b', '')]"]),
        ({"lines": [[0, *A, "none"], [0, *A, "none"], [0, *B, "none"]]}, ["played twice in one process"]),
        ({"lines": [[0, *A, "none"], [1, *A, "none"], [1, *B, "none"]], "known": [[0, []], [1, []]]}, []),
        ({"lines": [[0, *A, "none"], [1, *A, "none"], [1, *B, "none"]], "known": [[0, []], [1, [A]]]}, ["finished"]),
    ],
)
def test_the_judge_sees(tmp_path: Path, change: dict[str, list[object]], said: list[str]) -> None:
    found = list(judge(written(tmp_path / "calm", **CALM), written(tmp_path / "harmed", **CALM | change)))
    assert len(found) == len(said)
    assert all(text.startswith(start) for text, start in zip(found, said, strict=True))


def test_haste_is_seen(tmp_path: Path) -> None:
    nodes = {"a": {"use": "k.step", "in": {}}, "b": {"use": "k.step", "in": {"x": "a"}}}
    harmed = written(tmp_path / "h", lines=CALM["lines"], known=[[0, []], [1, []]])
    assert list(hasty(nodes, harmed)) == ["`b` ran in process 0 before `a` was on disk"]
