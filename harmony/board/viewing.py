"""Remembers what a page shows: the body, the zoom and the place, what is selected, the text beside it.

It goes into the edit journal while there are edits, so that a board that was killed comes back as
it was, and into the board's memory when the page is closed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from PySide6.QtCore import QObject, QTimer

from harmony.board.canvas.visited import Place
from harmony.board.page import Page
from harmony.board.recent import Memory

KEEP_MS: Final = 600
MOST: Final = 60
"""Files whose views are remembered."""


class View(QObject):
    """The view of one page.

    Args:
        page: whose.
        memory: where views lie between starts.
    """

    def __init__(self, page: Page, memory: Memory) -> None:
        super().__init__(page)
        self._page, self._memory = page, memory
        self._kept: dict[str, Any] | None = None
        self._soon = QTimer(self, singleShot=True, interval=KEEP_MS)
        self._soon.timeout.connect(self.keep)
        canvas, document = page.canvas, page.document
        for signal in (
            canvas.zoom_changed,
            canvas.scope_changed,
            canvas.horizontalScrollBar().valueChanged,
            canvas.verticalScrollBar().valueChanged,
            document.selection_changed,
        ):
            signal.connect(self._later)

    def _later(self, _what: object = None) -> None:
        self._soon.start()

    def now(self) -> dict[str, Any]:
        """What is shown now, as plain data."""
        place, document = self._page.canvas.place(), self._page.document
        return {
            "owners": list(place.owners),
            "percent": place.percent,
            "at": [round(place.x), round(place.y)],
            "selected": sorted(document.selection)[:MOST],
            "yaml": self._page.yaml is not None,
        }

    def keep(self) -> None:
        """Write it into the edit journal, if there is one and something is different."""
        view = self.now()
        if view != self._kept:
            self._kept = view
            self._page.document.keep_view(view)

    def end(self) -> None:
        """The page is closed: the memory has it for the next time."""
        self._soon.stop()
        if self._page.path is not None:
            views = dict(self._memory.get("views") or {})
            views.pop(str(self._page.path), None)
            views[str(self._page.path)] = self.now()
            self._memory.put("views", dict(list(views.items())[-MOST:]))

    def restore(self) -> None:
        """Show what was shown when the window was killed, or the page was closed; else everything."""
        page = self._page
        known = page.document.view or (self._memory.get("views") or {}).get(str(page.path))
        if not isinstance(known, Mapping) or not self._show(known):
            page.canvas.first_fit()

    def _show(self, view: Mapping[str, Any]) -> bool:
        place = _place(view)
        if place is None:
            return False
        canvas, document = self._page.canvas, self._page.document
        selected = [path for path in view.get("selected", ()) if isinstance(path, str) and document.node(path)]

        def look() -> None:
            canvas.look_at(place)
            document.select(selected)

        look()
        if canvas.is_loading:
            canvas.loaded.connect(look)
        # Once more when the page has its size: the middle of it is what was remembered.
        QTimer.singleShot(0, self, look)
        if view.get("yaml"):
            self._page.show_yaml(True)
            canvas.setFocus()
        return True


def _place(view: Mapping[str, Any]) -> Place | None:
    try:
        x, y = view["at"]
        owners = tuple(map(str, view["owners"]))
        return Place(owners, int(view["percent"]), float(x), float(y))
    except (KeyError, TypeError, ValueError):
        return None
