"""The menu of node types: type, choose, done. Opened by Tab, a double click, typing, or a wire.

A widget inside the view, not a window: it takes no grab, and nothing waits for it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from harmony.board import glyphs, theme
from harmony.board.canvas import acts
from harmony.board.canvas import measures as m
from harmony.board.canvas.match import PortRef
from harmony.board.canvas.popup import Popup
from harmony.board.canvas.suggest import Suggestion, Wanted, habits_of, suggest, wanted_by
from harmony.board.canvas.texts import elided
from harmony.board.habits import NO_HABITS
from harmony.sdk.manifest import NodeType

if TYPE_CHECKING:
    from harmony.board.canvas.view import CanvasView

WIDTH, ROW_HEIGHT, ROWS = 340, 44, 7
AROUND = 100
"""What the menu needs above and below its list: the field, a note, its distance to the canvas's edges."""

_SHOWN = 60
_EXTRAS = (
    NodeType("canvas.note", title="Note", kind="addon", icon="note-text-outline", help="Markdown on the canvas"),
    NodeType("canvas.input", title="Input", kind="addon", icon="import", help="A value to ask for"),
)
"""What can be added beside nodes."""


class QuickAdd(Popup):
    """Offers node types and adds the chosen one.

    Args:
        canvas: where the node goes.
        at: viewport point at which it was asked for.
        text: what has been typed already.
        start: the port from which a wire waits to be led on.
        keep_open: stay for more, as long as Shift is held.
        take: what is done with the chosen node type, instead of adding a node.

    Signals:
        closed(): it is gone.
        added(id): a node was added.
    """

    closed = Signal()
    added = Signal(str)

    def __init__(
        self,
        canvas: CanvasView,
        at: QPointF,
        *,
        text: str = "",
        start: PortRef | None = None,
        keep_open: bool = False,
        take: Callable[[NodeType], object] | None = None,
    ) -> None:
        super().__init__(canvas)
        self._take = take
        self._canvas = canvas
        self._at = at
        self._scene_at = canvas.scene_pos(at)
        self._start = start
        self._keep_open = keep_open
        self._is_open = False
        melody = canvas.document.melody
        self._wanted: Wanted | None = wanted_by(canvas.plan, start, melody) if start else None
        self._habits = habits_of(canvas.plan, melody)
        self._elsewhere = canvas.learnt.habits if canvas.learnt is not None else NO_HABITS
        words = "Change to another type" if take else "Add a node"
        self.field = QLineEdit(self, placeholderText=words, clearButtonEnabled=False)
        self.list = QListView(self)
        self.list.setUniformItemSizes(True)
        self._model = QStandardItemModel(self)
        self._empty = QLabel("Nothing fits. Try another word.", self)
        self._set_up(text)

    def _set_up(self, text: str) -> None:
        self.setAccessibleName(self.field.placeholderText())
        self.setFixedWidth(WIDTH)
        layout = self._layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(6)
        if self._wanted is not None:
            word = "takes" if self._wanted.side == "in" else "gives"
            note = QLabel(f"What {word} {self._wanted.type}", self)
            note.setFont(theme.font(11, 500))
            note.setStyleSheet(f"color: {theme.current().text_3.name()}; padding-left: 4px;")
            layout.addWidget(note)
        layout.addWidget(self.field)
        layout.addWidget(self.list)
        layout.addWidget(self._empty)
        self._empty.setStyleSheet(f"color: {theme.current().text_2.name()}; padding: 8px;")
        self.list.setModel(self._model)
        self.list.setItemDelegate(_Row(self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.clicked.connect(self._choose)
        self.field.textChanged.connect(self._fill)
        self.field.installEventFilter(self)
        self.field.setText(text)
        self._fill(text)

    def open(self) -> None:
        """Show it near its point, inside the view."""
        self._is_open = True
        self.adjustSize()
        room = self._canvas.viewport().size()
        place = self._at.toPoint() + QPoint(-20, 8)
        x = max(8, min(place.x(), room.width() - self.width() - 8))
        y = max(8, min(place.y(), room.height() - self.height() - 8))
        self.move(x, y)
        self.show()
        self.raise_()
        self.field.setFocus()
        self.field.deselect()
        self.field.end(False)

    def close(self) -> bool:
        """Close it; the canvas has the keys again."""
        if self._is_open:
            self._is_open = False
            self.hide()
            self.closed.emit()
            self.deleteLater()
        return True

    @property
    def shown(self) -> list[Suggestion]:
        """What is offered now, best first."""
        return [self._model.item(row).data(Qt.ItemDataRole.UserRole) for row in range(self._model.rowCount())]

    def choose_current(self) -> None:
        """Add the marked node type."""
        index = self.list.currentIndex()
        if index.isValid():
            self._choose(index)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The field's arrows, Enter and Esc are the list's."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event)
        if event.type() == QEvent.Type.FocusOut and self._is_open and not self._keep_open:
            self.close()
        return False

    def _key(self, event: QKeyEvent) -> bool:
        key = event.key()
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_Tab: 1, Qt.Key.Key_Backtab: -1}
        if key in steps:
            self._step(steps[Qt.Key(key)])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._keep_open = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.choose_current()
        elif key == Qt.Key.Key_Escape:
            self.close()
        else:
            return False
        return True

    def _step(self, by: int) -> None:
        count = self._model.rowCount()
        if count:
            row = (self.list.currentIndex().row() + by) % count
            self.list.setCurrentIndex(self._model.index(row, 0))

    def _fill(self, text: str) -> None:
        types = self._canvas.document.catalog.types()
        if self._wanted is None and self._take is None:
            types = (*types, *_EXTRAS)
        found = suggest(types, text, self._habits, self._wanted, self._elsewhere)[:_SHOWN]
        self._model.clear()
        for one in found:
            item = QStandardItem(one.type.title or one.type.id)
            item.setData(one, Qt.ItemDataRole.UserRole)
            item.setEditable(False)
            self._model.appendRow(item)
        rows = min(len(found), ROWS)
        room = (self._canvas.viewport().height() - AROUND) // ROW_HEIGHT
        self.list.setFixedHeight(max(1, min(rows, max(room, 2))) * ROW_HEIGHT)
        self.list.setVisible(bool(found))
        self._empty.setVisible(not found)
        if found:
            self.list.setCurrentIndex(self._model.index(0, 0))
        self._layout.activate()
        self.setFixedHeight(self._layout.sizeHint().height())

    def _choose(self, index: QModelIndex | QPersistentModelIndex) -> None:
        one: Suggestion = index.data(Qt.ItemDataRole.UserRole)
        if self._take is not None:
            self.close()
            self._take(one.type)
            return
        if one.type in _EXTRAS:
            self.close()
            extra = self._canvas.add_note if one.type.id == "canvas.note" else self._canvas.add_input
            extra(self._scene_at)
            return
        name = self._add(one)
        if name is None:
            return
        self._canvas.choose([name])
        self.added.emit(name)
        if self._keep_open:
            self._scene_at += QPointF(m.NODE_WIDTH + 2 * m.GRID, 0)
            self.field.clear()
        else:
            self.close()

    def _add(self, one: Suggestion) -> str | None:
        canvas, at = self._canvas, self._scene_at
        if self._start is None:
            return canvas.add_free(one.type.use, at)
        is_input = self._start.side == "out"
        names = [p.name for p in (one.type.inputs if is_input else one.type.outputs)]
        row = names.index(one.port) if one.port in names else 0
        x = at.x() if is_input else at.x() - m.NODE_WIDTH
        place = m.snap(x), m.snap(at.y() - m.port_y(row))
        return acts.add_node(canvas.document, canvas.plan, one.type.use, place, wire=(self._start, one.port))


class _Row(QStyledItemDelegate):
    """Paints a suggestion: icon tile, title, what it does, its id."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """All rows are alike."""
        return QSize(10, ROW_HEIGHT)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw one row."""
        one: Suggestion = index.data(Qt.ItemDataRole.UserRole)
        colours = theme.current()
        rect = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lit = bool(option.state & QStyle.StateFlag.State_Selected)
        if lit:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours.hover)
            painter.drawRoundedRect(rect.adjusted(0, 1, 0, -1), 6, 6)
        kind = colours.kind(one.type.kind)
        tint = QColor(kind)
        tint.setAlphaF(0.17)
        tile = QRectF(rect.left() + 8, rect.center().y() - 13, 26, 26)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tint)
        painter.drawRoundedRect(tile, 6, 6)
        glyphs.paint(painter, tile.adjusted(5, 5, -5, -5), glyphs.name_for(one.type.icon, one.type.kind), kind)
        self._text(painter, rect.adjusted(44, 0, -10, 0), one, colours.text_2 if lit else colours.text_3)
        painter.restore()

    @staticmethod
    def _text(painter: QPainter, rect: QRectF, one: Suggestion, faint: QColor) -> None:
        colours = theme.current()
        title, mono, small = theme.font(13, 500), theme.mono(10.5), theme.font(11)
        painter.setFont(mono)
        painter.setPen(faint)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(rect.adjusted(0, 0, 0, -rect.height() / 2 + 4), right, one.type.id)
        painter.setFont(title)
        painter.setPen(colours.text)
        painter.drawText(
            QPointF(rect.left(), rect.top() + 18), elided(one.type.title or one.type.id, title, rect.width() - 110)
        )
        painter.setFont(small)
        painter.setPen(faint)
        line = one.type.help.strip().split("\n")[0].removesuffix(".")
        painter.drawText(QPointF(rect.left(), rect.top() + 34), elided(line, small, rect.width()))
