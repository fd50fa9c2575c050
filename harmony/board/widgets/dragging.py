"""Expressions that are dragged into fields: how they travel, and the tree of names that gives them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol

from PySide6.QtCore import QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QTreeWidget, QTreeWidgetItem

from harmony.board import theme

MIME = "application/x-harmony-expression"
ROW = 24
_KEY = Qt.ItemDataRole.UserRole


def pack(expression: str) -> QMimeData:
    """An expression as what is dragged; no plain text, which fields would take as it stands, without braces."""
    data = QMimeData()
    data.setData(MIME, expression.encode())
    return data


def unpack(data: QMimeData) -> str:
    """The expression that is dragged; empty if it is something else."""
    return bytes(data.data(MIME).data()).decode() if data.hasFormat(MIME) else ""


class Named(Protocol):
    """Something that can be named: `reach.Name` is one."""

    @property
    def expression(self) -> str:
        """As it is written."""

    @property
    def type(self) -> str:
        """Of the value."""

    @property
    def sample(self) -> str:
        """What it was in the last run."""

    @property
    def inner(self) -> Sequence[Any]:
        """Names inside it."""

    @property
    def artifact(self) -> Any:
        """Whose fields can be asked for."""


class NamesTree(QTreeWidget):
    """Names with what they were in the last run; dragged into a field, or chosen by Enter or a double click.

    Signals:
        chosen(expression): one was chosen.

    Args:
        ask: asks for the fields of an artifact when its name is opened: `ask(name, done(names))`.
    """

    chosen = Signal(str)

    def __init__(self, ask: Callable[[Any, Callable[[Iterable[Any]], None]], object] | None = None) -> None:
        super().__init__()
        self._ask = ask
        self.setColumnCount(2)
        self.setHeaderHidden(True)
        self.setRootIsDecorated(True)
        self.setIndentation(14)
        self.setUniformRowHeights(True)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        theme.wear(self, 11.5, is_mono=True)
        self.setAccessibleName("Names in scope")
        self.itemDoubleClicked.connect(lambda item, _column: self.chosen.emit(item.data(0, _KEY)))
        self.itemExpanded.connect(self._opened)

    def show_names(self, names: Iterable[Named]) -> None:
        """Show these."""
        names = list(names)
        # Room for arrows only where something can be opened.
        self.setRootIsDecorated(any(n.inner or (n.artifact is not None and self._ask is not None) for n in names))
        self.clear()
        self._add(self.invisibleRootItem(), names)
        for row in range(self.topLevelItemCount()):
            item = self.topLevelItem(row)
            if item is not None and self.topLevelItemCount() <= 3 and item.childCount():
                item.setExpanded(True)
        self.resizeColumnToContents(0)
        self.setColumnWidth(0, min(self.columnWidth(0) + 8, 200))

    def _add(self, parent: QTreeWidgetItem, names: Iterable[Named]) -> None:
        for name in names:
            item = QTreeWidgetItem(parent, [name.expression, name.sample or name.type])
            item.setData(0, _KEY, name.expression)
            wide = self.fontMetrics().horizontalAdvance(name.expression) + 12
            item.setSizeHint(0, QSize(wide, theme.row(ROW)))
            item.setForeground(1, theme.current().text_3)
            item.setToolTip(0, f"Drag `{name.expression}` into a field, or press Enter")
            item.setToolTip(1, name.sample or name.type)
            self._add(item, name.inner)
            if not name.inner and name.artifact is not None and self._ask is not None:
                item.setData(1, _KEY, name)
                item.setChildIndicatorPolicy(QTreeWidgetItem.ChildIndicatorPolicy.ShowIndicator)

    def _opened(self, item: QTreeWidgetItem) -> None:
        """Large values do not come with the run: their fields are asked for when they are looked at."""
        from shiboken6 import isValid

        name = item.data(1, _KEY)
        if name is None or self._ask is None:
            return
        item.setData(1, _KEY, None)

        def done(names: Iterable[Any]) -> None:
            if isValid(self) and isValid(item):
                self._add(item, names)

        self._ask(name, done)

    def mimeData(self, items: Sequence[QTreeWidgetItem]) -> QMimeData:
        """The expression that is dragged."""
        return pack(str(items[0].data(0, _KEY))) if items else QMimeData()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter chooses."""
        item = self.currentItem()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and item is not None:
            self.chosen.emit(item.data(0, _KEY))
            return
        super().keyPressEvent(event)
