"""What stands in the middle while no Melody is open: templates with pictures, and the ways to begin."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPixmap, QShowEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from harmony.board import theme
from harmony.board.panels.thumb import picture
from harmony.board.widgets.flow import Flow
from harmony.board.widgets.pill import Pill
from harmony.board.widgets.text import Label
from harmony.catalog import Catalog
from harmony.melody.model import Melody

CARD, PICTURE, GAP = QSize(232, 202), QSize(230, 116), 12
LINES = 3
"""Of what a template is for."""


class Template(QAbstractButton):
    """A Melody to begin with: its picture, name and what it is for."""

    def __init__(self, path: Path, catalog: Catalog) -> None:
        super().__init__()
        self.path, self._catalog = path, catalog
        self.melody: Melody | None = None
        self._picture = QPixmap()
        name = path.name.removesuffix(".melody.yaml").replace("-", " ")
        self.setText(name[:1].upper() + name[1:])
        self.setFixedSize(CARD)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(f"Open {self.text()}")
        theme.changes.changed.connect(self.draw)

    def read(self) -> None:
        """Load the Melody; a file that cannot be read stays without a picture."""
        from harmony.errors import MelodyError
        from harmony.melody.load import load

        try:
            self.melody = load(self.path).melody
        except MelodyError:
            return
        if self.melody is not None:
            self.setAccessibleDescription(self.melody.description)
            self.setToolTip(self.melody.description)
        self.draw()

    def draw(self) -> None:
        """Make the picture anew."""
        if self.melody is not None:
            ratio = self.devicePixelRatioF()
            self._picture = picture(self.melody, self._catalog, PICTURE.width(), PICTURE.height(), ratio)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A card."""
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        over = self.underMouse() or self.hasFocus()
        painter.setPen(QPen(look.accent if self.hasFocus() else look.node_line if over else look.line, 1))
        painter.setBrush(look.hover if over else look.panel)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 10, 10)
        painter.drawPixmap(1, 1, self._picture)
        painter.fillRect(QRectF(1, PICTURE.height() + 1, self.width() - 2, 1), look.line)
        painter.setFont(theme.ui_font(13, 600))
        painter.setPen(look.text)
        room = QRectF(12, PICTURE.height() + 8, self.width() - 24, 20)
        shown = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, int(room.width()))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)
        painter.setFont(theme.ui_font(11.5))
        painter.setPen(look.text_2)
        about = self.melody.description if self.melody else ""
        flags = Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        high = painter.fontMetrics().lineSpacing()
        lines = min(LINES, (self.height() - PICTURE.height() - 36) // high)
        room = QRectF(12, PICTURE.height() + 30, self.width() - 24, high * lines)
        painter.drawText(room, flags, _first_lines(painter, about, lines))
        painter.end()


def _first_lines(painter: QPainter, text: str, most: int) -> str:
    """As much of a text as some lines of a card hold, at a word's end."""
    metrics, wide = painter.fontMetrics(), CARD.width() - 30
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if metrics.horizontalAdvance(longer) <= wide:
            lines[-1] = longer
            continue
        if len(lines) == most:
            while metrics.horizontalAdvance(f"{lines[-1]} …") > wide and " " in lines[-1]:
                lines[-1] = lines[-1].rpartition(" ")[0]
            lines[-1] = f"{lines[-1].rstrip(',;:')} …"
            break
        lines.append(word)
    return "\n".join(lines)


class Welcome(QWidget):
    """New, open, templates, and what was open before.

    Args:
        catalog: node types, for the pictures.
        templates: files of Melodies to begin with.

    Signals:
        new_asked(), open_asked(), sample_asked(), template_asked(path), path_asked(path).
    """

    new_asked = Signal()
    open_asked = Signal()
    sample_asked = Signal()
    template_asked = Signal(object)
    path_asked = Signal(object)

    def __init__(self, catalog: Catalog, templates: list[Path], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Welcome")
        self._inner = QWidget()
        self._inner.setObjectName("page")
        self._inner.setMaximumWidth(3 * CARD.width() + 2 * GAP + 2 * 24)
        self._column = QVBoxLayout(self._inner)
        self._column.setSpacing(10)
        self._column.setContentsMargins(24, 24, 24, 24)
        self._column.addStretch(2)
        self._column.addWidget(Label("Harmony Board", 24, weight=600))
        self._column.addWidget(Label("Draw a workflow, play it, watch every step.", 14, tone="text_2"))
        self._column.addSpacing(12)
        self._add_buttons()
        self.templates = [Template(path, catalog) for path in templates]
        self._add_templates()
        self._column.addSpacing(14)
        self._heading = Label("RECENT", 11, weight=600, tone="text_3")
        self._column.addWidget(self._heading)
        self._recent = QVBoxLayout()
        self._recent.setSpacing(2)
        self._column.addLayout(self._recent)
        self._column.addStretch(3)
        self._lay_out()
        theme.changes.changed.connect(self.update)
        # Files are read once the window is on screen, one a turn of the loop.
        self._reading = QTimer(self, interval=0)
        self._reading.timeout.connect(self._read_one)

    def _add_buttons(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.sample = Pill("Open the sample", "play-circle-outline", "primary")
        self.new, self.open = Pill("New Melody", "plus"), Pill("Open…", "folder-open-outline")
        self.sample.clicked.connect(self.sample_asked)
        self.new.clicked.connect(self.new_asked)
        self.open.clicked.connect(self.open_asked)
        for button in (self.sample, self.new, self.open):
            row.addWidget(button)
        row.addStretch(1)
        self._column.addLayout(row)

    def _add_templates(self) -> None:
        self._column.addSpacing(14)
        self._column.addWidget(Label("TEMPLATES", 11, weight=600, tone="text_3"))
        holder = QWidget()
        flow = Flow(holder, gap=GAP)
        for card in self.templates:
            card.clicked.connect(lambda _checked=False, path=card.path: self.template_asked.emit(path))
            flow.addWidget(card)
        self._column.addWidget(holder)

    def _lay_out(self) -> None:
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.viewport().setAutoFillBackground(False)
        page = QWidget()
        page.setObjectName("page")
        row = QHBoxLayout(page)
        row.addStretch(1)
        row.addWidget(self._inner, 8)
        row.addStretch(1)
        area.setWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(area)

    def showEvent(self, _event: QShowEvent) -> None:
        """Now the pictures are worth their time."""
        self._reading.start()

    def _read_one(self) -> None:
        card = next((c for c in self.templates if c.melody is None and not c.property("read")), None)
        if card is None:
            self._reading.stop()
            return
        card.setProperty("read", True)
        card.read()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The ground that a canvas has."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.current().canvas)
        painter.end()

    def show_recent(self, paths: list[Path]) -> None:
        """List files that were open before."""
        while self._recent.count():
            item = self._recent.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.deleteLater()
        self._heading.setVisible(bool(paths))
        for path in paths[:6]:
            button = Pill(path.name.removesuffix(".melody.yaml"), "music-note-eighth", "ghost", name=str(path))
            button.setToolTip(str(path))
            button.clicked.connect(lambda _checked=False, path=path: self.path_asked.emit(path))
            self._recent.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
