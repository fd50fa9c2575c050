"""The canvas: how long a frame takes, from an input event to the flushed backing store.

Offscreen, in software, 1920 x 1080, one core's work. Synthetic Melodies with 1.5 wires a node; every row stands beside
the frame of an empty canvas. From 100,000 nodes on the bar is 33 ms.

    python benchmarks/board.py [--cpu] [--scale 2] [NODES…] [--open] [--load] [--flagship] [--peer] [--suites FILE]

    --cpu       counts this thread's time only, for a busy machine
    --scale     device pixels a logical pixel
    --open      opens a file of each size in the real window: first picture, longest time without an answer
    --load      pans the real window while an engine plays 5,000 events a second and a step burns the other core
    --flagship  pans the real window while an engine process plays the Melody that ships
    --peer      NodeGraphQt at 1,000 nodes (pip install 'harmony-board[bench-board]')
    --suites    the three largest real graphs of a file of one WfCommons run a line (instances.jsonl.gz)
"""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
if "--scale" in sys.argv:
    os.environ["QT_SCALE_FACTOR"] = sys.argv[sys.argv.index("--scale") + 1]

from _board import peer, window
from _board.bench import Bench
from _board.frames import BAR_MS, LARGE, LARGE_BAR_MS, SCALE, SIZE, clock, memory_mb, quantile, row
from _board.graphs import Types, make_melody, melody_of, suite_graphs
from PySide6.QtWidgets import QApplication

from harmony.board import theme
from harmony.board.document import Document
from harmony.melody.draft import Draft
from harmony.melody.model import Melody


def open_document(melody: Melody, types: Types) -> Document:
    """A document of a Melody that has no file."""
    document = Document(Draft(melody, "format: harmony/1\nname: bench\n"), types)  # type: ignore[arg-type]
    document._timer.stop()
    return document


def synthetic(app: QApplication, count: int, types: Types, floor: float) -> None:
    """All rows of one made-up Melody."""
    started, before = clock(), memory_mb()
    document = open_document(make_melody(count, types), types)
    measure(app, document, f"{count:,} nodes", clock() - started, before, floor)


def suites(app: QApplication, file: Path, types: Types, floor: float) -> None:
    """All rows of real graphs."""
    kind = types.find("bench.t0")
    assert kind is not None
    for graph in suite_graphs(file):
        started, before = clock(), memory_mb()
        document = open_document(melody_of(graph, kind), types)
        title = f"{graph['path'].rpartition('/')[2]}: {len(document.melody.nodes):,} nodes"
        measure(app, document, title, clock() - started, before, floor)


def measure(app: QApplication, document: Document, title: str, made: float, before: float, floor: float) -> None:
    """All rows of one document."""
    bench = Bench(app, document)
    count, links = len(bench.view.plan.cards), len(bench.view.plan.links)
    used = memory_mb() - before
    gc.collect()
    gc.freeze()
    bar = LARGE_BAR_MS if count >= LARGE else BAR_MS
    each = used * 1024 / max(count, 1)
    print(
        f"\n{title}, {links:,} wires: model {made * 1000:.0f} ms, view to whole picture {bench.open_ms:.0f} ms "
        f"(no answer for {bench.slowest_ms:.0f} ms at most), {used:.0f} MB, {each:.1f} KB a node",
        flush=True,
    )
    row("full repaint, everything in view", bench.full(), floor, bar)
    for percent in (100, 50, 20):
        row(f"pan at {percent} %", bench.pan(percent), floor, bar)
    row("zoom sweep 5 - 400 % and back", bench.sweep(), floor, bar)
    row("a zoom comes to rest", bench.rest(), floor, bar)
    row("a key jumps to another zoom", bench.jump(), floor, bar)
    if LARGE > count >= 200:
        row("drag 200 nodes at 100 %", bench.carry(100), floor)
        row("drag 200 nodes at 50 %", bench.carry(50), floor)
    row("500 states/s in view, panning at 100 %", bench.states(100), floor, bar)
    row("500 states/s anywhere, panning at 20 %", bench.states(20, in_view=False), floor, bar)
    bench.close()


def main(counts: list[int]) -> None:
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    theme.apply(app, "dark")
    types = Types()
    empty = Bench(app, open_document(Melody(format="harmony/1", name="empty"), types))
    floor = quantile(empty.full(), 0.95)
    scale = f", {SCALE:.0%} scale" if SCALE != 1 else ""
    print(
        f"Frames at {SIZE[0]} x {SIZE[1]}{scale}; floor: an empty canvas painted whole, p95 {floor:.2f} ms; "
        f"bar {BAR_MS} ms"
    )
    empty.close()
    for count in counts:
        synthetic(app, count, types, floor)
    if "--peer" in sys.argv:
        peer.measure(app, floor)
    if "--suites" in sys.argv:
        suites(app, Path(sys.argv[sys.argv.index("--suites") + 1]), types, floor)
    if "--open" in sys.argv:
        for count in counts or [10_000]:
            window.opening(app, count)
    if "--load" in sys.argv:
        window.playing(app, floor)
    if "--flagship" in sys.argv:
        window.flagship(app, floor)


def asked() -> list[int]:
    """Sizes of the command line; 1,000 and 10,000 where nothing else is asked for."""
    words = [a for at, a in enumerate(sys.argv) if at and sys.argv[at - 1] != "--scale"]
    found = [int(a) for a in words if a.isdigit()]
    others = {"--flagship", "--peer", "--suites", "--open", "--load"} & set(sys.argv)
    return found or ([] if others else [1_000, 10_000])


if __name__ == "__main__":
    main(asked())
