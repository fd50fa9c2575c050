"""The command palette (Ctrl+K): commands, nodes and values, found while typing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from harmony.board import finding
from harmony.board.actions import Actions
from harmony.board.document import Document
from harmony.board.widgets.records import Line, Records
from harmony.board.widgets.search import Search
from harmony.board.widgets.sheet import Sheet

MOST, HIGHEST = 60, 360


@dataclass(frozen=True, slots=True)
class Found:
    """One entry: how it is shown, and what choosing it does."""

    line: Line
    call: Callable[[], object]


def find(text: str, actions: Actions, document: Document | None, visit: Callable[[str], object]) -> list[Found]:
    """Entries for what was typed: commands by title, nodes by name, commands by other words, values of parameters."""
    words = text.lower().split()
    titled: list[Found] = []
    others: list[Found] = []
    for c in actions.search(text):
        line = Line(c.title, c.menu, tail=actions.key(c.id), glyph="chevron-right")
        is_titled = all(w in c.title.lower() for w in words)
        (titled if is_titled else others).append(Found(line, partial(actions.run, c.id)))
    nodes, values = find_nodes(text, document, visit) if document is not None and words else ([], [])
    return [*titled, *nodes, *others, *values][:MOST]


def find_nodes(text: str, document: Document, visit: Callable[[str], object]) -> tuple[list[Found], list[Found]]:
    """Nodes whose title, id or type fits, and values of parameters of other nodes; one entry a node."""
    names: dict[str, Found] = {}
    values: dict[str, Found] = {}
    for hit in finding.find(document.melody, text.strip()):
        title = document.title_of(hit.node)
        if hit.where in {"title", "id", "type"}:
            node = document.node(hit.node)
            use = node.use.split("@")[0] if node else ""
            names.setdefault(
                hit.node, Found(Line(title, f"{use} · {hit.node}", glyph="vector-square"), partial(visit, hit.node))
            )
        else:
            line = Line(finding.around(hit.text, text), f"{hit.where} of {title}", glyph="text-search")
            values.setdefault(hit.node, Found(line, partial(visit, hit.node)))
    word = text.lower().strip()
    for path, node in finding.walk(document.melody.nodes):
        title = document.title_of(path)  # of the type, where the node has none of its own
        if path not in names and word in title.lower():
            line = Line(title, f"{node.use.split('@')[0]} · {path}", glyph="vector-square")
            names[path] = Found(line, partial(visit, path))
    return list(names.values()), [f for node, f in values.items() if node not in names]


class Commands(Sheet):
    """The palette itself."""

    def __init__(
        self,
        window: QWidget,
        actions: Actions,
        document: Document | None,
        visit: Callable[[str], object],
    ) -> None:
        super().__init__(window, 560, top=70)
        self.setObjectName("commands")
        self._actions, self._document, self._visit = actions, document, visit
        self.search = Search("Search commands, nodes and values")
        self.list = Records("Found", lambda f: f.line, ("magnify", "Nothing found", "Try a shorter word."), 0)
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
        found = find(text, self._actions, self._document, self._visit)
        self.list.show_items(found)
        self.list.shrink_to(HIGHEST)
        self.refit()
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
