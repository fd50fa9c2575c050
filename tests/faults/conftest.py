"""Commands in processes of their own, and disks that can be filled."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
TALLY = """\
format: harmony/1
name: tally
inputs:
  marks: {type: path}
  size: {type: integer, default: 10}
  wait: {type: number, default: 0.0}
  items: {type: integer, default: 30}
outputs:
  count: count.value
nodes:
  start: {use: data.set@1, with: {value: "{{ range(inputs.items) | list }}"}}
  each:
    use: flow.each@1
    in: {items: start.value, marks: inputs.marks, size: inputs.size, wait: inputs.wait}
    with: {concurrency: 1}
    body:
      inputs: {marks: {type: path}, size: {type: integer}, wait: {type: number}}
      nodes:
        pick: {use: data.set@1, with: {value: "{{ item }}"}}
        mark:
          use: python.code@1
          in: {n: pick.value, marks: inputs.marks, size: inputs.size, wait: inputs.wait}
          with:
            code: |
              import os, time
              def main(n, marks, size, wait):
                  time.sleep(wait)
                  fd = os.open(marks, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
                  os.write(fd, f"{n}\\n".encode())
                  os.close(fd)
                  return f"{n} " * size
      outputs: {mark: mark.value}
  count:
    use: python.code@1
    in: {texts: each.mark}
    with:
      code: |
        def main(texts):
            return [int(text.split()[0]) for text in texts]
"""


@dataclass
class Said:
    """What a command printed, and its exit status."""

    status: int
    out: str
    err: str

    @property
    def events(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


class Commands:
    """`harmony …` in processes of their own.

    Args:
        folder: for the Melody and what its steps write.
        home: HARMONY_HOME.
    """

    def __init__(self, folder: Path, home: Path) -> None:
        self.home = home
        self.marks = folder / "marks.txt"
        self.melody = folder / "tally.melody.yaml"
        self.melody.write_text(TALLY)
        self.file_bytes = 0
        self._begun: list[subprocess.Popen[str]] = []

    def begin(self, *words: object) -> subprocess.Popen[str]:
        """Start a command."""
        command = [sys.executable, "-m", "harmony", *map(str, words)]
        child = subprocess.Popen(
            command,
            cwd=ROOT,
            env=os.environ | {"HARMONY_HOME": str(self.home)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=self._limit if self.file_bytes else None,
        )
        self._begun.append(child)
        return child

    def _limit(self) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (self.file_bytes, resource.RLIM_INFINITY))

    def __call__(self, *words: object) -> Said:
        """A command, to its end."""
        return self.end(self.begin(*words))

    def end(self, child: subprocess.Popen[str]) -> Said:
        """What a command said, once it has ended."""
        out, err = child.communicate(timeout=60)
        assert "Traceback" not in err, err
        return Said(child.returncode, out, err)

    def tally(self, **inputs: object) -> tuple[str, ...]:
        """The words that play the tally."""
        given = {"marks": self.marks} | inputs
        return ("run", str(self.melody), *(word for n, v in given.items() for word in ("-i", f"{n}={v}")))

    def wait_for_marks(self, count: int) -> None:
        """Return once so many steps have written their line."""
        deadline = time.monotonic() + 30
        while len(self.marked()) < count:
            assert time.monotonic() < deadline, "the steps do not get on"
            time.sleep(0.01)

    def marked(self) -> list[int]:
        """What the steps have written, in order."""
        return [int(line) for line in self.marks.read_text().split()] if self.marks.exists() else []

    def begin_and_kill(self, marks: int = 5, **inputs: object) -> None:
        """A run that was killed after so many steps."""
        child = self.begin(*self.tally(**{"wait": 0.02} | inputs))
        self.wait_for_marks(marks)
        child.send_signal(signal.SIGKILL)
        child.communicate()

    def finished(self) -> list[int]:
        """Items that the newest run's journal has as finished, by `runs show`."""
        shown = self("runs", "show", "last", "--json")
        assert shown.status == 0, shown.err
        done = [e for e in shown.events if e["kind"] == "node.completed" and e["node"] == "each/mark"]
        return [int(e["pass"]) for e in done]

    def check_resume(self, items: int = 30) -> list[dict[str, Any]]:
        """What happened shows whole, and the run goes on to its end without playing finished steps again."""
        before, marked = self.finished(), len(self.marked())
        told = self("runs", "resume", "last", "--json")
        assert told.status == 0, told.err
        assert told.events[-1]["kind"] == "run.completed"
        assert told.events[-1]["outputs"] == {"count": list(range(items))}
        assert not set(before) & set(self.marked()[marked:])
        assert sorted(set(self.marked())) == list(range(items))
        done = [e for e in told.events if e["kind"] == "node.completed" and e["node"] == "each/mark"]
        assert sorted(before + [int(e["pass"]) for e in done]) == list(range(items))
        return told.events

    def close(self) -> None:
        """End what still runs."""
        for child in self._begun:
            if child.poll() is None:
                child.kill()
                child.communicate()


@pytest.fixture
def commands(tmp_path: Path, home: Path) -> Iterator[Commands]:
    made = Commands(tmp_path, home)
    yield made
    made.close()


def mount(folder: Path, options: str) -> bool:
    """Mount a disk of its own at a folder; False where that is not allowed."""
    if os.geteuid() != 0 or sys.platform != "linux":
        return False
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


Disk = Callable[[str], None]


@pytest.fixture
def disk(commands: Commands) -> Iterator[Disk]:
    """`disk("size=700k")` mounts the home, or mounts it anew with other options."""
    is_mounted = False

    def change(options: str) -> None:
        nonlocal is_mounted
        if is_mounted:
            subprocess.run(["mount", "-o", f"remount,{options}", str(commands.home)], check=True)
            return
        commands.home.mkdir(exist_ok=True)
        is_mounted = mount(commands.home, options)
        if not is_mounted:
            pytest.skip("needs the right to mount a disk")

    yield change
    commands.close()
    if is_mounted:
        subprocess.run(["umount", "-l", str(commands.home)], check=True)
