"""The command palette (Ctrl+K): commands, nodes and values, found while typing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from harmony.board.actions import Actions
from harmony.board.document import Document
from harmony.board.widgets.records import Line, Records
from harmony.board.widgets.search import Search
from harmony.board.widgets.sheet import Sheet
from harmony.board.wording import short

MOST = 60


@dataclass(frozen=True, slots=True)
class Found:
    """One entry: how it is shown, and what choosing it does."""

    line: Line
    call: Callable[[], object]


def find(text: str, actions: Actions, document: Document | None, visit: Callable[[str], object]) -> list[Found]:
    """Entries for what was typed: commands, then nodes, then values of parameters."""
    found = [
        Found(Line(c.title, c.menu, tail=actions.key(c.id), glyph="chevron-right"), partial(actions.run, c.id))
        for c in actions.search(text)
    ]
    if document is not None and text.strip():
        found += find_nodes(text, document, visit)
    return found[:MOST]


def find_nodes(text: str, document: Document, visit: Callable[[str], object]) -> list[Found]:
    """Nodes whose title, id or type fits, then nodes with a parameter that fits."""
    word = text.lower().strip()
    names, values = [], []
    for node_id, node in document.melody.nodes.items():
        title = document.title_of(node_id)
        if word in f"{title} {node_id} {node.use}".lower():
            line = Line(title, f"{node.use.split('@')[0]} · {node_id}", glyph="vector-square")
            names.append(Found(line, partial(visit, node_id)))
            continue
        for name, value in node.with_.items():
            if word in short(value, 4000).lower():
                line = Line(short(value, 70), f"{name} of {title}", glyph="text-search")
                values.append(Found(line, partial(visit, node_id)))
                break
    return names + values


class Commands(Sheet):
    """The palette itself."""

    def __init__(
        self,
        window: QWidget,
        actions: Actions,
        document: Document | None,
        visit: Callable[[str], object],
        nodes_only: bool = False,
    ) -> None:
        super().__init__(window, 560, top=70)
        self.setObjectName("commands")
        self._actions, self._document, self._visit, self._nodes_only = actions, document, visit, nodes_only
        self.search = Search("Find nodes and values" if nodes_only else "Search commands, nodes and values")
        self.list = Records("Found", lambda f: f.line, ("magnify", "Nothing found", "Try a shorter word."), 0)
        self.list.setFixedHeight(360)
        self.column.setContentsMargins(10, 10, 10, 8)
        self.column.setSpacing(6)
        self.column.addWidget(self.search)
        self.column.addWidget(self.list)
        self.search.textChanged.connect(self._show)
        self.search.moved.connect(self._move)
        self.search.returnPressed.connect(self._run)
        self.search.left.connect(self.close)
        self.list.chosen.connect(self._choose)
        self._show("")

    def open(self) -> None:
        """Show it, ready to type."""
        super().open()
        self.search.setFocus()

    def _show(self, text: str) -> None:
        if not self._nodes_only:
            found = find(text, self._actions, self._document, self._visit)
        else:
            found = find_nodes(text, self._document, self._visit) if self._document else []
        self.list.show_items(found)
        self.list.scrollToTop()
        self._move(0)

    def _move(self, steps: int) -> None:
        count = len(self.list.items)
        if count:
            row = min(count - 1, max(0, self.list.currentIndex().row() + steps))
            self.list.setCurrentIndex(self.list.model().index(row, 0))

    def _run(self) -> None:
        row = self.list.currentIndex().row()
        if 0 <= row < len(self.list.items):
            self._choose(self.list.items[row])

    def _choose(self, found: Found) -> None:
        self.close()
        # After this event: the command may want the focus that the sheet gives back.
        QTimer.singleShot(0, found.call)
