"""The canvas: how long a frame takes, from an input event to the flushed backing store.

Offscreen, in software, 1920 x 1080, one core's work. Synthetic Melodies of 1,000 and 10,000
nodes with 1.5 wires a node; every row stands beside the frame of an empty canvas. From 100,000
nodes on the bar is 33 ms, and the longest time is told for which the window did not answer.

    python benchmarks/board.py [--cpu] [NODES…] [--flagship] [--peer] [--suites FILE]

    --cpu       counts this thread's time only, for a busy machine
    --flagship  pans the real window while an engine process plays the Melody that ships
    --peer      NodeGraphQt at 1,000 nodes (pip install 'harmony-board[bench-board]')
    --suites    real graphs: a file of one WfCommons run a line (instances.jsonl.gz)
"""

from __future__ import annotations

import gc
import gzip
import json
import os
import random
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from math import isqrt
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from harmony.board import theme
from harmony.board.canvas.view import CanvasView
from harmony.board.document import Document
from harmony.board.playing import Playing
from harmony.melody.draft import Draft
from harmony.melody.model import Melody
from harmony.sdk.manifest import NodeType, Port

SIZE = (1920, 1080)
clock = time.thread_time if "--cpu" in sys.argv else time.perf_counter
BAR_MS, LARGE_BAR_MS, LARGE = 16.7, 33.0, 100_000
KINDS = ("instrument", "operator", "flow", "addon")
TYPES = ("table", "text", "json", "file", "number")


class Types:
    """A catalog of made-up node types: one to three inputs, one or two outputs."""

    def __init__(self) -> None:
        self._types = {f"bench.t{i}": self._make(i) for i in range(20)}

    @staticmethod
    def _make(i: int) -> NodeType:
        ins = tuple(Port(f"in_{k}", TYPES[(i + k) % 5]) for k in range(1 + i % 3))
        outs = tuple(Port(f"out_{k}", TYPES[(i + k) % 5]) for k in range(1 + i % 2))
        icon = ("table-large", "creation", "source-branch", "database-search-outline")[i % 4]
        return NodeType(f"bench.t{i}", title=f"Bench step {i}", kind=KINDS[i % 4], icon=icon, inputs=ins, outputs=outs)

    def find(self, use: str) -> NodeType | None:
        return self._types.get(use.partition("@")[0])

    def suggest(self, use: str) -> str | None:
        return None

    def players(self, capabilities: object) -> tuple[NodeType, ...]:
        return ()

    def types(self) -> tuple[NodeType, ...]:
        return tuple(self._types.values())


def make_melody(count: int, types: Types) -> Melody:
    """Columns of nodes, wired from the three columns before, 1.5 wires a node."""
    chance = random.Random(7)
    rows = max(isqrt(count // 2), 1)
    nodes: dict[str, Any] = {}
    places: dict[str, Any] = {}
    names = [f"n{i}" for i in range(count)]
    for i, name in enumerate(names):
        kind = types.find(f"bench.t{i % 20}")
        assert kind is not None
        node: dict[str, Any] = {"use": kind.use, "title": f"Step {i} of the plan"}
        if i >= rows:
            wires = {}
            for port in kind.inputs[: 1 + i % 2]:
                source = min(max(i - rows * chance.choice((1, 1, 1, 2)) + chance.randint(-2, 2), 0), i - 1)
                wires[port.name] = f"{names[source]}.out_0"
            node["in"] = wires
        node["with"] = {"path": f"data/part-{i}.csv"}
        nodes[name] = node
        places[name] = {"at": [(i // rows) * 300, (i % rows) * 160]}
    return Melody.model_validate(
        {"format": "harmony/1", "name": f"bench-{count}", "nodes": nodes, "layout": {"nodes": places}}
    )


def there(k: int, turn: int) -> int:
    """There and back again, as a hand moves: 0 1 2 … turn … 2 1 0."""
    return turn - abs(k % (2 * turn) - turn)


class Bench:
    """One view and the events that are sent to it."""

    def __init__(self, app: QApplication, document: Document) -> None:
        self.app = app
        self.document = document
        started = clock()
        self.view = CanvasView(document)
        self.view.resize(*SIZE)
        self.view.show()
        self.flush()
        self.slowest_ms = 0.0
        while self.view.is_loading:
            begun = clock()
            self.flush()
            self.slowest_ms = max(self.slowest_ms, (clock() - begun) * 1000)
        self.flush()
        self.open_ms = (clock() - started) * 1000
        self.settle()

    def flush(self) -> None:
        self.app.sendPostedEvents()
        self.app.processEvents()

    def settle(self) -> None:
        """Until the pictures of this scale are all there."""
        end = time.perf_counter() + 3
        while time.perf_counter() < end:
            self.flush()
            if not self.view._settle.isActive() and not self.view.stage.stale_items():
                break

    def frames(self, events: Iterator[Callable[[], None]]) -> list[float]:
        times = []
        for send in events:
            started = clock()
            send()
            self.flush()
            times.append((clock() - started) * 1000)
        return times

    def mouse(self, kind: QEvent.Type, x: float, y: float, button: Qt.MouseButton, held: bool = True) -> None:
        at = QPointF(x, y)
        buttons = button if held else Qt.MouseButton.NoButton
        event = QMouseEvent(
            kind, at, self.view.viewport().mapToGlobal(at), button, buttons, Qt.KeyboardModifier.NoModifier
        )
        self.app.sendEvent(self.view.viewport(), event)

    def drag(self, button: Qt.MouseButton, start: QPoint, steps: list[tuple[float, float]]) -> list[float]:
        """Press, move along `steps` (a frame each), release."""
        self.mouse(QEvent.Type.MouseButtonPress, start.x(), start.y(), button)
        times = self.frames(
            iter([lambda p=p: self.mouse(QEvent.Type.MouseMove, p[0], p[1], button) for p in steps])  # type: ignore[misc]
        )
        self.mouse(QEvent.Type.MouseButtonRelease, *steps[-1], button, held=False)
        self.flush()
        return times

    def wheel(self, delta: int) -> None:
        at = QPointF(SIZE[0] / 2, SIZE[1] / 2)
        event = QWheelEvent(
            at, self.view.viewport().mapToGlobal(at), QPoint(), QPoint(0, delta), Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        self.app.sendEvent(self.view.viewport(), event)

    def middle(self) -> None:
        bounds = self.view.plan.bounds()
        if bounds:
            self.view.centre_at((bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2)

    # The rows

    def full(self) -> list[float]:
        return self.frames(iter([self.view.viewport().update] * 60))

    def pan(self, percent: int, dx: int = 17, dy: int = 9) -> list[float]:
        self.view.zoom_to(percent)
        self.middle()
        self.settle()
        steps = [(960 + dx * (there(k, 60) - 30), 540 + dy * (there(k, 44) - 22)) for k in range(180)]
        return self.drag(Qt.MouseButton.MiddleButton, QPoint(960 - 30 * dx, 540 - 22 * dy), steps)

    def sweep(self) -> list[float]:
        self.view.zoom_to(5)
        self.middle()
        self.settle()
        notches = [120] * 34 + [-120] * 34
        return self.frames(iter([lambda d=d: self.wheel(d) for d in notches * 3]))  # type: ignore[misc]

    def rest(self) -> list[float]:
        """The frames in which a zoom that has come to rest becomes sharp."""
        times = []
        for percent in (40, 60, 100, 45, 150, 50):
            self.view.zoom_to(20)
            self.settle()
            self.view.zoom_to(percent, is_moving=True)
            self.flush()
            self.view._settle.setInterval(0)
            self.view._settle.start()
            for _ in range(60):
                times += self.frames(iter([lambda: QTest.qWait(1)]))
                if not self.view._settle.isActive() and not self.view.stage.stale_items():
                    break
        return times

    def carry(self, percent: int) -> list[float]:
        self.view.zoom_to(percent)
        self.middle()
        x, y = self.view.seen()[0] + 960 / self.view.zoom, self.view.seen()[1] + 540 / self.view.zoom
        cards = sorted(self.view.plan.cards.values(), key=lambda c: abs(c.x - x) + abs(c.y - y))[:200]
        self.document.select(c.id for c in cards)
        self.settle()
        held = cards[0]
        start = self.view.view_point(held.x + 100, held.y + 70)
        steps = [(start.x() + 7 * (there(k, 40) - 20), start.y() + 5 * (there(k, 30) - 15)) for k in range(120)]
        times = self.drag(Qt.MouseButton.LeftButton, start, steps)
        self.document.undo()
        self.document.select(())
        return times

    def states(self, percent: int, in_view: bool = True) -> list[float]:
        """500 state changes a second at 60 frames a second, while panning."""
        self.view.zoom_to(percent)
        self.middle()
        self.settle()
        seen = self.view.seen()
        names = sorted(self.view.plan.card_grid.inside(seen)) if in_view else sorted(self.view.plan.cards)
        playing = Playing("bench")
        self.document.show_run(playing)
        chance, kinds = random.Random(3), ("queued", "started", "completed", "failed")
        seq = 0
        self.mouse(QEvent.Type.MouseButtonPress, 700, 400, Qt.MouseButton.MiddleButton)

        def one(k: int) -> None:
            nonlocal seq
            events = []
            for _ in range(8 + (k % 3 == 0)):
                seq += 1
                kind = chance.choice(kinds)
                events.append({"seq": seq, "at": 1.0 + seq, "kind": f"node.{kind}", "node": chance.choice(names)})
            self.document.apply_events(events)
            self.mouse(
                QEvent.Type.MouseMove, 700 + 9 * there(k, 40), 400 + 5 * there(k, 40), Qt.MouseButton.MiddleButton
            )

        times = self.frames(iter([lambda k=k: one(k) for k in range(180)]))  # type: ignore[misc]
        self.mouse(QEvent.Type.MouseButtonRelease, 700, 400, Qt.MouseButton.MiddleButton, held=False)
        self.document.show_run(None)
        return times

    def close(self) -> None:
        self.view.close()
        self.view.deleteLater()
        self.document.deleteLater()
        self.flush()


def open_document(count: int, types: Types) -> Document:
    melody = make_melody(count, types) if count else Melody(format="harmony/1", name="empty")
    document = Document(Draft(melody, "format: harmony/1\nname: bench\n"), types)  # type: ignore[arg-type]
    document._timer.stop()
    return document


def row(title: str, times: list[float], floor: float, bar_ms: float = BAR_MS) -> None:
    times = sorted(times)
    p50, p95 = statistics.median(times), times[int(len(times) * 0.95)]
    verdict = "ok" if p95 <= bar_ms else "MISSED"
    print(
        f"  {title:44} p50 {p50:6.2f}  p95 {p95:6.2f}  max {times[-1]:6.1f} ms   {p95 / floor:5.1f} x floor   {verdict}"
    )


def memory_mb() -> float:
    """Resident memory of this process."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(app: QApplication, count: int, types: Types, floor: float) -> None:
    started, before = clock(), memory_mb()
    document = open_document(count, types)
    made = clock() - started
    measure_document(app, document, f"{count:,} nodes", made, before, floor)


def measure_document(
    app: QApplication, document: Document, title: str, made: float, before: float, floor: float
) -> None:
    bench = Bench(app, document)
    count, links = len(bench.view.plan.cards), len(bench.view.plan.links)
    used = memory_mb() - before
    gc.collect()
    gc.freeze()
    bar = LARGE_BAR_MS if count >= LARGE else BAR_MS
    print(
        f"\n{title}, {links:,} wires: model {made * 1000:.0f} ms, view to first picture {bench.open_ms:.0f} ms "
        f"(no answer for {bench.slowest_ms:.0f} ms at most), {used:.0f} MB, {used * 1024 / max(count, 1):.1f} KB a node"
    )
    row("full repaint, everything in view", bench.full(), floor, bar)
    for percent in (100, 50, 20):
        row(f"pan at {percent} %", bench.pan(percent), floor, bar)
    row("zoom sweep 5 - 400 % and back", bench.sweep(), floor, bar)
    row("a zoom comes to rest", bench.rest(), floor, bar)
    if count < LARGE and count >= 200:
        row("drag 200 nodes at 100 %", bench.carry(100), floor)
        row("drag 200 nodes at 50 %", bench.carry(50), floor)
    row("500 states/s in view, panning at 100 %", bench.states(100), floor, bar)
    row("500 states/s anywhere, panning at 20 %", bench.states(20, in_view=False), floor, bar)
    bench.close()


def suites(app: QApplication, file: Path, types: Types, floor: float) -> None:
    """The three largest real graphs of a file: tasks are nodes, their parents wires; laid out by `tidy`."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        graphs = sorted((json.loads(line) for line in lines), key=lambda g: -int(g["tasks"]))[:3]
    kind = types.find("bench.t0")
    assert kind is not None
    for graph in graphs:
        nodes: dict[str, Any] = {}
        for number, (name, parents, _seconds) in enumerate(graph["T"]):
            after = {"after": [f"n{p}" for p in parents]} if parents else {}
            nodes[f"n{number}"] = {"use": kind.use, "title": name, **after}
        started, before = clock(), memory_mb()
        melody = Melody.model_validate({"format": "harmony/1", "name": "suite", "nodes": nodes})
        document = Document(Draft(melody, "format: harmony/1\nname: suite\n"), types)  # type: ignore[arg-type]
        document._timer.stop()
        title = f"{graph['path'].rpartition('/')[2]}: {len(nodes):,} nodes"
        measure_document(app, document, title, clock() - started, before, floor)


def flagship(app: QApplication, floor: float) -> None:
    """The real window with a real engine process; the pan goes on as long as the run."""
    import tempfile

    from harmony.assets import melody
    from harmony.board.launch import make_window
    from harmony.settings import Settings

    with tempfile.TemporaryDirectory() as home:
        window = make_window(app, Settings.load(Path(home)))
        window.resize(*SIZE)
        window.show()
        page = window.desk.open_path(melody("code-health.melody.yaml"))
        assert page is not None
        window.bridge.start()
        wait(lambda: window.bridge.status == "ready", 30)
        bench = Bench.__new__(Bench)
        bench.app, bench.document, bench.view = app, page.document, page.canvas
        window.actions_.run("run.play")
        wait(lambda: page.document.playing is not None, 30)
        times: list[float] = []
        bench.mouse(QEvent.Type.MouseButtonPress, 700, 400, Qt.MouseButton.MiddleButton)
        end = time.monotonic() + 60
        while page.document.playing is not None and page.document.playing.is_live and time.monotonic() < end:
            at = 9 * there(len(times), 40), 5 * there(len(times), 40)
            move = (700 + at[0], 400 + at[1], Qt.MouseButton.MiddleButton)
            times += bench.frames(iter([lambda m=move: bench.mouse(QEvent.Type.MouseMove, *m)]))  # type: ignore[misc]
            QTest.qWait(8)
        bench.mouse(QEvent.Type.MouseButtonRelease, 700, 400, Qt.MouseButton.MiddleButton, held=False)
        status = page.document.playing.status if page.document.playing else "?"
        print(f"\nThe flagship plays in an engine process ({status}, {len(times)} frames)")
        row("pan of the real window while it plays", times, floor)
        window.bridge.close()
        window.close()


def wait(is_so: Callable[[], bool], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > end:
            raise SystemExit("The window did not get there in time")
        QTest.qWait(10)


def peer(app: QApplication, floor: float, count: int = 1000) -> None:
    """NodeGraphQt with as many nodes, panned alike; says so where it is missing or does not run."""
    try:
        from NodeGraphQt import BaseNode, NodeGraph
    except Exception as error:
        print(f"\nNodeGraphQt: not measured ({type(error).__name__}: {error})")
        return

    class Step(BaseNode):  # type: ignore[misc]
        __identifier__, NODE_NAME = "bench", "Step"

        def __init__(self) -> None:
            super().__init__()
            self.add_input("in")
            self.add_output("out")

    graph = NodeGraph()
    graph.register_node(Step)
    rows = max(isqrt(count // 2), 1)
    nodes = []
    for i in range(count):
        node = graph.create_node("bench.Step", pos=[(i // rows) * 300, (i % rows) * 160], push_undo=False)
        if i >= rows:
            node.set_input(0, nodes[i - rows].output(0))
        nodes.append(node)
    widget = graph.widget
    widget.resize(*SIZE)
    widget.show()
    app.processEvents()
    view = graph.viewer()
    bars = view.horizontalScrollBar(), view.verticalScrollBar()
    times = []
    for k in range(120):
        started = clock()
        bars[0].setValue(bars[0].value() + (17 if k < 60 else -17))
        bars[1].setValue(bars[1].value() + (9 if k < 60 else -9))
        view.viewport().update()
        app.processEvents()
        times.append((clock() - started) * 1000)
    print(f"\nNodeGraphQt, {count:,} nodes, {memory_mb():.0f} MB in all")
    row("pan at its own zoom", times, floor)
    widget.close()


def main(counts: list[int]) -> None:
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    theme.apply(app, "dark")
    types = Types()
    empty = Bench(app, open_document(0, types))
    times = sorted(empty.full())
    floor = times[int(len(times) * 0.95)]
    print(f"Frames at {SIZE[0]} x {SIZE[1]}; floor: an empty canvas painted whole, p95 {floor:.2f} ms; bar {BAR_MS} ms")
    empty.close()
    for count in counts:
        measure(app, count, types, floor)
    if "--suites" in sys.argv:
        suites(app, Path(sys.argv[sys.argv.index("--suites") + 1]), types, floor)
    if "--flagship" in sys.argv:
        flagship(app, floor)
    if "--peer" in sys.argv:
        peer(app, floor)


if __name__ == "__main__":
    asked = [int(a) for a in sys.argv[1:] if a.isdigit()]
    main(asked or ([] if {"--flagship", "--peer", "--suites"} & set(sys.argv) else [1_000, 10_000]))
