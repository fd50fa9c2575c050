"""The Melody as a tree: every node with its state, bodies below their owners; titles are edited here too."""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter
from typing import Any

from PySide6.QtCore import QEvent, QItemSelectionModel, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
)

from harmony.board import glyphs, theme
from harmony.board.document import Document
from harmony.board.widgets.empty import paint_empty
from harmony.board.widgets.records import Index
from harmony.board.wording import state as state_text
from harmony.melody import edits
from harmony.melody.model import Node
from harmony.melody.refactor import remove_nodes

PATH = Qt.ItemDataRole.UserRole
LATER_MS = 120


class _Painter(QStyledItemDelegate):
    """State, title, type."""

    def __init__(self, tree: Outline) -> None:
        super().__init__(tree)
        self._tree = tree

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> Any:
        """26 high, less when things stand close."""
        size = super().sizeHint(option, index)
        size.setHeight(theme.row(26))
        return size

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one row."""
        document, look = self._tree.document, theme.current()
        box, path = QRectF(option.rect), str(index.data(PATH))
        wide = QRectF(0, box.top(), self._tree.viewport().width(), box.height())
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(wide, theme.tint(look.accent, 0.16))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(wide, look.hover)
        if document is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        word, node = document.state(path).word, document.node(path)
        mark = QRectF(box.left() + 2, box.center().y() - 6, 12, 12)
        glyphs.paint(painter, mark, glyphs.STATE_GLYPHS[word], look.state(word))
        is_off = node is not None and not node.enabled
        painter.setFont(theme.ui_font(13))
        painter.setPen(look.text_3 if is_off else look.text)
        room = QRectF(box.left() + 21, box.top(), box.width() - 29, box.height())
        shown = painter.fontMetrics().elidedText(str(index.data()), Qt.TextElideMode.ElideRight, int(room.width()))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)


SLICE_S = 0.008
OWN_KEYS = ("F2", "Del", "Backspace", "Return", "Ctrl+A")
"""What the tree does itself; all other keys of nodes are the canvas's, and mean what is selected."""


class Outline(QTreeWidget):
    """Follows a document; what is selected here is selected there.

    Signals:
        visit(path): show this node on the canvas.
    """

    visit = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.document: Document | None = None
        self._wanted = ""
        self._items: dict[str, QTreeWidgetItem] = {}
        self._is_busy = False
        self.setHeaderHidden(True)
        self.setAccessibleName("Outline")
        self.setIndentation(16)
        self.setMouseTracking(True)
        self.setUniformRowHeights(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setItemDelegate(_Painter(self))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._soon = QTimer(self, singleShot=True, interval=LATER_MS)
        self._soon.timeout.connect(self.rebuild)
        self._left: Iterator[QTreeWidgetItem] = iter(())
        self._closed: set[str] = set()
        self._more = QTimer(self, singleShot=True, interval=0)
        self._more.timeout.connect(self._go_on)
        self.itemSelectionChanged.connect(self._select)
        self.itemChanged.connect(self._rename)
        self.itemDoubleClicked.connect(lambda item, _column: self.visit.emit(str(item.data(0, PATH))))
        theme.changes.changed.connect(self.scheduleDelayedItemsLayout)

    def set_document(self, document: Document | None) -> None:
        """Follow another document."""
        if self.document is not None:
            for signal, slot in self._links(self.document):
                signal.disconnect(slot)
        self.document = document
        if document is not None:
            for signal, slot in self._links(document):
                signal.connect(slot)
        if self.isVisible() or document is None:
            self.rebuild()
        else:  # it is made when it is looked at
            self._empty()

    def _links(self, document: Document) -> list[tuple[Any, Any]]:
        return [
            (document.changed, self._later),
            (document.reset, self._later),
            (document.selection_changed, self._show_selection),
            (document.states_changed, self._states),
        ]

    def _later(self, _what: object = None) -> None:
        if self.isVisible():
            self._soon.start()

    def _states(self, _ids: object) -> None:
        self.viewport().update()

    def showEvent(self, event: object) -> None:
        """Bring it up to date when it is looked at."""
        self.rebuild()

    def search(self, text: str) -> None:
        """Show only the nodes that fit, and what is around them."""
        self._wanted = text.lower().strip()
        self.rebuild()

    def rebuild(self) -> None:
        """Make the tree anew, a large one in slices; what was open stays open."""
        self._closed = {path for path, item in self._items.items() if item.childCount() and not item.isExpanded()}
        self._empty()
        if self.document is not None:
            self._left = self._rows(self.document.melody.nodes, "")
            self._go_on()

    def _empty(self) -> None:
        self._more.stop()
        self._is_busy = True
        self.clear()
        self._is_busy = False
        self._items, self._left = {}, iter(())

    def _go_on(self) -> None:
        self._is_busy = True
        end, made = perf_counter() + SLICE_S, []
        for row in self._left:
            made.append(row)
            if perf_counter() > end:
                self._more.start()
                break
        self.addTopLevelItems(made)
        for item in made:
            self._expand(item)
        self._is_busy = False
        if not self._more.isActive():
            self._show_selection()

    def _expand(self, item: QTreeWidgetItem | None) -> None:
        if item is not None and item.childCount():
            item.setExpanded(str(item.data(0, PATH)) not in self._closed)
            for at in range(item.childCount()):
                self._expand(item.child(at))

    def _rows(self, nodes: Any, owner: str) -> Iterator[QTreeWidgetItem]:
        assert self.document is not None
        for name, node in nodes.items():
            path = f"{owner}/{name}" if owner else name
            inner = list(self._rows(node.body.nodes, path)) if node.body is not None else []
            title = self.document.title_of(path)
            if self._wanted and not inner and self._wanted not in f"{title} {path} {node.use}".lower():
                continue
            yield self._row(path, title, node, inner)

    def _row(self, path: str, title: str, node: Node, inner: list[QTreeWidgetItem]) -> QTreeWidgetItem:
        item = QTreeWidgetItem([title])
        item.setData(0, PATH, path)
        item.setToolTip(0, f"{title}\n{node.use} · {path}")
        word = self.document.state(path).word if self.document else "idle"
        item.setData(0, Qt.ItemDataRole.AccessibleTextRole, f"{title}, {state_text(word)}")
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
        item.addChildren(inner)
        self._items[path] = item
        return item

    def _show_selection(self) -> None:
        if self.document is None or self._is_busy:
            return
        self._is_busy = True
        self.clearSelection()
        chosen = [self._items[p] for p in self.document.selection if p in self._items]
        for item in chosen:
            item.setSelected(True)
        if len(chosen) == 1:
            self.setCurrentItem(chosen[0], 0, QItemSelectionModel.SelectionFlag.NoUpdate)
            self.scrollToItem(chosen[0])
        self._is_busy = False

    def _select(self) -> None:
        if self._is_busy or self.document is None:
            return
        self._is_busy = True
        paths = [str(i.data(0, PATH)) for i in self.selectedItems()]
        if len(paths) == 1:
            self.visit.emit(paths[0])
        else:
            self.document.select(paths)
        self._is_busy = False

    def _rename(self, item: QTreeWidgetItem, _column: int) -> None:
        if self._is_busy or self.document is None:
            return
        path = str(item.data(0, PATH))
        if item.text(0) != self.document.title_of(path):
            self.document.try_edit(edits.rename_title, path, item.text(0).strip())

    def event(self, event: QEvent) -> bool:
        """F2 edits in place here: the window's command would ask for the title."""
        is_key = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if is_key and event.key() == Qt.Key.Key_F2 and not event.modifiers():  # type: ignore[attr-defined]
            event.accept()
            return True
        return bool(super().event(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F2 edits the title, Del removes, Enter shows the node."""
        item = self.currentItem()
        is_here = self.state() != QAbstractItemView.State.EditingState
        if item is None:
            super().keyPressEvent(event)
        elif is_here and event.key() == Qt.Key.Key_F2:
            self.editItem(item)
        elif is_here and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.document is not None:
            paths = [str(i.data(0, PATH)) for i in self.selectedItems()]
            if paths:
                self.document.try_edit(remove_nodes, paths)
        elif is_here and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.visit.emit(str(item.data(0, PATH)))
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The tree, or why there is none."""
        super().paintEvent(event)
        if not self._items:
            painter = QPainter(self.viewport())
            more = "Try a shorter word." if self._wanted else "Nodes are listed here as a tree."
            paint_empty(painter, QRectF(self.viewport().rect()), "file-tree-outline", "No nodes", more)
            painter.end()
