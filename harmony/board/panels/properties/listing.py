"""The editor for a list of texts or numbers: a line an item, dragged into order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from harmony.board import theme
from harmony.board.panels.properties.editors import Editor
from harmony.board.panels.properties.rows import read, written
from harmony.board.widgets.pill import Pill
from harmony.melody.change import MISSING

LINE, MOST = 26, 8
_EDITABLE = (
    Qt.ItemFlag.ItemIsEnabled
    | Qt.ItemFlag.ItemIsSelectable
    | Qt.ItemFlag.ItemIsEditable
    | Qt.ItemFlag.ItemIsDragEnabled
)
_VALUE = Qt.ItemDataRole.UserRole
"""What a line was shown for: untouched lines keep it, whatever their text would mean."""


class ListEditor(Editor):
    """Lines that are typed into; empty ones are left out of the value.

    Return or F2 edits a line, Del takes lines out, Alt with an arrow moves one.
    """

    def __init__(self, schema: Mapping[str, Any]) -> None:
        super().__init__()
        self._of: Mapping[str, Any] = schema.get("items") or {}
        self._values: list[Any] = []
        self._quiet = False
        self.list = QListWidget()
        self.list.setObjectName("lines")  # of the style sheet
        theme.wear(self.list, 12, is_mono=True)
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        self.list.setUniformItemSizes(True)
        self.list.installEventFilter(self)
        self.list.itemChanged.connect(self._tell)
        self.list.model().rowsMoved.connect(self._tell)
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.list)
        column.addLayout(self._buttons())
        self.row.addWidget(holder, 1)
        self.main = self.list
        self.setFocusProxy(self.list)
        self._fit()

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.more = Pill("Add an item", "plus", "ghost")
        self.less = Pill("Remove", "minus", "ghost", name="Remove the selected items")
        self.more.clicked.connect(self.add)
        self.less.clicked.connect(self.remove)
        row.addWidget(self.more)
        row.addWidget(self.less)
        row.addStretch(1)
        return row

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Keys of the list."""
        # A line that is being typed into lets its Return through to here.
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent) or not self.list.hasFocus():
            return False
        key = event.key()
        if key == Qt.Key.Key_Delete:
            self.remove()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._edit()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self._move(-1 if key == Qt.Key.Key_Up else 1)
        else:
            return False
        return True

    def show_value(self, value: Any) -> None:
        """The items; anything else shows none."""
        values = list(value) if isinstance(value, list | tuple) else []
        if values == self._values:
            return
        self._values, self._quiet = values, True
        self.list.clear()
        for one in values:
            self._line(written(one)).setData(_VALUE, one)
        self._quiet = False
        self._fit()

    def add(self) -> None:
        """A new line at the end, ready to be typed into."""
        self._quiet = True
        item = self._line("")
        self._quiet = False
        self._fit()
        self.list.setFocus()
        self.list.setCurrentItem(item)
        self.list.editItem(item)

    def remove(self) -> None:
        """Take out what is selected, else the last line."""
        rows = sorted({self.list.row(i) for i in self.list.selectedItems()}, reverse=True)
        for row in rows or [self.list.count() - 1]:
            self.list.takeItem(row)
        self._fit()
        self._tell()

    def _edit(self) -> None:
        """Edit the line; a new one where none is selected."""
        if self.list.selectedItems():
            self.list.editItem(self.list.currentItem())
        else:
            self.add()

    def _move(self, by: int) -> None:
        row = self.list.currentRow()
        if row >= 0 and 0 <= row + by < self.list.count():
            item = self.list.takeItem(row)
            self.list.insertItem(row + by, item)
            self.list.setCurrentItem(item)
            self._tell()

    def _line(self, text: str) -> QListWidgetItem:
        item = QListWidgetItem(text, self.list)
        item.setFlags(_EDITABLE)
        return item

    def _fit(self) -> None:
        count = self.list.count()
        high = max(LINE, self.list.sizeHintForRow(0)) if count else 0
        self.list.setFixedHeight(high * min(MOST, count) + 6)
        self.list.setVisible(count > 0)
        self.less.setVisible(count > 0)

    def _tell(self, *_: object) -> None:
        if self._quiet:
            return
        values = [value for value in map(self._read, range(self.list.count())) if value is not MISSING]
        if values != self._values:
            self._values = values
            self.edited.emit(list(values) if values else MISSING)

    def _read(self, row: int) -> Any:
        item = self.list.item(row)
        kept = item.data(_VALUE)
        return kept if kept is not None and written(kept) == item.text() else read(item.text(), self._of)
