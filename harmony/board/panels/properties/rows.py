"""The editor for a list of objects: a small table, a row an object, a column a property."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from harmony.board import theme
from harmony.board.panels.properties.editors import Editor
from harmony.board.widgets.pill import Pill
from harmony.melody.change import MISSING

ROW, HEAD, MOST = 28, 28, 8
NARROW, WIDE = 64, 180
"""Least and greatest width of a column at first."""


class RowsEditor(Editor):
    """A table that is typed into; empty cells are left out of the value."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        super().__init__()
        self._columns: dict[str, Mapping[str, Any]] = dict(schema["items"]["properties"])
        self._rows: list[dict[str, Any]] = []
        self._quiet = False
        self.table = QTableWidget(0, len(self._columns))
        self.table.setHorizontalHeaderLabels([str(p.get("title") or n) for n, p in self._columns.items()])
        theme.wear(self.table, 12, is_mono=True)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(ROW)
        header = self.table.horizontalHeader()
        header.setStretchLastSection(len(self._columns) < 4)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.setSectionsMovable(True)
        self.table.setTabKeyNavigation(False)
        self.table.installEventFilter(self)
        self.table.itemChanged.connect(self._typed)
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.table)
        buttons = QHBoxLayout()
        self.more, self.less = (
            Pill("Add a row", "plus", "ghost"),
            Pill("Remove", "minus", "ghost", name="Remove the row"),
        )
        self.more.clicked.connect(self._add)
        self.less.clicked.connect(self._remove)
        buttons.addWidget(self.more)
        buttons.addWidget(self.less)
        buttons.addStretch(1)
        column.addLayout(buttons)
        self.row.addWidget(holder, 1)
        self.main = self.table
        self.setFocusProxy(self.table)
        self._order()
        self._fit()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Del empties cells."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Delete:
            for item in self.table.selectedItems():
                item.setText("")
            return True
        return False

    def show_value(self, value: Any) -> None:
        """The objects; anything else shows no rows."""
        rows = [dict(r) for r in value] if isinstance(value, list) and all(isinstance(r, dict) for r in value) else []
        if rows == self._rows and self.table.rowCount() == len(rows):
            return
        self._rows, self._quiet = rows, True
        self.table.setRowCount(len(rows))
        for at, row in enumerate(rows):
            for column, name in enumerate(self._columns):
                self.table.setItem(at, column, QTableWidgetItem(written(row.get(name, MISSING))))
        self._quiet = False
        self._order()
        self._fit()

    def _order(self) -> None:
        """Columns that hold something come first, each as wide as what it says."""
        used = [c for c, name in enumerate(self._columns) if any(name in row for row in self._rows)]
        header = self.table.horizontalHeader()
        for place, column in enumerate([*used, *(c for c in range(len(self._columns)) if c not in used)]):
            header.moveSection(header.visualIndex(column), place)
        metrics = self.table.fontMetrics()
        for column, name in enumerate(self._columns):
            texts = [str(self._columns[name].get("title") or name)]
            texts += [written(row[name]) for row in self._rows if name in row]
            wide = max(metrics.horizontalAdvance(text) for text in texts) + 24
            self.table.setColumnWidth(column, max(NARROW, min(wide, WIDE)))

    def _fit(self) -> None:
        rows = self.table.rowCount()
        policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded if rows else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.table.setHorizontalScrollBarPolicy(policy)
        head = max(HEAD, self.table.horizontalHeader().sizeHint().height())
        self.table.setFixedHeight(head + (ROW * min(MOST, rows) + 16 if rows else 2))
        self.less.setVisible(rows > 0)

    def _add(self) -> None:
        self.table.insertRow(self.table.rowCount())
        self._rows.append({})
        self._fit()
        self.table.setCurrentCell(self.table.rowCount() - 1, 0)
        self.table.setFocus()

    def _remove(self) -> None:
        at = self.table.currentRow() if self.table.currentRow() >= 0 else self.table.rowCount() - 1
        if at >= 0:
            self.table.removeRow(at)
            del self._rows[at]
            self._fit()
            self._tell()

    def _typed(self, item: QTableWidgetItem) -> None:
        if self._quiet:
            return
        name = list(self._columns)[item.column()]
        value = read(item.text(), self._columns[name])
        row = dict(self._rows[item.row()])
        if value is MISSING:
            row.pop(name, None)
        else:
            row[name] = value
        self._rows[item.row()] = row
        self._tell()

    def _tell(self) -> None:
        self.edited.emit([dict(r) for r in self._rows] if self._rows else MISSING)


def written(value: Any) -> str:
    """A value as a cell shows it."""
    if value is MISSING:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def read(text: str, schema: Mapping[str, Any]) -> Any:
    """The value that a cell means: texts stay texts where the column is one."""
    if not text.strip():
        return MISSING
    if schema.get("type") == "string":
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text
