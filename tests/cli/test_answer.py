"""People answer: here, by another process, or for later."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Harmony

pytestmark = pytest.mark.slow

ASK = """\
format: harmony/1
name: ask
outputs:
  said: ask.answer
  carried: ask.approved
  refused: ask.rejected
nodes:
  first: {use: data.set@1, with: {value: 7}}
  ask:
    use: flow.approve@1
    in: {number: first.value}
    with:
      form: {properties: {score: {type: integer}, why: {type: string, default: none}}, required: [score]}
"""
PAUSE = """\
format: harmony/1
name: pause
outputs: {text: read.content}
nodes:
  read:
    use: files.read@1
    with: {path: PATH}
    on_error: pause
"""
BOTH = ASK + "  wait: {use: flow.wait@1, with: {event: go}}\n"


def events(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def write(folder: Path, text: str) -> Path:
    path = folder / "m.melody.yaml"
    path.write_text(text)
    return path


def test_approve_plays_on_here(harmony: Harmony, tmp_path: Path) -> None:
    assert harmony("run", write(tmp_path, ASK)).status == 4
    told = harmony("answer", "last", "ask", "approve", "-i", "score=5", "--json")
    assert told.status == 0, told.err
    end = events(told.out)[-1]
    assert end["outputs"] == {"said": {"why": "none", "score": 5}, "carried": 7, "refused": None}
    assert events(told.out)[0]["seq"] > 0


def test_a_second_answer_is_refused(harmony: Harmony, tmp_path: Path) -> None:
    harmony("run", write(tmp_path, ASK))
    assert harmony("answer", "last", "ask", "reject", "--only-record").status == 0
    second = harmony("answer", "last", "ask", "approve", "-i", "score=1")
    assert second.status == 1
    assert "`ask` does not wait for an answer" in second.err
    end = events(harmony("runs", "resume", "last", "--json").out)[-1]
    assert (end["outputs"]["refused"], end["outputs"]["carried"]) == (7, None)
    assert harmony("answer", "last", "ask", "approve", "-i", "score=1").status == 1


def test_a_run_that_waits_says_for_what_and_how_to_answer(harmony: Harmony, tmp_path: Path) -> None:
    out = harmony("run", write(tmp_path, ASK)).out
    run = out.split()[1]
    assert f"`ask` waits for a person: `harmony answer {run} ask approve` or `reject`" in out


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("ask", "approve"), 2, "-i score=…"),
        (("ask", "approve", "-i", "score=much"), 2, "integer"),
        (("ask", "approve", "-i", "mark=1"), 2, "no field “mark”"),
        (("ask", "skip"), 2, "approve or reject"),
        (("ask", "perhaps"), 2, "perhaps"),
        (("nobody", "approve"), 1, "`ask` does"),
        (("ask@3", "approve"), 1, "does not wait"),
    ],
)
def test_what_does_not_fit_changes_nothing(
    harmony: Harmony, tmp_path: Path, words: tuple[str, ...], status: int, said: str
) -> None:
    harmony("run", write(tmp_path, ASK))
    result = harmony("answer", "last", *words)
    assert result.status == status
    assert said in result.err
    assert harmony("answer", "last", "ask", "approve", "-i", "score=1").status == 0


@pytest.mark.parametrize(("choice", "status"), [("skip", 0), ("fail", 1), ("retry", 0)])
def test_a_paused_node_is_skipped_failed_or_tried_again(
    harmony: Harmony, tmp_path: Path, choice: str, status: int
) -> None:
    assert harmony("run", write(tmp_path, PAUSE.replace("PATH", "later.txt"))).status == 4
    (tmp_path / "later.txt").write_text("here")
    told = harmony("answer", "last", "read", choice, "--json")
    assert told.status == status
    end = events(told.out)[-1]
    assert end.get("outputs", {}).get("text") == ("here" if choice == "retry" else None)
    assert (end["kind"] == "run.failed") is (choice == "fail")


def test_a_recorded_answer_to_a_paused_node(harmony: Harmony, tmp_path: Path) -> None:
    harmony("run", write(tmp_path, PAUSE.replace("PATH", "never.txt")))
    assert harmony("answer", "last", "read", "skip", "--only-record").status == 0
    assert harmony("answer", "last", "read", "retry", "--only-record").status == 1
    told = harmony("runs", "resume", "last", "--json")
    assert told.status == 0
    assert events(told.out)[-1]["gaps"]
    assert harmony("runs", "resume", "last", "--strict").status == 0  # completed: nothing is played


@pytest.mark.slow
def test_an_answer_and_an_event_reach_the_process_that_plays(harmony: Harmony, tmp_path: Path) -> None:
    path = write(tmp_path, BOTH)
    child = subprocess.Popen(
        [sys.executable, "-m", "harmony", "run", str(path), "--json"], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    waiting = 0
    while waiting < 2:
        waiting += json.loads(child.stdout.readline())["kind"] == "node.waiting"
    first = harmony("answer", "last", "ask", "approve", "-i", "score=2")
    second = harmony("answer", "last", "ask", "approve", "-i", "score=3")
    assert (first.status, second.status) == (0, 1)
    assert harmony("send", "last", "go", '{"n": 1}').out.startswith("Sent to ")
    assert child.wait(20) == 0
    end = events(child.stdout.read())[-1]
    child.stdout.close()
    assert end["outputs"]["said"] == {"why": "none", "score": 2}
