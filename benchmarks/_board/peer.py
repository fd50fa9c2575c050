"""NodeGraphQt with as many nodes, panned alike; says so where it is missing or does not run."""

from __future__ import annotations

from math import isqrt

from PySide6.QtWidgets import QApplication

from _board.bench import there
from _board.frames import clock, memory_mb, row, viewport_size


def measure(app: QApplication, floor: float, count: int = 1000) -> None:
    """Print its rows: everything in view, and pans at its own zoom, at 50 % and at 20 %."""
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

    before, started = memory_mb(), clock()
    graph = NodeGraph()
    graph.register_node(Step)
    rows = max(isqrt(count // 2), 1)
    nodes = []
    for i in range(count):
        node = graph.create_node("bench.Step", pos=[(i // rows) * 300, (i % rows) * 160], push_undo=False)
        if i >= rows:
            node.set_input(0, nodes[i - rows].output(0))
        nodes.append(node)
    widget, view = graph.widget, graph.viewer()
    widget.resize(*viewport_size())
    widget.show()
    app.processEvents()
    made, used = clock() - started, memory_mb() - before
    print(
        f"\nNodeGraphQt, {count:,} nodes: there after {made:.1f} s, {used:.0f} MB, {used * 1024 / count:.1f} KB a node"
    )
    middle = nodes[count // 2].view.sceneBoundingRect().center()
    for title, zoom in (("pan at 100 %", 1.0), ("pan at 50 %", 0.5), ("pan at 20 %", 0.2)):
        view.reset_zoom(middle)
        view.scale(zoom, zoom)
        row(title, _pan(app, view, zoom), floor)
    view.zoom_to_nodes([node.view for node in nodes])
    row("full repaint, everything in view", _pan(app, view, 0.0), floor)
    widget.close()


def _pan(app: QApplication, view: object, zoom: float) -> list[float]:
    """Pan as a drag does there; with no zoom, repaint what is shown."""
    times: list[float] = []
    for k in range(120):
        started = clock()
        if zoom:
            dx, dy = 17 * (there(k + 1, 40) - there(k, 40)), 9 * (there(k + 1, 40) - there(k, 40))
            view._set_viewer_pan(dx / zoom, dy / zoom)  # type: ignore[attr-defined]
        else:
            view.viewport().update()  # type: ignore[attr-defined]
        app.processEvents()
        times.append((clock() - started) * 1000)
    return times
