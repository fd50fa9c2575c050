"""What is wired to a node: each input with its sources, each output with its targets."""

from __future__ import annotations

from typing import Final, get_args

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from harmony.board import theme
from harmony.board.document import Document
from harmony.board.widgets.combo import Combo
from harmony.board.widgets.pill import Pill
from harmony.board.widgets.text import Label
from harmony.melody import edits, refs
from harmony.melody.change import MISSING
from harmony.melody.model import Merge
from harmony.melody.wires import WireEnd, parse_ref, wires_of
from harmony.sdk.manifest import Port

WAYS: Final[tuple[str, ...]] = get_args(Merge)
"""How several wires of a port become one value."""
USUAL: Final = "list"


class _Dot(QWidget):
    """A port's dot in the colour of its type."""

    def __init__(self, type_name: str, is_wired: bool) -> None:
        super().__init__()
        self._type, self._is_wired = type_name, is_wired
        self.setFixedSize(12, 18)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Full when wired, a ring when not."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = theme.current().type(self._type)
        painter.setPen(colour)
        painter.setBrush(colour if self._is_wired else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QRectF(1.5, 4.5, 8, 8))
        painter.end()


class Wiring(QWidget):
    """The list of ports.

    Signals:
        visit(path): a person clicked what is at the other end: a node, or `inputs.name`, by its path.
        cut(wire): a person wants this wire gone; its ends are ids of the scope that the node stands in.
    """

    visit = Signal(str)
    cut = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._shown: object = None
        self._owner = ""
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(6)
        self.column.addStretch(1)

    def show_node(self, document: Document, node_id: str) -> None:
        """Show a node's wires; rebuilt only when they are other ones."""
        node = document.node(node_id)
        if node is None:
            return
        ports = document.ports_of(node_id)
        self._owner, _, name = node_id.rpartition("/")
        wires = _wires_beside(document, self._owner)
        ins, outs = [w for w in wires if w.target == name], [w for w in wires if w.source == name]
        wanted = (node_id, tuple(ins), tuple(outs), ports.inputs, ports.outputs, dict(node.merge))
        if wanted == self._shown:
            return
        self._shown = wanted
        self._clear()
        self._heading("Inputs")
        for port in ports.inputs:
            mine = [w for w in ins if w.port == port.name]
            self._port(port, [(w.ref, w.ref if w.is_input else w.source, w) for w in mine])
            if len(mine) > 1:
                self._merge(document, node_id, port.name, node.merge.get(port.name, USUAL))
        for wire in ins:
            if wire.port is None:
                self._row("after", wire.source, wire.source, wire)
        if not ports.inputs and not ins:
            self.column.insertWidget(self.column.count() - 1, Label("No inputs.", 12, tone="text_3"))
        self._heading("Outputs")
        for port in ports.outputs:
            self._port(
                port,
                [
                    (_end(w), f"outputs.{w.port}" if w.target == "outputs" else w.target, w)
                    for w in outs
                    if w.source_port in (port.name, None)
                ],
            )
        if not ports.outputs:
            self.column.insertWidget(self.column.count() - 1, Label("No outputs.", 12, tone="text_3"))

    def _clear(self) -> None:
        while self.column.count() > 1:
            item = self.column.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def _heading(self, text: str) -> None:
        label = Label(text.upper(), 11, weight=600, tone="text_3")
        label.setContentsMargins(0, 8, 0, 2)
        self.column.insertWidget(self.column.count() - 1, label)

    def _port(self, port: Port, wires: list[tuple[str, str, WireEnd]]) -> None:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(_Dot(port.type, bool(wires)))
        row.addWidget(Label(port.name, 12.5, weight=500))
        row.addWidget(Label(port.type, 10.5, tone="text_3", is_mono=True), 1)
        if not wires:
            row.addWidget(Label("needed" if port.required and not port.many else "not wired", 11, tone="text_3"))
        if port.help:
            line.setToolTip(port.help)
        self.column.insertWidget(self.column.count() - 1, line)
        for text, other, wire in wires:
            self._row("", text, other, wire)

    def _merge(self, document: Document, node_id: str, port: str, now: str) -> None:
        """Let a person say how several wires of a port become one value."""
        line, box = QWidget(), Combo()
        row = QHBoxLayout(line)
        row.setContentsMargins(20, 0, 0, 0)
        row.setSpacing(6)
        box.addItems(WAYS)
        box.setCurrentText(now)
        box.setAccessibleName(f"How the wires of {port} become one value")
        path = (*refs.node_path(node_id), "merge", port)
        box.textActivated.connect(
            lambda word: document.try_edit(edits.set_value, path, MISSING if word == USUAL else word)
        )
        row.addWidget(Label("as", 11.5, tone="text_3"))
        row.addWidget(box)
        row.addStretch(1)
        self.column.insertWidget(self.column.count() - 1, line)

    def _row(self, before: str, text: str, other: str, wire: WireEnd) -> None:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(20, 0, 0, 0)
        row.setSpacing(6)
        if before:
            row.addWidget(Label(before, 11.5, tone="text_3"))
        link = Pill(text, look="ghost", name=f"Go to {text}")
        path = f"{self._owner}/{other}" if self._owner else other
        link.clicked.connect(lambda: self.visit.emit(path))
        row.addWidget(link)
        row.addStretch(1)
        away = Pill(glyph="link-off", look="ghost", name=f"Disconnect {text}")
        away.clicked.connect(lambda: self.cut.emit(wire))
        row.addWidget(away)
        self.column.insertWidget(self.column.count() - 1, line)


def _end(wire: WireEnd) -> str:
    """What a wire leads to, in words: `write.rows`, `outputs.report`, or a node that waits for this one."""
    return f"{wire.target}.{wire.port}" if wire.port else f"{wire.target}, which waits for it"


def _wires_beside(document: Document, owner: str) -> list[WireEnd]:
    """All wires among the nodes of one scope, and from them to its outputs, by the ids that they have there."""
    part = refs.scope(document.melody, owner)
    if part is None:
        return []
    given = [WireEnd(*parse_ref(ref), "outputs", name) for name, ref in part.outputs.items()]
    return [*wires_of(dict(part.nodes)), *given]
