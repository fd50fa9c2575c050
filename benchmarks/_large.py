"""64,000 nodes of recorded runs, played once; prints seconds and the most memory as JSON.

A process of its own, so that the memory is that of this run alone.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from itertools import cycle
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from _play import melody, play

from harmony.melody.model import Melody, Node
from tests.conductor import real


def repeated(size: int) -> Melody:
    """The runs of the suite side by side, again and again, until there are so many nodes."""
    nodes: dict[str, Node] = {}
    for number, run in enumerate(cycle(real.recorded())):
        for name, parents, _seconds in real.tasks_of(run):
            nodes[f"r{number}_{name}"] = Node(use="bench.noop", after=tuple(f"r{number}_{p}" for p in parents))
        if len(nodes) >= size:
            return melody(nodes)
    raise ValueError("there are no runs")


def most_memory() -> float:
    """The most memory that this process has had, in MB."""
    status = Path("/proc/self/status")
    if status.exists():  # what `getrusage` says there is also of the process that started this one
        lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
        return int(lines["VmHWM"].split()[0]) / 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2


def main(size: int) -> None:
    document = repeated(size)
    real.recorded.cache_clear()
    before = most_memory()
    began = time.process_time()
    seconds = asyncio.run(play(document))
    cpu = time.process_time() - began
    said = {"nodes": len(document.nodes), "seconds": seconds, "cpu": cpu, "before": before, "mb": most_memory()}
    print(json.dumps(said))


if __name__ == "__main__":
    main(int(sys.argv[1]))
