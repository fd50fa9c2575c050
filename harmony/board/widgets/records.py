"""A list of things that happened, one line each, painted; grows at its end without being rebuilt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from harmony.board import glyphs, theme
from harmony.board.widgets.empty import paint_empty

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Line:
    """How one thing is shown.

    Attributes:
        text: what happened.
        detail: after it, fainter.
        lead: a narrow first column: a time, a node.
        tail: at the right end.
        glyph: name of an icon, in the colour of the state `word`.
        word: a state.
    """

    text: str
    detail: str = ""
    lead: str = ""
    tail: str = ""
    glyph: str = ""
    word: str = "idle"


class _Model(QAbstractListModel):
    """Items and how to show them; lines are made when they come into view."""

    def __init__(self, to_line: Callable[[Any], Line]) -> None:
        super().__init__()
        self.items: list[Any] = []
        self._to_line = to_line

    def rowCount(self, parent: Index | None = None) -> int:
        """Number of items."""
        return 0 if parent is not None and parent.isValid() else len(self.items)

    def line(self, index: Index) -> Line:
        """How a row is shown."""
        return self._to_line(self.items[index.row()])

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The whole line as text."""
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        line = self.line(index)
        return "  ".join(p for p in (line.lead, line.text, line.detail, line.tail) if p)

    def show(self, items: Sequence[Any]) -> None:
        """Show these; when only new ones came at the end, only those are added."""
        old = len(self.items)
        if len(items) >= old and (old == 0 or (items[0] is self.items[0] and items[old - 1] is self.items[-1])):
            if len(items) > old:
                self.beginInsertRows(QModelIndex(), old, len(items) - 1)
                self.items.extend(list(items)[old:])
                self.endInsertRows()
            return
        self.beginResetModel()
        self.items = list(items)
        self.endResetModel()


class _Painter(QStyledItemDelegate):
    """Glyph, lead, text, detail, tail on 26 pixels."""

    def __init__(self, parent: QWidget, lead_width: int) -> None:
        super().__init__(parent)
        self._lead_width = lead_width

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """26 high, less when things stand close."""
        return QSize(100, theme.row(26))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one line."""
        model = index.model()
        assert isinstance(model, _Model)
        line, look = model.line(index), theme.current()
        box = QRectF(option.rect)
        state = option.state
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, theme.tint(look.accent, 0.16))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, look.hover)
        lit = state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver)
        faint = look.text_2 if lit else look.text_3  # on a tinted ground the faintest could not be read
        left = box.left() + 14
        if line.glyph:
            glyphs.paint(painter, QRectF(left, box.center().y() - 7, 14, 14), line.glyph, look.state(line.word))
            left += 22
        if self._lead_width:
            painter.setFont(theme.ui_mono(11.5))
            painter.setPen(faint)
            _text(painter, QRectF(left, box.top(), self._lead_width - 10, box.height()), line.lead)
            left += self._lead_width
        right = box.right() - 14
        if line.tail:
            painter.setFont(theme.ui_mono(11.5))
            painter.setPen(faint)
            wide = painter.fontMetrics().horizontalAdvance(line.tail)
            painter.drawText(
                QRectF(right - wide, box.top(), wide + 2, box.height()), Qt.AlignmentFlag.AlignVCenter, line.tail
            )
            right -= wide + 16
        painter.setFont(theme.ui_font(12.5))
        painter.setPen(look.text)
        if line.text:
            left += _text(painter, QRectF(left, box.top(), right - left, box.height()), line.text) + 10
        if line.detail and right - left > 30:
            painter.setPen(faint)
            _text(painter, QRectF(left, box.top(), right - left, box.height()), line.detail)


def _text(painter: QPainter, area: QRectF, text: str) -> int:
    """Draw elided text; returns how wide it is."""
    shown = painter.fontMetrics().elidedText(text.replace("\n", " "), Qt.TextElideMode.ElideRight, int(area.width()))
    painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
    return painter.fontMetrics().horizontalAdvance(shown)


class Records(QListView):
    """The list.

    Signals:
        chosen(item): clicked, or Enter on it.

    Args:
        name: for screen readers.
        to_line: how an item is shown.
        empty: glyph, sentence and smaller sentence while there is nothing.
        lead_width: pixels of the first column; 0 without one.
    """

    chosen = Signal(object)

    def __init__(
        self,
        name: str,
        to_line: Callable[[Any], Line],
        empty: tuple[str, str, str],
        lead_width: int = 90,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._model, self._empty = _Model(to_line), empty
        self.setModel(self._model)
        self.setItemDelegate(_Painter(self, lead_width))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setAccessibleName(name)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.clicked.connect(lambda index: self.chosen.emit(self._model.items[index.row()]))
        theme.changes.changed.connect(self._look_changed)

    def _look_changed(self) -> None:
        self.scheduleDelayedItemsLayout()
        self.viewport().update()

    @property
    def items(self) -> list[Any]:
        """What is shown."""
        return self._model.items

    def show_items(self, items: Sequence[Any]) -> None:
        """Show these; stays at the end if it was there."""
        bar = self.verticalScrollBar()
        at_end = bar.value() >= bar.maximum() - 2
        self._model.show(items)
        if at_end and self._model.items:
            self.scrollToBottom()

    def shrink_to(self, most: int) -> None:
        """Be as high as the lines, up to `most` pixels; with room for the sentence while there is nothing."""
        rows = len(self._model.items)
        self.setFixedHeight(min(most, theme.row(26) * rows + 2) if rows else min(most, 140))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter chooses."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.chosen.emit(self._model.items[self.currentIndex().row()])
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The lines, or why there are none."""
        super().paintEvent(event)
        if not self._model.items:
            painter = QPainter(self.viewport())
            paint_empty(painter, QRectF(self.viewport().rect()), *self._empty)
            painter.end()
