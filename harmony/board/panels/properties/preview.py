"""What came into a node and what it gave in the run that is shown, readable, and what went wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from harmony.board import reach, theme
from harmony.board.bridge import Bridge
from harmony.board.document import Document
from harmony.board.widgets.code import CodeEdit
from harmony.board.widgets.datatable import DataTable
from harmony.board.widgets.dragging import ROW, NamesTree
from harmony.board.widgets.pill import Pill
from harmony.board.widgets.text import Label
from harmony.board.wording import artifact as describe
from harmony.board.wording import has_value, plain, size

LIMIT = 200


class Output(QWidget):
    """One port's last value.

    Signals:
        open_asked(artifact): it is a file, and the person wants to see it.
    """

    open_asked = Signal(object)

    def __init__(self, port: str, artifact: Any, bridge: Bridge | None) -> None:
        super().__init__()
        self._artifact = artifact
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(5)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(Label(port, 12.5, weight=500, tone="text_2"))
        kind = artifact.get("type", "") if isinstance(artifact, dict) else ""
        about = describe(artifact) if kind else ""
        detail = about if about.startswith(f"{kind} ") else " · ".join(p for p in (kind, about) if p)
        top.addWidget(Label(detail, 10.5, tone="text_3", is_mono=True))
        top.addStretch(1)
        self.column.addLayout(top)
        self._fill(kind, bridge)

    def _fill(self, kind: str, bridge: Bridge | None) -> None:
        found = self._artifact
        if not isinstance(found, dict) or "hash" not in found:
            self.show_value({"json": found})
        elif has_value(found):
            value = found["value"]
            self.show_value({"text": value} if isinstance(value, str) else {"json": value})
        elif kind in {"file", "image"}:
            self._show_file(found)
        elif bridge is not None:
            waiting = Label("Reading…", 12, tone="text_3")
            self.column.addWidget(waiting)
            self._ask(bridge, waiting)

    def _ask(self, bridge: Bridge, waiting: Label) -> None:
        from shiboken6 import isValid

        def done(result: Any) -> None:
            if isValid(self):
                waiting.hide()
                self.show_value(result)

        def failed(error: Exception) -> None:
            if isValid(self):
                waiting.setText(str(error))

        bridge.request("artifact.preview", {"artifact": self._artifact, "limit": LIMIT}, done, failed)

    def _show_file(self, found: dict[str, Any]) -> None:
        row = QHBoxLayout()
        row.addWidget(Label(f"{found.get('name') or 'file'} · {size(found.get('size', 0))}", 12.5), 1)
        button = Pill("Open", "open-in-new")
        button.clicked.connect(lambda: self.open_asked.emit(self._artifact))
        row.addWidget(button)
        self.column.addLayout(row)

    def show_value(self, result: dict[str, Any]) -> None:
        """Show what `artifact.preview` gives: text, rows, json or the path of a file."""
        if "rows" in result:
            self._show_rows(result["columns"], result["rows"], result.get("total"))
        elif "path" in result:
            found = self._artifact if isinstance(self._artifact, dict) else {}
            self._show_file({"name": Path(result["path"]).name} | found)
        elif "text" in result:
            self._show_text(str(result["text"]), result.get("total"))
        else:
            value = result.get("json")
            if isinstance(value, list) and _is_rows(value):
                self._show_rows(list(dict.fromkeys(k for row in value for k in row)), value, result.get("total"))
            else:
                self._show_text(json.dumps(value, ensure_ascii=False, indent=2), None, "json")

    def _show_text(self, text: str, total: int | None, language: str = "text") -> None:
        field = CodeEdit(language, (1, 16))
        field.setReadOnly(True)
        field.setPlainText(text)
        field.setAccessibleName("Value")
        self.column.addWidget(field)
        if total is not None and total > len(text):
            self.column.addWidget(Label(f"The first {len(text):,} of {total:,} characters", 11, tone="text_3"))

    def _show_rows(self, columns: list[str], rows: list[dict[str, Any]], total: int | None) -> None:
        table = DataTable(columns, rows)
        table.setFixedHeight(min(420, 34 + 22 * max(1, len(rows)) + 14))
        table.setAccessibleName("Rows")
        self.column.addWidget(table)
        if total is not None and total > len(rows):
            self.column.addWidget(Label(f"The first {len(rows):,} of {total:,} rows", 11, tone="text_3"))


def _is_rows(value: list[Any]) -> bool:
    return bool(value) and all(isinstance(row, dict) for row in value[:20])


class Preview(QWidget):
    """All outputs of one node.

    Signals:
        open_asked(artifact): a file shall be opened.
    """

    open_asked = Signal(object)

    def __init__(self, bridge: Bridge | None) -> None:
        super().__init__()
        self._bridge = bridge
        self._shown: object = None
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(16)
        self.column.addStretch(1)

    def show_node(self, document: Document, node_id: str) -> None:
        """Show a node's outputs, its error, or that there is nothing yet; cheap when nothing is new."""
        track = document.playing.tracks.get(node_id) if document.playing else None
        wanted = (node_id, dict(track.outputs), dict(track.error), track.summary) if track else (node_id,)
        if wanted == self._shown:
            return
        self._shown = wanted
        self._clear()
        if track is None:
            self._say("This node has not run yet.", "Press Run, then look here for what it gave.")
            return
        self._show_came(document, node_id)
        if track.error:
            self._show_error(track.error)
        for port, artifact in track.outputs.items():
            output = Output(port, artifact, self._bridge)
            output.open_asked.connect(self.open_asked)
            self.column.insertWidget(self.column.count() - 1, output)
        if not track.outputs and not track.error:
            self._say("No outputs.", track.summary)

    def _show_came(self, document: Document, node_id: str) -> None:
        """What its input ports brought: dragged from here into a field."""
        ports = reach.slots(document, node_id)
        names = [n for n in reach.names(document, node_id) if n.expression in ports and n.sample]
        if not names:
            return
        tree = NamesTree()
        tree.setAccessibleName("What came in")
        tree.show_names(names)
        tree.setFixedHeight(min(190, 2 + theme.row(ROW) * sum(1 + len(n.inner) for n in names)))
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(Label("Came in", 12.5, weight=500, tone="text_2"))
        column.addWidget(tree)
        column.addWidget(Label("Drag a name over Parameters, into a field.", 11, tone="text_3"))
        self.column.insertWidget(self.column.count() - 1, box)

    def _clear(self) -> None:
        while self.column.count() > 1:
            item = self.column.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def _say(self, text: str, more: str) -> None:
        self.column.insertWidget(self.column.count() - 1, Label(text, 13, weight=500, tone="text_2", wraps=True))
        if more:
            self.column.insertWidget(self.column.count() - 1, Label(more, 12, tone="text_3", wraps=True))

    def _show_error(self, error: dict[str, Any]) -> None:
        kind = str(error.get("class", "error")).replace("_", " ")
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(Label(kind[:1].upper() + kind[1:], 12.5, weight=600, tone="error"))
        message = CodeEdit("text", (1, 12))
        message.setReadOnly(True)
        message.setPlainText(plain(str(error.get("message", ""))))
        column.addWidget(message)
        self.column.insertWidget(self.column.count() - 1, box)
