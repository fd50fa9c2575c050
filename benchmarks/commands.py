"""How long whole commands take on a stored run of 10,000 steps, process start included.

`python -m benchmarks.commands` prints a table and ends with 1 if a command takes over a second.
Floors: a Python that does nothing, and one that imports what every command does. Compared is
the time of the processors (user and system), the best of some calls: what else the machine does
is not in it. Wall time stands beside it.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

BAR_SECONDS = 1.0
ROUNDS = 3
EACH = """\
format: harmony/1
name: each
outputs: {o: e.o}
nodes:
  e:
    use: flow.each@1
    with: {items: "{{ range(5000) | list }}"}
    body:
      nodes:
        n: {use: data.set@1, with: {value: "{{ item }}"}}
        m: {use: data.set@1, in: {x: n.value}, with: {value: "{{ x + 1 }}"}}
      outputs: {o: m.value}
"""


@dataclass
class Row:
    """One command.

    Attributes:
        name: of the row.
        cpu, wall: seconds, the best of some calls.
        is_floor: it has no bar.
    """

    name: str
    cpu: float
    wall: float
    is_floor: bool = False

    def show(self, floor: float) -> str:
        bar = "       -" if self.is_floor else f"{BAR_SECONDS:8.1f} {'ok' if self.cpu <= BAR_SECONDS else 'MISSED'}"
        return f"{self.name:44}{self.cpu:8.2f}{self.wall:8.2f}{self.cpu / floor:7.1f}x{bar}"


def chain() -> str:
    """A Melody of 10,000 nodes, one behind the other."""
    lines = ["format: harmony/1", "name: chain", "nodes:", "  n0: {use: data.set@1, with: {value: 1}}"]
    node = "{use: data.set@1, in: {x: n%d.value}, with: {value: '{{ x + 1 }}'}}"
    return "\n".join(lines + [f"  n{i}: {node % (i - 1)}" for i in range(1, 10_000)]) + "\n"


def measure(name: str, command: list[str], *, is_floor: bool = False) -> Row:
    """The best of some calls; what it prints is thrown away.

    Raises:
        CalledProcessError: it ended with an error (of `compare`, 1 says that runs differ).
    """
    cpu = wall = float("inf")
    for _ in range(ROUNDS):
        before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
        wall = min(wall, time.perf_counter() - began)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if done.returncode > ("compare" in command) or done.stderr:
            raise subprocess.CalledProcessError(done.returncode, command, stderr=done.stderr)
        cpu = min(cpu, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return Row(name, cpu, wall, is_floor)


def played(path: Path, text: str) -> str:
    """The id of a run of a Melody."""
    path.write_text(text)
    command = [sys.executable, "-m", "harmony", "run", str(path)]
    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return next(line.split()[1] for line in out.splitlines() if line.startswith("run "))


def commands(a: str, b: str, node: str) -> dict[str, list[str]]:
    """What is measured of two runs."""
    found = {
        "runs show": ["runs", "show", b],
        "runs show --json": ["runs", "show", b, "--json"],
        f"runs show --why {node}": ["runs", "show", b, "--why", node],
        "runs show --at, at the end": ["runs", "show", b, "--at", "-1"],
        "runs show --at, in the middle": ["runs", "show", b, "--at", "10000"],
        "runs compare": ["runs", "compare", a, b],
    }
    return {name: [sys.executable, "-m", "harmony", *words] for name, words in found.items()}


def main() -> int:
    """Measure and print; 1 if a bar is missed."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["HARMONY_HOME"] = folder
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # as a user's: compiled once, not at every start
        floor = measure("floor: python -c pass", [sys.executable, "-c", "pass"], is_floor=True)
        started = measure("floor: import harmony.cli", [sys.executable, "-c", "import harmony.cli"], is_floor=True)
        rows = [floor, started]
        for name, text, node in (("a chain", chain(), "n7777"), ("a for-each", EACH, "e/m@4321")):
            a, b = (played(Path(folder) / "m.melody.yaml", text) for _ in range(2))
            rows += [measure(f"{name}: {told}", command) for told, command in commands(a, b, node).items()]
    print("harmony on a stored run of 10,000 steps, seconds a command")
    print(f"{'':44}{'cpu':>8}{'wall':>8}{'floor':>8}{'bar':>8}")
    print("\n".join(row.show(floor.cpu) for row in rows))
    return int(any(row.cpu > BAR_SECONDS for row in rows))


if __name__ == "__main__":
    raise SystemExit(main())
