"""The board itself, with one thing added: ten times a second it writes down where things are.

    python -m tests.screen.mapped MAP_FILE [FILE]
The board under test is the shipped one; only this process knows of the map.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, QRect, Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from harmony.board import launch
from harmony.board.window import Window
from harmony.settings import Settings


def centre(widget: QWidget, box: QRect | None = None) -> list[int]:
    """Centre of a widget, or of a box in it, in screen pixels."""
    at = widget.mapToGlobal((box or widget.rect()).center())
    return [at.x(), at.y()]


def seen(window: Window) -> dict[str, Any]:
    """What the window shows now."""
    focus = QApplication.focusWidget()
    found: dict[str, Any] = {
        "focus": (focus.accessibleName() or type(focus).__name__) if focus is not None else "",
        "active": window.isActiveWindow() or QApplication.activeWindow() is not None,
        "types": types(window),
        "widgets": widgets(),
        "nodes": {},
        "ports": {},
        "states": {},
    }
    page = window.desk.page
    if page is not None:
        found |= canvas(page.canvas)
        document = page.document
        found["states"] = {i: document.state(i).word for i in document.melody.nodes}
        found["path"] = str(document.path or "")
        found["dirty"] = document.is_dirty
        found["wires"] = sum(len(n.in_) for n in document.melody.nodes.values())
        found["selection"] = sorted(document.selection)
        found["text"] = document.text
        found["edits"] = len(document.history)
        found["scope"] = list(page.canvas.scope.owners)
        found["letters"] = letters(page.canvas)
    return found


def canvas(view: Any) -> dict[str, Any]:
    """Places of nodes and ports, and an empty spot."""
    nodes, ports = {}, {}

    def place(x: float, y: float) -> list[int]:
        at = view.viewport().mapToGlobal(view.mapFromScene(x, y))
        return [at.x(), at.y()]

    for card in view.plan.cards.values():
        left, top, right, _bottom = card.box
        nodes[card.id] = place((left + right) / 2, top + 20)
        for row, port in enumerate(card.inputs):
            ports[f"{card.id}<{port.name}"] = place(*card.input_at(row))
        for row, port in enumerate(card.outputs):
            ports[f"{card.id}>{port.name}"] = place(*card.output_at(row))
    corner = view.viewport().mapToGlobal(QPoint(0, 0))
    area = [corner.x(), corner.y(), view.viewport().width(), view.viewport().height()]
    return {"nodes": nodes, "ports": ports, "canvas": area, "zoom": view.zoom_percent}


def letters(view: Any) -> dict[str, str]:
    """The hint letters that stand on ports: `card<port` or `card>port`, and `card<` for a new input."""
    found = {}
    for code, ref in view.letters.codes.items() if view.letters is not None else ():
        card = view.plan.cards[ref.card]
        ports = card.inputs if ref.side == "in" else card.outputs
        name = ports[ref.row].name if ref.row < len(ports) else ""
        found[f"{ref.card}{'<' if ref.side == 'in' else '>'}{name}"] = code
    return found


def types(window: Window) -> dict[str, list[int]]:
    """Rows of the palette that are in view, by node type."""
    from harmony.board.panels.palette import Palette

    palette = window.findChild(Palette)
    found = {}
    if palette is not None and palette.isVisible():
        model, rows = palette.list.model(), palette.list
        for number in range(model.rowCount()):
            index = model.index(number, 0)
            box, kind = rows.visualRect(index), model.type_at(index)
            if kind is not None and rows.viewport().rect().contains(box):
                found[kind.id] = centre(rows.viewport(), box)
    return found


def widgets() -> dict[str, list[int]]:
    """Visible widgets by accessible name; of several with one name the first."""
    found: dict[str, list[int]] = {}
    for widget in QApplication.allWidgets():
        name = widget.accessibleName() or widget.objectName()
        if name and widget.isVisible() and not widget.testAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen):
            found.setdefault(name, centre(widget))
    return found


def main(path: Path, words: list[str]) -> int:
    """Show the board and keep the map."""
    make = launch.make_window

    def make_window(app: QApplication, settings: Settings) -> Window:
        window = make(app, settings)
        timer = QTimer(window, interval=100)

        def write() -> None:
            fresh = path.with_suffix(".new")
            fresh.write_text(json.dumps(seen(window)))
            fresh.replace(path)

        timer.timeout.connect(write)
        timer.start()
        return window

    launch.make_window = make_window
    return launch.main(Settings.load(), words[0] if words else None)


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1]), sys.argv[2:]))
