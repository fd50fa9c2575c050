"""The panel at the bottom: timeline, artifacts, decisions, log, gaps, problems, history."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from harmony.board import theme
from harmony.board.document import Document
from harmony.board.panels.feeds import EMPTY, Feeds, ordered_problems, problem_line, run_line
from harmony.board.panels.timeline.chart import Timeline
from harmony.board.panels.usages import Usages
from harmony.board.widgets.records import Records
from harmony.board.widgets.tabs import Tabs
from harmony.board.wording import money, seconds
from harmony.melody.change import Edit

PAGES = ("Timeline", "Artifacts", "Decisions", "Log", "Gaps", "Problems", "Usages", "Edits", "History")
REFRESH_MS = 100
FACTS_MS = 200


class Facts(QWidget):
    """The run in a few numbers, at the right of the tabs."""

    def __init__(self) -> None:
        super().__init__()
        self._facts: list[tuple[str, str]] = []
        self.setMinimumWidth(10)
        theme.changes.changed.connect(self.update)

    def show_facts(self, facts: list[tuple[str, str]]) -> None:
        """Show these; what does not fit is left out from the left."""
        if facts != self._facts:
            self._facts = facts
            self.setAccessibleName(", ".join(f"{name} {value}" for name, value in facts))
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Right-aligned pairs: faint name, strong value."""
        painter = QPainter(self)
        look, right = theme.current(), float(self.width() - 14)
        plain, strong = theme.ui_font(12.5), theme.ui_font(12.5, 600)
        for name, value in reversed(self._facts):
            wide = QFontMetrics(strong).horizontalAdvance(value)
            narrow = QFontMetrics(plain).horizontalAdvance(name + " ")
            if right - wide - narrow < 0:
                break
            for font, ink, text, width in ((strong, look.text, value, wide), (plain, look.text_3, name, narrow)):
                painter.setFont(font)
                painter.setPen(ink)
                right -= width
                painter.drawText(QRectF(right, 0, width + 4, self.height()), Qt.AlignmentFlag.AlignVCenter, text)
            right -= 20
        painter.end()


class Bar(QWidget):
    """Tabs at the left, facts at the right: the title bar of the panel."""

    def __init__(self) -> None:
        super().__init__()
        self.tabs, self.facts = Tabs("bar"), Facts()
        self.tabs.setAccessibleName("Bottom pages")
        self.setFixedHeight(37)
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 0, 0, 1)
        row.setSpacing(12)
        row.addWidget(self.tabs)
        row.addWidget(self.facts, 1)
        theme.changes.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """The height that a dock gives to its title bar."""
        return QSize(600, 37)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A line below."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.current().panel)
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme.current().line)
        painter.end()


class Bottom(QWidget):
    """Follows the run, the problems and the history of a document.

    Signals:
        visit(node_path): show this node.
        visit_field(node_path, field): show this node and put the cursor into the field.
        preview(artifact item): an artifact was chosen.
        runs_asked(): the list of stored runs is looked at.
        run_chosen(row): a stored run shall be shown.
    """

    visit = Signal(str)
    visit_field = Signal(str, str)
    preview = Signal(object)
    runs_asked = Signal()
    run_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document: Document | None = None
        self.runs: list[dict[str, Any]] = []
        self.bar, self.stack, self.feeds = Bar(), QStackedWidget(), Feeds()
        self.timeline = Timeline()
        self.usages = Usages()
        self.lists = {
            "Artifacts": Records("Artifacts", self.feeds.artifact_line, EMPTY["Artifacts"]),
            "Decisions": Records("Decisions", self.feeds.decision_line, EMPTY["Decisions"]),
            "Log": Records("Log", self.feeds.log_line, EMPTY["Log"]),
            "Gaps": Records("Gaps and dead letters", self.feeds.gap_line, EMPTY["Gaps"]),
            "Problems": Records("Problems", problem_line, EMPTY["Problems"], 0),
            "Usages": self.usages,
            "Edits": Records("Edits", self.feeds.edit_line, EMPTY["Edits"], 80),
            "History": Records("History", run_line, EMPTY["History"], 120),
        }
        for page in PAGES:
            self.bar.tabs.addTab(page)
            self.stack.addWidget(self.lists.get(page, self.timeline))
        self.bar.tabs.setTabToolTip(PAGES.index("Gaps"), "Gaps and dead letters")
        self.bar.tabs.show_tab(PAGES.index("Usages"), False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.stack, 1)
        # Lists are brought up to date ten times a second at most: a person reads no faster.
        self._soon = QTimer(self, singleShot=True, interval=REFRESH_MS)
        self._soon.timeout.connect(self.refresh)
        self._clock = QTimer(self, interval=FACTS_MS)
        self._clock.timeout.connect(self._show_facts)
        self._connect()

    def _connect(self) -> None:
        self.bar.tabs.currentChanged.connect(self._turn)
        self.timeline.picked.connect(self.visit)
        self.lists["Problems"].chosen.connect(lambda p: self.visit_field.emit(p.node, p.field))
        self.lists["Artifacts"].chosen.connect(self.preview)
        self.lists["Edits"].chosen.connect(self._go_to)
        self.lists["History"].chosen.connect(self.run_chosen)
        for page in ("Decisions", "Log", "Gaps"):
            self.lists[page].chosen.connect(lambda event: self.visit.emit(event.get("node", "")))

    def set_document(self, document: Document | None) -> None:
        """Follow another document."""
        if self.document is not None:
            for signal, slot in self._links(self.document):
                signal.disconnect(slot)
        self.document = self.feeds.document = document
        if document is not None:
            for signal, slot in self._links(document):
                signal.connect(slot)
        self.timeline.set_document(document)
        self.usages.set_document(document)
        self.refresh()

    def _links(self, document: Document) -> list[tuple[Any, Any]]:
        return [
            (document.states_changed, self._later),
            (document.run_changed, self.refresh),
            (document.problems_changed, self.refresh),
            (document.changed, self._later),
            (document.reset, self._later),
        ]

    def show_page(self, name: str) -> None:
        """Turn to a page; that of usages is there once something was looked for."""
        self.bar.tabs.show_tab(PAGES.index(name))
        self.bar.tabs.setCurrentIndex(PAGES.index(name))

    def _turn(self, index: int) -> None:
        self.stack.setCurrentIndex(index)
        if PAGES[index] == "History":
            self.runs_asked.emit()
        self.refresh()

    def show_runs(self, rows: list[dict[str, Any]]) -> None:
        """Stored runs, newest first."""
        self.runs = rows
        self.refresh()

    def _go_to(self, edit: Edit) -> None:
        """Undo or redo until an edit is the last one that stands."""
        if self.document is not None:
            steps = [*self.document.history, *self.document.undone]
            at = next((i for i, e in enumerate(steps) if e is edit), None)
            if at is not None:
                self.document.go_to(at + 1)

    def _later(self, _what: object = None) -> None:
        if not self._soon.isActive():
            self._soon.start()

    def refresh(self) -> None:
        """Bring counts, facts and the page that is shown up to date."""
        items = self._items()
        for index, page in enumerate(PAGES):
            if page in items:
                number = len(items[page])
                show = page in {"Artifacts", "Decisions", "Gaps", "Problems"} and number > 0
                self.bar.tabs.set_count(index, number if show else None)
                if index == self.stack.currentIndex():
                    self.lists[page].show_items(items[page])
                    self.lists[page].viewport().update()
                    if page == "Usages":
                        self.bar.tabs.setTabToolTip(index, self.usages.tip(number))
        self._show_facts()

    def _items(self) -> dict[str, Any]:
        document = self.document
        playing = document.playing if document else None
        return {
            "Artifacts": playing.artifacts if playing else [],
            "Decisions": playing.decisions if playing else [],
            "Log": playing.log if playing else [],
            "Gaps": playing.gaps if playing else [],
            "Problems": ordered_problems(document.problems) if document else [],
            "Usages": self.usages.found() if self.stack.currentWidget() is self.usages else self.usages.items,
            "Edits": [*document.history, *document.undone] if document else [],
            "History": self.runs,
        }

    def _show_facts(self) -> None:
        playing = self.document.playing if self.document else None
        if playing is None:
            self._clock.stop()
            self.bar.facts.show_facts([])
            return
        if playing.is_live and not self._clock.isActive():
            self._clock.start()
        elif not playing.is_live:
            self._clock.stop()
        ended = playing.ended_nodes()
        total = len(self.document.melody.nodes) if self.document else 0
        facts = [("run", playing.run.rpartition("-")[2] or playing.run)]
        if playing.started:
            facts.append(("elapsed", seconds(max(0.0, self.timeline.now() - playing.started))))
        facts.append(("nodes", f"{min(ended, total)} of {total}"))
        if playing.spent.get("usd"):
            facts.append(("spent", money(playing.spent["usd"])))
        scores = [t.quality for t in playing.tracks.values() if t.quality is not None]
        if scores:
            facts.append(("quality", f"{min(scores):.2f}"))
        self.bar.facts.show_facts(facts)
