"""The extension palette: every node type by kind, in sections that fold, searchable; drag out, or Enter to add."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractListModel,
    QByteArray,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from harmony.board import glyphs, theme
from harmony.board.widgets.empty import Empty
from harmony.board.widgets.search import Search
from harmony.board.widgets.tile import paint_tile

if TYPE_CHECKING:
    from harmony.catalog import Catalog
    from harmony.sdk.manifest import NodeType

MIME = "application/x-harmony-node-type"
GROUPS = (("instrument", "Instruments"), ("operator", "Operators"), ("flow", "Flow"), ("addon", "Addons"))
Index = QModelIndex | QPersistentModelIndex
Row = tuple[str, int] | object


def rank(types: Iterable[NodeType], text: str) -> list[NodeType]:
    """Node types for what was typed, best first: title, then id and aliases, then help."""
    words = text.lower().split()
    found = []
    for position, kind in enumerate(types):
        title, name = kind.title.lower(), kind.id.lower()
        hay = " ".join((title, name, kind.help.lower(), *kind.aliases, kind.kind))
        if not all(w in hay for w in words):
            continue
        first = words[0] if words else ""
        score = 0 if title.startswith(first) else 1 if first in title else 2 if first in name else 3
        found.append((score, position, kind))
    return [kind for _score, _position, kind in sorted(found, key=lambda f: f[:2])]


def first_words(help: str) -> str:
    """The first line of a help text as a label: without a full stop."""
    return help.strip().split("\n")[0].removesuffix(".")


class TypesModel(QAbstractListModel):
    """Rows: a heading `(name, count)`, or a node type.

    Args:
        types: all there are, in the order in which they are shown.
        folded: headings of sections that are shown without what is in them.
    """

    def __init__(self, types: Sequence[NodeType], folded: Iterable[object] = ()) -> None:
        super().__init__()
        self._types = tuple(types)
        self.folded = {heading for _kind, heading in GROUPS} & {name for name in folded if isinstance(name, str)}
        self.rows: list[tuple[str, int] | NodeType] = []
        self.search("")

    def search(self, text: str) -> None:
        """Show what fits; grouped while nothing is typed, by fit otherwise."""
        self.beginResetModel()
        if text.strip():
            self.rows = list(rank(self._types, text))
        else:
            self.rows = []
            for kind, heading in GROUPS:
                members = self._members(kind)
                if members:
                    self.rows += [(heading, len(members)), *(members if heading not in self.folded else ())]
        self.endResetModel()

    def _members(self, kind: str) -> list[NodeType]:
        return [t for t in self._types if t.kind == kind]

    def heading_at(self, index: Index) -> int:
        """The row of the heading over a row, or of the row itself if it is one; -1 among what was searched for."""
        return next((row for row in range(index.row(), -1, -1) if isinstance(self.rows[row], tuple)), -1)

    def fold(self, row: int, is_folded: bool) -> None:
        """Fold or unfold the section whose heading stands in a row."""
        head = self.rows[row]
        if not isinstance(head, tuple) or (head[0] in self.folded) == is_folded:
            return
        if is_folded:
            self.folded.add(head[0])
            self.beginRemoveRows(QModelIndex(), row + 1, row + head[1])
            del self.rows[row + 1 : row + 1 + head[1]]
            self.endRemoveRows()
        else:
            self.folded.discard(head[0])
            self.beginInsertRows(QModelIndex(), row + 1, row + head[1])
            self.rows[row + 1 : row + 1] = self._members(next(kind for kind, name in GROUPS if name == head[0]))
            self.endInsertRows()
        self.dataChanged.emit(self.index(row), self.index(row))

    def rowCount(self, parent: Index | None = None) -> int:
        """Number of rows."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def type_at(self, index: Index) -> NodeType | None:
        """The node type of a row; None for a heading."""
        row = self.rows[index.row()] if index.isValid() else None
        return None if row is None or isinstance(row, tuple) else row

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Text for screen readers and tests; the delegate paints."""
        row = self.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            if isinstance(row, tuple):
                return f"{row[0]} {row[1]}{', folded' if row[0] in self.folded else ''}"
            return row.title or row.id
        if role == Qt.ItemDataRole.ToolTipRole and not isinstance(row, tuple):
            return f"{row.id}\n{row.help}".strip()
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Headings fold, and stay where they are."""
        if self.type_at(index) is None:
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled

    def mimeTypes(self) -> list[str]:
        """What is dragged."""
        return [MIME, "text/plain"]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """The node type's pinned id."""
        data = QMimeData()
        kind = next((t for t in map(self.type_at, indexes) if t is not None), None)
        if kind is not None:
            data.setData(MIME, QByteArray(kind.use.encode()))
            data.setText(kind.use)
        return data


class _Painter(QStyledItemDelegate):
    """Tile, title, one line; headings in small capitals with their count."""

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        """Rows of 38, headings of 34."""
        model = index.model()
        assert isinstance(model, TypesModel)
        return QSize(120, theme.row(38 if model.type_at(index) else 34))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one row."""
        model = index.model()
        assert isinstance(model, TypesModel)
        row, look = model.rows[index.row()], theme.current()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(option.rect)
        lit = bool(option.state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver))
        if isinstance(row, tuple):
            self._paint_heading(painter, box, row, is_folded=row[0] in model.folded, is_lit=lit)
            return
        if lit:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.hover)
            painter.drawRoundedRect(box.adjusted(6, 1, -6, -1), 7, 7)
        paint_tile(
            painter,
            QRectF(box.left() + 14, box.center().y() - 13, 26, 26),
            glyphs.name_for(row.icon, row.kind),
            row.kind,
        )
        left, width = box.left() + 50, box.width() - 62
        for text, top, size, weight, ink in (
            (row.title or row.id, 4, 13, 500, look.text),
            (first_words(row.help) or row.id, 20, 11, 400, look.text_2 if lit else look.text_3),
        ):
            painter.setFont(theme.ui_font(size, weight))
            painter.setPen(ink)
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(width))
            # Larger text moves the lines apart, around their middle.
            y = box.center().y() + (top - 19 + 8) * max(1.0, theme.text_scale())
            painter.drawText(QRectF(left, y - 12, width, 24), Qt.AlignmentFlag.AlignVCenter, shown)

    def _paint_heading(
        self, painter: QPainter, box: QRectF, row: tuple[str, int], *, is_folded: bool, is_lit: bool
    ) -> None:
        """A folded section has an arrow; the others have theirs while the pointer or the keys are there."""
        font = theme.ui_font(11, 600)
        font.setLetterSpacing(font.SpacingType.PercentageSpacing, 106)
        painter.setFont(font)
        ink = theme.current().text_2 if is_lit else theme.current().text_3
        painter.setPen(ink)
        area = box.adjusted(14, 8, -16, 0)
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, row[0].upper())
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, str(row[1]))
        if is_folded or is_lit:
            left = area.left() + painter.fontMetrics().horizontalAdvance(row[0].upper()) + 5
            name = "chevron-right" if is_folded else "chevron-down"
            glyphs.paint(painter, QRectF(left, area.center().y() - 7, 14, 14), name, ink)


class _List(QListView):
    """Enter adds; the arrows to the sides fold.

    Signals:
        chosen(): Enter was pressed.
        folded(is_folded): the section of the current row shall be folded or not.
    """

    chosen = Signal()
    folded = Signal(bool)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter adds what is selected; left and right fold and unfold."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chosen.emit()
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.folded.emit(event.key() == Qt.Key.Key_Left)
        else:
            super().keyPressEvent(event)


class Palette(QWidget):
    """The panel at the left.

    Signals:
        add_asked(use): a node of that type shall be added in the middle of the canvas.
        folded(headings): other sections are folded.

    Args:
        catalog: node types.
        hint: the key of its search.
        folded: headings of the sections that are folded at first.
    """

    add_asked = Signal(str)
    folded = Signal(object)

    def __init__(
        self, catalog: Catalog, hint: str = "", folded: Iterable[object] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName("Extensions")
        self.search = Search("Search extensions", hint)
        self.model = TypesModel(catalog.types(), folded)
        self.list = _List()
        self.list.setModel(self.model)
        self.list.setItemDelegate(_Painter(self.list))
        self.list.setMouseTracking(True)
        self.list.setUniformItemSizes(False)
        self.list.setDragEnabled(True)
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName("Node types")
        self.none = Empty("magnify", "Nothing fits", "Try a shorter word, or another name for it.")
        self.none.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.none, 1)
        self.search.textChanged.connect(self._search)
        self.search.moved.connect(self._move)
        self.search.returnPressed.connect(self._add)
        self.search.left.connect(self.list.setFocus)
        self.list.chosen.connect(self._add)
        self.list.doubleClicked.connect(lambda index: self._add() if self.model.type_at(index) else None)
        self.list.clicked.connect(self._clicked)
        self.list.folded.connect(self._fold)
        theme.changes.changed.connect(self._look_changed)

    def _look_changed(self) -> None:
        self.list.scheduleDelayedItemsLayout()
        self.list.viewport().update()

    def _search(self, text: str) -> None:
        self.model.search(text)
        self.none.setVisible(self.model.rowCount() == 0)
        self.list.setVisible(self.model.rowCount() > 0)
        if text:
            self._move(1)

    def _move(self, steps: int) -> None:
        row = self.list.currentIndex().row()
        step = 1 if steps > 0 else -1
        row = max(-1, min(self.model.rowCount(), row + steps))
        while 0 <= row < self.model.rowCount() and self.model.type_at(self.model.index(row)) is None:
            row += step
        if 0 <= row < self.model.rowCount():
            self.list.setCurrentIndex(self.model.index(row))

    def _add(self) -> None:
        index = self.list.currentIndex()
        kind = self.model.type_at(index)
        if kind is not None:
            self.add_asked.emit(kind.use)
        else:
            self._clicked(index)

    def _clicked(self, index: QModelIndex) -> None:
        """A heading folds its section, or unfolds it."""
        row = self.model.rows[index.row()] if index.isValid() else None
        if isinstance(row, tuple):
            self._fold(row[0] not in self.model.folded)

    def _fold(self, is_folded: bool) -> None:
        """Fold or unfold the section of the current row."""
        row = self.model.heading_at(self.list.currentIndex())
        if row >= 0:
            if is_folded:
                self.list.setCurrentIndex(self.model.index(row))
            self.model.fold(row, is_folded)
            self.folded.emit(sorted(self.model.folded))
