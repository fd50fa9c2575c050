"""Find (Ctrl+F) and replace with preview (Ctrl+H): a sheet over the board."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from harmony.board import finding
from harmony.board.document import Document
from harmony.board.finding import Hit
from harmony.board.widgets.pill import Pill
from harmony.board.widgets.records import Line, Records
from harmony.board.widgets.search import Search
from harmony.board.widgets.sheet import Sheet
from harmony.board.widgets.text import Label
from harmony.board.wording import count

EMPTY = ("magnify", "Nothing found", "Titles, ids, types, parameter values and notes are searched, in bodies too.")
MOST, HIGHEST = 2000, 360


class Find(Sheet):
    """The sheet.

    Args:
        window: what it lies over.
        document: where to search.
        visit: shows a node.
        replaces: the second line is shown, and hits are chosen to be replaced.
    """

    def __init__(
        self, window: QWidget, document: Document, visit: Callable[[str], object], replaces: bool = False
    ) -> None:
        super().__init__(window, 640, top=70)
        self.setObjectName("find")
        self._document, self._visit, self._replaces = document, visit, replaces
        self._left_out: set[Hit] = set()
        self.hits: list[Hit] = []
        self.search = Search("Find in titles, ids and values")
        self.exact = Pill("Aa", look="ghost", name="Capitals matter")
        self.exact.setCheckable(True)
        self.new = QLineEdit()
        self.new.setPlaceholderText("Replace by")
        self.new.setAccessibleName("Replace by")
        self.list = Records("Found", self._line, EMPTY, 0)
        self.said = Label("", 12, tone="text_3")
        self.go = Pill("Replace", look="primary")
        self._lay_out()
        self.search.textChanged.connect(self._show)
        self.new.textChanged.connect(lambda _text: self._refresh())
        self.exact.toggled.connect(lambda _on: self._show())
        self.search.moved.connect(self._move)
        self.search.returnPressed.connect(self._enter)
        self.new.returnPressed.connect(self._replace)
        self.search.left.connect(self.close)
        self.list.chosen.connect(self._choose)
        self.go.clicked.connect(self._replace)
        self._show()

    def _lay_out(self) -> None:
        self.column.setContentsMargins(10, 10, 10, 10)
        self.column.setSpacing(6)
        top = QHBoxLayout()
        top.setSpacing(6)
        top.addWidget(self.search, 1)
        top.addWidget(self.exact)
        self.column.addLayout(top)
        self.column.addWidget(self.new)
        self.column.addWidget(self.list)
        foot = QHBoxLayout()
        foot.setContentsMargins(6, 0, 0, 0)
        foot.addWidget(self.said, 1)
        foot.addWidget(self.go)
        self.column.addLayout(foot)
        self.new.setVisible(self._replaces)
        self.go.setVisible(self._replaces)

    def open(self) -> None:
        """Show it, ready to type."""
        super().open()
        self.search.setFocus()

    def _line(self, hit: Hit) -> Line:
        wanted, title = self.search.text(), self._document.title_of(hit.node)
        if hit.where in {"title", "id", "type"} and not self._replaces:
            node = self._document.node(hit.node)
            detail = (
                (node.use.split("@")[0] if node else "") if hit.where == "title" else finding.around(hit.text, wanted)
            )
            return Line(title, detail, tail=hit.where, glyph="vector-square")
        if not self._replaces:
            return Line(finding.around(hit.text, wanted), title, tail=hit.where, glyph="text-search")
        new = finding.swap(hit.text, wanted, self.new.text(), is_exact=self.exact.isChecked())
        is_in = hit not in self._left_out
        shown = f"{finding.around(hit.text, wanted, 34)}  →  {finding.around(new, self.new.text(), 34)}"
        glyph = "checkbox-marked-outline" if is_in else "checkbox-blank-outline"
        return Line(shown, title, tail=hit.where, glyph=glyph, word="complete" if is_in else "idle")

    def _show(self, _text: str = "") -> None:
        wanted = self.search.text()
        found = finding.find(self._document.melody, wanted, is_exact=self.exact.isChecked())
        if self._replaces:
            found = [h for h in found if h.can_replace and wanted]
        self.hits = found[:MOST]
        is_exact = self.exact.isChecked()
        self._left_out = {h for h in self.hits if finding.names_data(h, wanted, is_exact=is_exact)}
        self._refresh()
        self.list.scrollToTop()
        self._move(0)

    def _refresh(self) -> None:
        row = self.list.currentIndex().row()
        self.list.show_items([])
        self.list.show_items(self.hits)
        self.list.setCurrentIndex(self.list.model().index(row, 0))
        self.list.shrink_to(HIGHEST)
        self.refit()
        chosen = len(self.hits) - len(self._left_out)
        self.said.setText(
            count(len(self.hits), "place") + (", Enter leaves one out or takes it in" if self._replaces else "")
        )
        self.go.setText(f"Replace {chosen}" if chosen else "Replace")
        self.go.setEnabled(bool(chosen))

    def _move(self, steps: int) -> None:
        rows = len(self.list.items)
        if rows:
            row = min(rows - 1, max(0, self.list.currentIndex().row() + steps))
            self.list.setCurrentIndex(self.list.model().index(row, 0))

    def _enter(self) -> None:
        row = self.list.currentIndex().row()
        if 0 <= row < len(self.hits):
            self._choose(self.hits[row])

    def _choose(self, hit: Hit) -> None:
        if self._replaces:
            self._left_out ^= {hit}
            self._refresh()
            return
        self.close()
        QTimer.singleShot(0, self._document, lambda: self._visit(hit.node))

    def _replace(self) -> None:
        wanted, new = self.search.text(), self.new.text()
        chosen = [h for h in self.hits if h not in self._left_out]
        edit = finding.replacing(chosen, wanted, new, is_exact=self.exact.isChecked())
        if edit.changes and self._document.do(edit):
            self.close()


def open_find(
    window: QWidget, document: Document | None, visit: Callable[[str], object], replaces: bool = False
) -> Find | None:
    """Show the sheet for a document."""
    if document is None:
        return None
    sheet = Find(window, document, visit, replaces)
    sheet.open()
    return sheet
