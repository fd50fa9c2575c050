"""Stored runs; and the promise that `kill -9` loses nothing."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from harmony.conductor.events import Record
from harmony.store import Runs, SqlJournal
from tests.cli.conftest import Harmony

pytestmark = pytest.mark.slow

EACH = """\
format: harmony/1
name: tally
inputs:
  marks: {type: path}
outputs:
  done: each.mark
nodes:
  each:
    use: flow.each@1
    in: {items: start.value, marks: inputs.marks}
    with: {concurrency: 4}
    body:
      inputs: {marks: {type: path}}
      nodes:
        mark:
          use: python.code@1
          in: {n: wait.value, marks: inputs.marks}
          with:
            code: |
              import os, time
              def main(n, marks):
                  time.sleep(0.02)
                  fd = os.open(marks, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
                  os.write(fd, f"{n}\\n".encode())
                  os.close(fd)
                  return n
        wait: {use: data.set@1, with: {value: "{{ item }}"}}
      outputs: {mark: mark.value}
  start: {use: data.set@1, with: {value: "{{ range(60) | list }}"}}
"""


def events(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_list_and_show(harmony: Harmony, hello: Path) -> None:
    harmony("run", hello)
    row = json.loads(harmony("runs", "list", "--json").out)
    assert (row["name"], row["status"]) == ("hello", "completed")
    shown = harmony("runs", "show", row["id"][:-2])
    assert shown.status == 0
    assert "Hello you!" in shown.out
    told = events(harmony("runs", "show", "last", "--json").out)
    assert told[-1]["kind"] == "run.completed"
    assert {e["node"] for e in events(harmony("runs", "show", "last", "--json", "--node", "greet").out)} == {"greet"}


@pytest.mark.parametrize("words", [("list", "--limit", 0), ("list", "--limit", -1), ("show", "last", "--node", "x")])
def test_what_shows_nothing_says_why(harmony: Harmony, hello: Path, words: tuple[object, ...]) -> None:
    harmony("run", hello)
    said = harmony("runs", *words)
    assert (said.status, said.out) == (2, "") and ("from 1" in said.err or "`x`" in said.err)


def test_no_such_run(harmony: Harmony, hello: Path) -> None:
    harmony("run", hello)
    for command in ("show", "watch", "resume", "cancel"):
        result = harmony("runs", command, "nobody")
        assert result.status == 1
        assert "There is no run “nobody”" in result.err


def test_watch_ends_as_the_run_does(harmony: Harmony, hello: Path, tmp_path: Path) -> None:
    harmony("run", hello)
    said = harmony("runs", "watch", "last")
    assert said.status == 0 and "✓ greet" in said.out
    asks = tmp_path / "asks.melody.yaml"
    asks.write_text("format: harmony/1\nname: asks\nnodes:\n  ask: {use: flow.approve@1}\n")
    harmony("run", asks)
    assert harmony("runs", "watch", "last").status == 4


def test_watch_sees_what_is_written_at_the_very_end(
    harmony: Harmony, hello: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    harmony("run", hello)
    read, get = SqlJournal.read, Runs.get
    looks: list[int] = []

    def read_slowly(self: SqlJournal, run: str, after: int = -1) -> list[Record]:
        looks.append(after)  # at the second look the end is not there yet; it is when the look is over
        records = read(self, run, after)
        return records[:-1] if len(looks) == 1 else [] if len(looks) == 2 else records

    monkeypatch.setattr(SqlJournal, "read", read_slowly)
    monkeypatch.setattr(Runs, "get", lambda self, run: replace(get(self, run), is_played=len(looks) < 2))
    assert harmony("runs", "watch", "last").status == 0


def test_what_has_ended_is_not_resumed(harmony: Harmony, hello: Path) -> None:
    harmony("run", hello)
    result = harmony("runs", "resume", "last")
    assert result.status == 0
    assert "nothing to go on with" in result.err
    assert harmony("runs", "cancel", "last").status == 1


@pytest.mark.slow
def test_kill_and_resume(harmony: Harmony, tmp_path: Path) -> None:
    path, marks = tmp_path / "tally.melody.yaml", tmp_path / "marks.txt"
    path.write_text(EACH)
    command = [sys.executable, "-m", "harmony", "run", str(path), "-i", f"marks={marks}"]
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 30
    while not marks.exists() or len(marks.read_text().split()) < 15:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    before = events(harmony("runs", "show", "last", "--json").out)
    finished = {e["pass"] for e in before if e["kind"] == "node.completed" and e["node"] == "each/mark"}
    assert 0 < len(finished) < 60

    told = events(harmony("runs", "resume", "last", "--json").out)

    assert told[-1]["kind"] == "run.completed"
    assert told[-1]["outputs"] == {"done": list(range(60))}
    again = {e["pass"] for e in told if e["kind"] == "node.started" and e["node"] == "each/mark"}
    assert not again & finished
    assert told[0]["seq"] > before[-1]["seq"]
    written = Counter(marks.read_text().split())
    assert all(written[n] == 1 for n in finished)
    assert set(written) == {str(n) for n in range(60)}


@pytest.mark.slow
def test_cancel_reaches_another_process(harmony: Harmony, tmp_path: Path) -> None:
    path = tmp_path / "w.melody.yaml"
    path.write_text("format: harmony/1\nname: w\nnodes:\n  wait: {use: flow.wait@1, with: {for: 1h}}\n")
    child = subprocess.Popen([sys.executable, "-m", "harmony", "run", str(path)], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stdout.readline().startswith("run ")
    assert harmony("runs", "cancel", "last").status == 0
    assert child.wait(10) == 1
    child.stdout.close()
    assert json.loads(harmony("runs", "list", "--json").out)["status"] == "cancelled"


@pytest.mark.slow
def test_ctrl_c_ends_130_and_can_be_resumed(harmony: Harmony, tmp_path: Path) -> None:
    path = tmp_path / "w.melody.yaml"
    path.write_text("format: harmony/1\nname: w\nnodes:\n  wait: {use: flow.wait@1, with: {for: 2s}}\n")
    child = subprocess.Popen(
        [sys.executable, "-m", "harmony", "run", str(path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stderr is not None
    assert child.stdout.readline().startswith("run ")
    child.send_signal(signal.SIGINT)
    assert child.wait(10) == 130
    assert "harmony runs resume" in child.stderr.read()
    child.stdout.close()
    child.stderr.close()
    assert harmony("runs", "resume", "last").status == 0


def test_why_a_node_ran(harmony: Harmony, hello: Path) -> None:
    harmony("run", hello)
    told = harmony("runs", "show", "last", "--why", "greet")
    assert told.status == 0
    assert told.out.startswith("`greet` (text.template@1): complete.\nIt needs nothing but the beginning of the run.\n")
    assert json.loads(harmony("runs", "show", "last", "--why", "greet", "--json").out)[0].startswith("`greet`")
    assert harmony("runs", "show", "last", "--why", "nobody").status == 2


def test_compare_names_where_runs_part(harmony: Harmony, hello: Path) -> None:
    harmony("run", hello)
    harmony("run", hello, "-i", "who=Ada")
    second, first = (json.loads(line)["id"] for line in harmony("runs", "list", "--json").out.splitlines())
    told = harmony("runs", "compare", first, second)
    assert told.status == 1
    assert "other values for “who”" in told.out
    assert "They part at `greet`: its output `text` differs." in told.out
    assert json.loads(harmony("runs", "compare", first, second, "--json").out)["first"]["ports"] == ["text"]
    same = harmony("runs", "compare", first, first)
    assert (same.status, same.out.splitlines()[-1]) == (0, "No node differs; 1 is the same.")


CHAIN = """\
format: harmony/1
name: chain
outputs: {text: last.text}
nodes:
  first: {use: data.set@1, with: {value: 1}}
  middle: {use: files.read@1, after: [first], with: {path: MISSING}}
  last: {use: text.template@1, in: {t: middle.content}, with: {template: "got {{ t }}"}}
"""


def started(text: str) -> list[str]:
    return [e["node"] for e in events(text) if e["kind"] == "node.started"]


def test_a_failed_run_tries_again_what_failed(harmony: Harmony, tmp_path: Path) -> None:
    path, missing = tmp_path / "m.melody.yaml", tmp_path / "in.txt"
    path.write_text(CHAIN.replace("MISSING", str(missing)))
    assert harmony("run", path).status == 1
    missing.write_text("it")
    again = harmony("runs", "resume", "last", "--json")
    assert again.status == 0
    assert events(again.out)[-1]["outputs"] == {"text": "got it"}
    assert started(again.out) == ["middle", "last"]
    assert harmony("runs", "resume", "last").status == 0
    assert json.loads(harmony("runs", "list", "--json").out)["status"] == "completed"


def test_resume_under_an_edited_melody(harmony: Harmony, tmp_path: Path) -> None:
    path, there = tmp_path / "m.melody.yaml", tmp_path / "there.txt"
    path.write_text(CHAIN.replace("MISSING", "nowhere.txt"))
    assert harmony("run", path).status == 1
    there.write_text("it")
    path.write_text(CHAIN.replace("MISSING", "there.txt").replace("got", "now"))
    again = harmony("runs", "resume", "last", "--melody", path, "--json")
    assert (again.status, events(again.out)[-1]["outputs"]) == (0, {"text": "now it"})
    assert "first" not in started(again.out)
    path.write_text("format: harmony/1\n")
    assert harmony("runs", "resume", "last", "--melody", path).status == 0  # completed: nothing is looked at


def test_fork_keeps_both_runs(harmony: Harmony, tmp_path: Path) -> None:
    path, there = tmp_path / "m.melody.yaml", tmp_path / "there.txt"
    path.write_text(CHAIN.replace("MISSING", "there.txt"))
    there.write_text("old")
    assert harmony("run", path).status == 0
    there.write_text("new")
    forked = harmony("runs", "fork", "last", "--before", "middle", "--json")
    assert (forked.status, events(forked.out)[-1]["outputs"]) == (0, {"text": "got new"})
    assert started(forked.out) == ["first", "middle", "last"]  # the first as it was in the old run
    assert events(forked.out)[0]["seq"] < 3
    new, old = events(harmony("runs", "list", "--json").out)
    assert (new["status"], old["status"], new["id"] != old["id"]) == ("completed", "completed", True)
    assert harmony("runs", "compare", old["id"], new["id"]).status == 1
    assert harmony("runs", "fork", "last", "--before", "nobody").status == 1
    assert len(events(harmony("runs", "list", "--json").out)) == 2
