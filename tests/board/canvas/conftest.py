"""A small Melody with made-up node types, a canvas on it, and a mouse."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from harmony.board import theme
from harmony.board.canvas.plan import Plan
from harmony.board.canvas.view import CanvasView
from harmony.board.document import Document
from harmony.melody.draft import Draft
from harmony.melody.load import loads
from harmony.sdk.manifest import NodeType, Port

TEXT = """\
format: harmony/1
name: small
inputs:
  folder: {type: path, default: samples}
outputs:
  report: write.report
nodes:
  load: {use: t.read@1, title: Load orders, with: {path: "{{ inputs.folder }}"}}
  check: {use: t.check@1, in: {rows: load.rows}}
  write: {use: t.write@1, in: {parts: check.valid}}
  loose: {use: t.check@1, title: Loose}
layout:
  nodes:
    load:
      at: [0, 0]
    check:
      at: [300, 0]
    write:
      at: [600, 0]
    loose:
      at: [300, 300]
  inputs:
    folder: {at: [-260, 0]}
  outputs:
    report: {at: [900, 0]}
"""


def _ports(text: str, *, many: bool = False) -> tuple[Port, ...]:
    return tuple(Port(*p.split(":"), many=many) for p in text.split())


class Types:
    """A catalog of five node types."""

    def __init__(self) -> None:
        self._all = {
            t.id: t
            for t in (
                NodeType("t.read", title="Read CSV", inputs=_ports("file:file"), outputs=_ports("rows:table")),
                NodeType(
                    "t.check", title="Check", inputs=_ports("rows:table"), outputs=_ports("valid:table bad:table")
                ),
                NodeType(
                    "t.write", title="Write", inputs=_ports("parts:table", many=True), outputs=_ports("report:file")
                ),
                NodeType("t.show", title="Show picture", kind="addon", inputs=_ports("image:image")),
                NodeType("t.open", title="Python", outputs=_ports("value:any"), open_inputs=True),
            )
        }

    def find(self, use: str) -> NodeType | None:
        return self._all.get(use.partition("@")[0])

    def suggest(self, use: str) -> str | None:
        return None

    def players(self, capabilities: object) -> tuple[NodeType, ...]:
        return ()

    def types(self) -> tuple[NodeType, ...]:
        return tuple(self._all.values())


def make_document(text: str = TEXT) -> Document:
    document = Document(Draft.open(loads(text)), Types())  # type: ignore[arg-type]
    document._timer.stop()
    return document


@pytest.fixture
def document(qapp: QApplication) -> Iterator[Document]:
    theme.apply(qapp, "dark")
    made = make_document()
    yield made
    made.deleteLater()


@pytest.fixture
def plan(document: Document) -> Plan:
    made = Plan()
    made.build(document.melody, document.ports_of)
    return made


@pytest.fixture
def canvas(document: Document, qapp: QApplication) -> Iterator[CanvasView]:
    view = CanvasView(document)
    view.resize(1400, 800)
    view.show()
    view.zoom_to(100)
    view.centre_at(400, 150)
    view.setFocus()
    qapp.processEvents()
    yield view
    view.close()
    view.deleteLater()


def settle(canvas: CanvasView) -> None:
    """Wait until everything is painted as it should be: what a frame had no time for is made between frames."""
    for _ in range(200):
        QTest.qWait(15)
        if canvas.under.is_ready and not canvas._settle.isActive() and not canvas.glow.strength:
            return


Spot = tuple[float, float]
Keys, Button = Qt.KeyboardModifier, Qt.MouseButton
NONE, LEFT = Keys.NoModifier, Button.LeftButton


class Hand:
    """A mouse whose places are scene points."""

    def __init__(self, canvas: CanvasView) -> None:
        self.canvas = canvas

    def spot(self, x: float, y: float) -> QPoint:
        return self.canvas.view_point(x, y)

    def press(self, x: float, y: float, keys: Keys = NONE, button: Button = LEFT) -> None:
        QTest.mousePress(self.canvas.viewport(), button, keys, self.spot(x, y))

    def move(self, x: float, y: float) -> None:
        QTest.mouseMove(self.canvas.viewport(), self.spot(x, y))
        QApplication.processEvents()

    def release(self, x: float, y: float, keys: Keys = NONE, button: Button = LEFT) -> None:
        QTest.mouseRelease(self.canvas.viewport(), button, keys, self.spot(x, y))
        QApplication.processEvents()

    def drag(self, start: Spot, end: Spot, keys: Keys = NONE, button: Button = LEFT) -> None:
        first, last = self.spot(*start), self.spot(*end)
        QTest.mousePress(self.canvas.viewport(), button, keys, first)
        for share in (0.3, 0.7, 1.0):
            at = QPointF(first) + QPointF(last - first) * share
            QTest.mouseMove(self.canvas.viewport(), at.toPoint())
            QApplication.processEvents()
        QTest.mouseRelease(self.canvas.viewport(), button, keys, last)
        QApplication.processEvents()

    def click(self, x: float, y: float, keys: Keys = NONE) -> None:
        self.press(x, y, keys)
        self.release(x, y, keys)


@pytest.fixture
def hand(canvas: CanvasView) -> Hand:
    return Hand(canvas)
