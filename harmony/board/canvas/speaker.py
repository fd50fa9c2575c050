"""Tells screen readers what changes on a canvas: the state of a card, a name, what is selected, how a run ended.

Only while one listens, only of what it has asked for before, and never more than a few a moment:
5,000 events a second must not become 5,000 messages on a bus.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleEvent, QAccessibleStateChangeEvent
from shiboken6 import isValid

from harmony.board.canvas.spoken import CanvasPart, Key, Part, forget, install

if TYPE_CHECKING:
    from collections.abc import Iterable

    from harmony.board.canvas.view import CanvasView

EVERY_MS = 250
AT_ONCE = 20
"""Cards that are told of each time; what changed of the others is read when somebody comes to them."""

_ENDS = {
    "completed": "The run is complete",
    "failed": "The run has failed",
    "cancelled": "The run was stopped",
    "waiting": "The run waits for somebody",
    "paused": "The run is paused",
}


class Speaker(QObject):
    """Listens to one canvas.

    Args:
        canvas: what it tells of.

    Attributes:
        told: how many events of each kind were sent.
    """

    def __init__(self, canvas: CanvasView) -> None:
        super().__init__(canvas)
        install()
        self._canvas = canvas
        self.told: Counter[str] = Counter()
        self._changed: dict[Key, None] = {}
        self._names: dict[Key, str] = {}
        self._status = ""
        self._timer = QTimer(self, singleShot=True, interval=EVERY_MS)
        self._timer.timeout.connect(self.flush)
        document = canvas.document
        document.states_changed.connect(self._on_states)
        document.selection_changed.connect(self._on_selection)
        document.run_changed.connect(self._on_run)
        document.changed.connect(self._on_plan)
        document.reset.connect(self._on_plan)
        canvas.scope_changed.connect(self._on_plan)
        canvas.loaded.connect(self._on_plan)

    def _part(self) -> CanvasPart | None:
        """The canvas as readers have it; None while nobody listens."""
        if not QAccessible.isActive() or not isValid(self._canvas):
            return None
        found = QAccessible.queryAccessibleInterface(self._canvas)
        return found if isinstance(found, CanvasPart) else None

    def _on_states(self, ids: object) -> None:
        part = self._part()
        if part is None or not part.made:
            return
        paths = cast("Iterable[str]", ids)
        cards = {self._canvas.card_of(p) for p in paths} or part.made.keys()
        self._changed |= dict.fromkeys(key for key in part.made if key in cards)
        if self._changed and not self._timer.isActive():
            self._timer.start()

    def flush(self) -> None:
        """Tell of what has changed since the last time, the first few of it."""
        keys, self._changed = list(self._changed), {}
        canvas = self._part()
        if canvas is None:
            return
        for key in keys[:AT_ONCE]:
            part = canvas.made.get(key)
            if part is not None and part.isValid():
                self._send(QAccessibleEvent(part, QAccessible.Event.DescriptionChanged), "description")
                change = QAccessible.State()
                change.busy = True
                self._send(QAccessibleStateChangeEvent(part, change), "state")

    def _send(self, event: QAccessibleEvent, kind: str) -> None:
        self.told[kind] += 1
        QAccessible.updateAccessibility(event)

    def _on_selection(self) -> None:
        part = self._part()
        if part is None or not self._canvas.hasFocus():
            return
        focus = part.focusChild()
        if isinstance(focus, Part):
            self._send(QAccessibleEvent(focus, QAccessible.Event.Focus), "focus")

    def _on_run(self) -> None:
        playing = self._canvas.document.playing
        before, self._status = self._status, playing.status if playing is not None else ""
        words = _ENDS.get(self._status)
        if words and before != self._status and self._part() is not None and self._canvas.isVisible():
            self._send(QAccessibleAnnouncementEvent(self._canvas, words), "announcement")

    def _on_plan(self, *_what: object) -> None:
        """Cards may have come, gone, or been renamed."""
        part = self._part()
        if part is None:
            return
        for gone in part.forget_order():
            self._names.pop(gone.key, None)
            forget(gone)
        self._send(QAccessibleEvent(self._canvas, QAccessible.Event.ObjectReorder), "order")
        renamed = 0
        for key, one in part.made.items():
            name = one.text(QAccessible.Text.Name)
            if self._names.get(key, name) != name and renamed < AT_ONCE:
                renamed += 1
                self._send(QAccessibleEvent(one, QAccessible.Event.NameChanged), "name")
            self._names[key] = name
