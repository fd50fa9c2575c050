"""Asks at the node what becomes of it where it was changed here and in the file: both versions side by side.

M keeps mine, T takes theirs, B keeps both; the arrows go to the next node that waits, Esc leaves it
for later. Each choice is one step of undo.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout

from harmony.board import theme
from harmony.board.widgets.pill import Pill
from harmony.board.wording import short
from harmony.melody import plain
from harmony.melody.merge import Conflict
from harmony.melody.settle import Side, by_node, can_keep_both, is_missing, node_of

if TYPE_CHECKING:
    from harmony.board.canvas.view import CanvasView

_ROWS, _LINES, _WIDTH = 6, 5, 250
_KEYS: dict[int, Side] = {Qt.Key.Key_M: "mine", Qt.Key.Key_T: "theirs", Qt.Key.Key_B: "both"}


def open_groups(canvas: CanvasView) -> dict[str, tuple[Conflict, ...]]:
    """The conflicts of the document by node path, in the order of the document; those of no node last."""
    found = by_node(canvas.document.conflicts)
    return dict(sorted(found.items(), key=lambda item: (not item[0], item[0])))


def words_of(value: Any) -> str:
    """A side's value, over a few lines where it is a text."""
    if is_missing(value):
        return "– removed –"
    if isinstance(value, str):
        lines = value.splitlines() or [""]
        more = [f"… {len(lines) - _LINES} more lines"] if len(lines) > _LINES else []
        return "\n".join([short(line, 46) if line.strip() else line for line in lines[:_LINES]] + more)
    return short(json.dumps(value, ensure_ascii=False, default=str), 120)


def field_of(conflict: Conflict) -> str:
    """What differs, in words: `with.template`, `title`, `place`."""
    name, inner = node_of(conflict.path)
    if conflict.path[0] == "layout":
        return "place" if name else plain.spell(conflict.path)
    return plain.spell(inner) if inner else "the whole node"


def ask_next(canvas: CanvasView, step: int = 1) -> ConflictAsk | None:
    """Ask at the next node that waits, or the one before; None when there is none left."""
    names, held = list(open_groups(canvas)), canvas.deciding
    if held is not None:
        held.end()
    if not names:
        return None
    here = names.index(held.name) if held is not None and held.name in names else -1 if step > 0 else 0
    name = names[(here + step) % len(names)]
    if canvas.document.node(name) is not None:
        canvas.focus_node(name)
    canvas.deciding = ConflictAsk(canvas, name)
    return canvas.deciding


class ConflictAsk(QFrame):
    """Both versions of a node, and the choice.

    Args:
        canvas: where.
        name: path of the node; empty for what belongs to none.
    """

    def __init__(self, canvas: CanvasView, name: str) -> None:
        super().__init__(canvas)
        self._canvas, self.name = canvas, name
        self._conflicts = open_groups(canvas)[name]
        self.setObjectName("conflict")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        title = canvas.document.title_of(name) if name else canvas.document.title
        self.setAccessibleName(f"{title} was changed here and in the file")
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(8)
        column.addWidget(self._label(f"{title} was changed here and in the file", "text", 13, weight=600))
        column.addLayout(self._table())
        column.addLayout(self._choices())
        self.adjustSize()
        self._place()
        self.show()
        self.setFocus()
        canvas.document.safety_changed.connect(self._look_again)

    def _look_again(self) -> None:
        """It was decided elsewhere: by the banner, or by undoing the edit."""
        if not self.isHidden() and self.name not in open_groups(self._canvas):
            self.end()

    def _label(self, text: str, token: str, size: float = 12, *, weight: int = 400, mono: bool = False) -> QLabel:
        made = QLabel(text, self)
        made.setTextFormat(Qt.TextFormat.PlainText)
        made.setFont(theme.mono(size) if mono else theme.font(size, weight))
        made.setStyleSheet(f"color: {getattr(theme.current(), token).name()}; background: transparent;")
        return made

    def _table(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(6)
        for column, text in ((1, "Mine"), (2, "In the file")):
            grid.addWidget(self._label(text, "text_2", 11, weight=600), 0, column)
        shown = self._conflicts[:_ROWS]
        for row, one in enumerate(shown, 1):
            top = Qt.AlignmentFlag.AlignTop
            grid.addWidget(self._label(field_of(one), "text_3", 11, mono=True), row, 0, top)
            for column, value in ((1, one.ours), (2, one.theirs)):
                cell = self._label(words_of(value), "text", 11, mono=True)
                cell.setWordWrap(True)
                cell.setMinimumWidth(150)
                cell.setMaximumWidth(_WIDTH)
                cell.setAccessibleName(f"{field_of(one)}, {'mine' if column == 1 else 'in the file'}: {cell.text()}")
                grid.addWidget(cell, row, column, top)
        rest = len(self._conflicts) - len(shown)
        if rest:
            grid.addWidget(self._label(f"and {rest} more", "text_3", 11), len(shown) + 1, 0)
        return grid

    def _choices(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        both = can_keep_both(self._canvas.document.melody, self._conflicts)
        ways: list[tuple[str, Side, str]] = [("Keep mine", "mine", "M"), ("Take theirs", "theirs", "T")]
        for text, side, key in [*ways, *([("Keep both", "both", "B")] if both else [])]:
            button = Pill(text, hint=key, parent=self)
            button.clicked.connect(lambda _checked=False, side=side: self.choose(side))
            row.addWidget(button)
        row.addStretch(1)
        names = list(open_groups(self._canvas))
        if len(names) > 1:
            row.addWidget(self._label(f"{names.index(self.name) + 1} of {len(names)}", "text_3", 11))
        return row

    def _place(self) -> None:
        """Beside the card, as far as there is room."""
        room, card = self._canvas.viewport().size(), self._canvas.plan.cards.get(self.name.rpartition("/")[2])
        x, y = (room.width() - self.width()) // 2, 24
        if card is not None:
            right = self._canvas.mapFromScene(QPointF(card.x + card.width, card.y))
            left = self._canvas.mapFromScene(QPointF(card.x, card.y))
            x = right.x() + 16 if right.x() + 16 + self.width() < room.width() else left.x() - 16 - self.width()
            y = right.y()
        self.move(max(8, min(x, room.width() - self.width() - 8)), max(8, min(y, room.height() - self.height() - 8)))

    # What people do

    def choose(self, side: Side) -> None:
        """Settle it, and go on to the next one."""
        canvas, done = self._canvas, self._canvas.document.decide(self._conflicts, side)
        if done:
            self.end()
            canvas.next_conflict()

    def end(self) -> None:
        """Leave it as it is."""
        self.hide()
        if self._canvas.deciding is self:
            self._canvas.deciding = None
        self._canvas.setFocus()
        self.deleteLater()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """M, T, B, arrows and Esc."""
        key = event.key()
        if key in _KEYS and not event.modifiers():
            self.choose(_KEYS[key])
        elif key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_F8):
            self._canvas.next_conflict()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Up):
            self._canvas.next_conflict(-1)
        elif key == Qt.Key.Key_Escape:
            self.end()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A rounded panel with the colour of what waits along its edge."""
        colours = theme.current()
        painter = QPainter(self)
        painter.fillRect(self.rect(), colours.canvas)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colours.state("waiting")), 1.5))
        painter.setBrush(colours.panel)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 10, 10)
        painter.end()
