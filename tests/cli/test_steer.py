"""A run held and led by hand, each act by its command; a kill loses none of it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.conftest import Harmony

pytestmark = pytest.mark.slow

TWO = """\
format: harmony/1
name: two
outputs: {c: c.value, e: e.value}
nodes:
  a: {use: data.set@1, with: {value: 1}}
  b: {use: data.set@1, in: {x: a.value}, with: {value: "{{ x + 1 }}"}}
  c: {use: data.set@1, in: {x: b.value}, with: {value: "{{ x + 1 }}"}}
  e: {use: data.set@1, in: {x: a.value}, with: {value: "{{ x * 10 }}"}}
"""
EACH = """\
format: harmony/1
name: each
outputs: {o: e.o}
nodes:
  e:
    use: flow.each@1
    with: {items: [1, 2]}
    body:
      nodes: {n: {use: data.set@1, with: {value: "{{ item }}"}}}
      outputs: {o: n.value}
"""


@pytest.fixture
def two(tmp_path: Path) -> Path:
    path = tmp_path / "two.melody.yaml"
    path.write_text(TWO)
    return path


def states(harmony: Harmony) -> dict[str, str]:
    found = json.loads(harmony("runs", "show", "last", "--at", "-1", "--json").out)
    return {n["node"] + (f"@{n['pass']}" if n["pass"] else ""): n.get("why") or n["state"] for n in found["nodes"]}


HELD = "it is held before it begins"


def test_stop_before_a_node_and_go_on(harmony: Harmony, two: Path) -> None:
    held = harmony("run", two, "--pause-before", "b")
    assert held.status == 4 and "held before `b`" in held.out and "harmony runs next" in held.out
    assert states(harmony) == {"a": "complete", "b": HELD, "c": "it waits for `b`", "e": "complete"}
    assert json.loads(harmony("runs", "list", "--json").out)["status"] == "paused"
    again = harmony("runs", "resume", "last")
    assert again.status == 4 and "held before `b`" in again.out
    gone = harmony("runs", "go", "last")
    assert gone.status == 0 and "c: 3" in gone.out


@pytest.mark.slow
def test_choose_the_next_node(harmony: Harmony, two: Path) -> None:
    assert harmony("run", two, "--pause").status == 4
    assert harmony("runs", "next", "last").status == 4
    assert states(harmony) == {"a": "complete", "b": HELD, "c": "it waits for `b`", "e": HELD}
    assert harmony("runs", "next", "last", "e").status == 4
    assert states(harmony)["b"] == HELD and states(harmony)["e"] == "complete"
    wrong = harmony("runs", "next", "last", "c")
    assert wrong.status == 1 and "`c` is not ready and held; `b` is." in wrong.err
    assert harmony("runs", "next", "last", "b").status == 4
    assert harmony("runs", "go", "last").status == 0


@pytest.mark.slow
def test_hold_one_branch(harmony: Harmony, two: Path) -> None:
    harmony("run", two, "--pause")
    said = harmony("runs", "pause", "last", "--node", "b")
    assert said.status == 0 and "the branch from `b`" in said.out
    assert harmony("runs", "go", "last").status == 4
    assert states(harmony) == {"a": "complete", "b": HELD, "c": "it waits for `b`", "e": "complete"}
    assert harmony("runs", "go", "last", "--node", "b").status == 0


def test_all_stops_are_forgotten(harmony: Harmony, two: Path) -> None:
    harmony("run", two, "--pause-before", "b", "--pause-before", "c", "--pause-after", "a")
    assert harmony("runs", "go", "last", "--detach").status == 0


def test_deliver_an_edited_value(harmony: Harmony, two: Path) -> None:
    held = harmony("run", two, "--pause-after", "b")
    assert held.status == 4 and "held the outputs of `b`" in held.out
    assert states(harmony)["b"] == "its outputs are held before they go on"
    assert "has no output" in harmony("runs", "deliver", "last", "b", "x", "1").err.replace("gave no", "has no")
    gone = harmony("runs", "deliver", "last", "b", "value", "41")
    assert gone.status == 0 and "c: 42" in gone.out
    found = json.loads(harmony("runs", "show", "last", "--at", "-1", "--json", "--node", "c").out)
    assert found["nodes"][0]["wires"][0]["value"]["made_by"] == "person"


@pytest.mark.slow
def test_step_into_a_body_and_out_of_it(harmony: Harmony, tmp_path: Path) -> None:
    path = tmp_path / "each.melody.yaml"
    path.write_text(EACH)
    harmony("run", path, "--pause")
    assert harmony("runs", "next", "last", "e", "--into").status == 4
    assert states(harmony)["e/n@0"] == states(harmony)["e/n@1"] == HELD
    assert harmony("runs", "next", "last", "e/n@1").status == 4
    assert states(harmony) == {"e": "active", "e/n@0": HELD, "e/n@1": "complete"}
    assert harmony("runs", "next", "last", "--out").status == 0


def test_a_node_that_is_not_there(harmony: Harmony, two: Path) -> None:
    said = harmony("run", two, "--pause-before", "bee")
    assert said.status == 2 and "no node “bee” to stop at" in said.err
    harmony("run", two, "--pause")
    assert "no node `bee`" in harmony("runs", "pause", "last", "--before", "bee").err


def _waits(tmp_path: Path) -> Path:
    path = tmp_path / "waits.melody.yaml"
    path.write_text(TWO.replace("  e: {", "  w: {use: flow.wait@1, with: {event: never}}\n  e: {"))
    return path


@pytest.mark.slow
def test_a_killed_held_run_stands_at_the_same_place(harmony: Harmony, tmp_path: Path) -> None:
    words = [sys.executable, "-m", "harmony", "run", str(_waits(tmp_path)), "--pause-before", "b"]
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL)
    for _ in range(200):
        if harmony("runs", "list").out.count("two") and '"e"' in harmony("runs", "show", "last", "--json").out:
            break
        time.sleep(0.05)
    time.sleep(0.3)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert states(harmony)["b"] == HELD
    assert harmony("runs", "pause", "last").status == 0
    resumed = harmony("runs", "resume", "last")
    assert resumed.status == 4 and "held before `b`" in resumed.out


@pytest.mark.slow
def test_a_run_of_another_process_is_held_and_left(harmony: Harmony, tmp_path: Path) -> None:
    path = tmp_path / "long.melody.yaml"
    old = 'b: {use: data.set@1, in: {x: a.value}, with: {value: "{{ x + 1 }}"}}'
    text = TWO.replace(old, "b: {use: flow.wait@1, in: {value: a.value}, with: {for: 2s}}")
    path.write_text(text)
    process = subprocess.Popen([sys.executable, "-m", "harmony", "run", str(path)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    assert harmony("runs", "pause", "last").status == 0
    assert process.wait(20) == 4
    process.stdout.close()
    assert harmony("runs", "go", "last").status == 0


ONE = """\
format: harmony/1
name: one
outputs: {n: n.value, e: e.value}
nodes:
  slow:
    use: python.code@1
    with: {code: "import time\\ndef main():\\n    time.sleep(60)\\n"}
  n: {use: data.set@1, in: {x: slow.value}, with: {value: 1}}
  off: {use: flow.wait@1, with: {for: 2h}}
  e: {use: data.set@1, with: {value: 2}}
"""


def test_one_node_of_a_run_that_plays_elsewhere_is_skipped_tried_again_and_cancelled(
    harmony: Harmony, tmp_path: Path
) -> None:
    path = tmp_path / "one.melody.yaml"
    path.write_text(ONE)
    process = subprocess.Popen([sys.executable, "-m", "harmony", "run", str(path)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    deadline = time.monotonic() + 20
    while '"kind":"node.completed"' not in harmony("runs", "show", "last", "--json").out:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert harmony("runs", "retry", "last", "slow").status == 0
    assert "`e` has ended" in harmony("runs", "skip", "last", "e").err
    assert "nothing to try again" in harmony("runs", "retry", "last", "off").err
    assert harmony("runs", "skip", "last", "slow").status == 0
    assert harmony("runs", "cancel", "last", "--node", "off").status == 0
    assert process.wait(20) == 0
    process.stdout.close()
    assert "a person skipped it" in harmony("runs", "show", "last", "--json", "--node", "slow").out
    why = harmony("runs", "show", "last", "--why", "slow").out
    assert "A person had it tried again" in why and "A person skipped it" in why
    assert "A person cancelled it" in harmony("runs", "show", "last", "--why", "off").out
