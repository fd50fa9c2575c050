"""What a run gave back, over the canvas: each output of the Melody, files with Open."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from harmony.board import theme
from harmony.board.asked import Asked
from harmony.board.document import Document
from harmony.board.widgets.pill import Look, Pill
from harmony.board.widgets.text import Label
from harmony.board.wording import artifact as describe
from harmony.board.wording import count, plain, seconds

MOST_ASKED, TOP = 4, 14
_TITLES = {
    "completed": ("Complete", "complete"),
    "failed": ("Failed", "error"),
    "cancelled": ("Cancelled", "cancelled"),
    "waiting": ("Waiting", "waiting"),
}


class Results(QWidget):
    """A card at the top of the canvas once a run has ended, or waits for a person.

    Signals:
        answered(asked, choice): an `Asked` and one of its choices, or an empty one where its form is to be filled in.
        covers(height): so much of the canvas, from its top, is behind the card now.

    Args:
        open_artifact: opens a file in the program that the system has for it.
        visit: shows a node.
    """

    answered = Signal(object, str)
    covers = Signal(int)

    def __init__(
        self, open_artifact: Callable[[Any], object], visit: Callable[[str], object], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._open, self._visit = open_artifact, visit
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 10, 10, 12)
        self._column.setSpacing(2)
        self.setFixedWidth(430)
        self.setAccessibleName("Result")
        self.hide()
        theme.changes.changed.connect(self.update)

    def show_run(self, document: Document) -> None:
        """Show how the run of a document ended; hidden while there is none or it plays."""
        playing = document.playing
        self._clear()
        if playing is None or playing.status not in _TITLES:
            self.hide()
            return
        title, word = _TITLES[playing.status]
        took = seconds((playing.ended or playing.last) - playing.started)
        self._head(title, word, took + (f" · {count(len(playing.gaps), 'gap')}" if playing.gaps else ""))
        for name, value in playing.outputs.items():
            self._output(name, value)
        if playing.error:
            self._fault(playing.error)
        if playing.status == "waiting":
            self._questions(document, playing.asked())
        self.setAccessibleDescription(f"{title} after {took}")
        self.layout_now()
        self.show()
        self.raise_()

    def layout_now(self) -> None:
        """Take the height that the content needs, and stand at the top of the canvas, in the middle."""
        high = self._column.heightForWidth(self.width()) if self._column.hasHeightForWidth() else 0
        self.setFixedHeight(
            max(high, self._column.minimumSize().height()) if high else self._column.sizeHint().height()
        )
        parent = self.parentWidget()
        if parent is not None:
            self.move(max(8, (parent.width() - self.width()) // 2), TOP)

    def showEvent(self, event: QShowEvent) -> None:
        """It covers a part of the canvas."""
        super().showEvent(event)
        self.covers.emit(TOP + self.height())

    def hideEvent(self, event: QHideEvent) -> None:
        """All of the canvas can be seen."""
        super().hideEvent(event)
        if not self.isVisible():
            self.covers.emit(0)

    def _clear(self) -> None:
        while self._column.count():
            item = self._column.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def _line(self) -> tuple[QWidget, QHBoxLayout]:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        line.setMinimumHeight(30)
        self._column.addWidget(line)
        return line, row

    def _head(self, title: str, word: str, detail: str) -> None:
        _line, row = self._line()
        label = Label(title, 13, weight=600)
        label.set_state(word)
        row.addWidget(label)
        row.addWidget(Label(detail, 12.5, tone="text_2"), 1)
        close = Pill(glyph="close", look="ghost", name="Dismiss")
        close.clicked.connect(self.hide)
        row.addWidget(close)

    def _output(self, name: str, value: Any) -> None:
        _line, row = self._line()
        label = Label(name, 12.5, weight=500, tone="text_2")
        label.setFixedWidth(84)
        row.addWidget(label)
        kind = value.get("type", "") if isinstance(value, dict) else ""
        row.addWidget(Label("nothing" if value is None else describe(value), 12, is_mono=True), 1)
        if kind in {"file", "image", "path"}:
            button = Pill("Open", "open-in-new", name=f"Open {name}")
            button.setObjectName(f"open {name}")
            button.clicked.connect(lambda: self._open(value))
            row.addWidget(button)

    def _fault(self, error: dict[str, Any]) -> None:
        _line, row = self._line()
        label = Label(plain(str(error.get("message", ""))), 12.5, wraps=True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row.addWidget(label, 1)
        node = str(error.get("node", ""))
        if node:
            button = Pill("Show", "crosshairs-gps", name=f"Show {node}")
            button.clicked.connect(lambda: self._visit(node))
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)

    def _questions(self, document: Document, asked: list[Asked]) -> None:
        for one in asked[:MOST_ASKED]:
            self._asks(document.title_of(one.node), one)
        if len(asked) > MOST_ASKED:
            more = count(len(asked) - MOST_ASKED, "more question")
            self._column.addWidget(Label(f"{more} after these", 12, tone="text_2"))

    def _asks(self, title: str, asked: Asked) -> None:
        """Ask in place: the node, what hangs on it if there is more to say, and the answers."""
        _line, row = self._line()
        row.addWidget(Label(f"{title} #{asked.pass_}" if asked.pass_ else title, 12.5, weight=500), 1)
        show = Pill(glyph="crosshairs-gps", look="ghost", name=f"Show {title}")
        show.clicked.connect(lambda: self._visit(asked.node))
        row.addWidget(show)
        if asked.text:
            self._column.addWidget(Label(asked.text, 12.5, tone="text_2", wraps=True))
            _line, row = self._line()
            row.addStretch(1)
        ways = answers(asked)
        for word, choice in ways:
            look: Look = "primary" if (word, choice) == ways[-1] else "plain"
            button = Pill(word, look=look, name=f"{word} {title}")
            button.clicked.connect(lambda _on=False, choice=choice: self.answered.emit(asked, choice))
            row.addWidget(button)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A raised card."""
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.node_line, 1))
        painter.setBrush(look.raised if look.is_dark else look.panel)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 10, 10)
        painter.end()


def answers(asked: Asked) -> list[tuple[str, str]]:
    """Words of buttons and their choices, the proposed one last; an empty choice leads to the form."""
    if asked.form is None:
        look = [("Look…", "")] if asked.shown else []
        return [*look, *((one.word, one.choice) for one in asked.choices)]
    at_once = [(one.word, one.choice) for one in asked.choices if not one.fills]
    return [*at_once, (f"{asked.choices[-1].word}…" if at_once else "Answer…", "")]
