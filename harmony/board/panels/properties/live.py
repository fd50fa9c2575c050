"""Shows what the expressions of a form give with the data of the run that is shown.

The engine evaluates: a slow or endless expression never holds the window up. An answer that is
overtaken by typing is dropped.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from PySide6.QtCore import QObject, QTimer

from harmony.board import reach
from harmony.board.bridge import Bridge
from harmony.board.document import Document
from harmony.board.panels.properties.field import is_expression_text
from harmony.board.wording import count, short

WAIT_MS = 250


class Shown(Protocol):
    """A field with an expression: `form.Field` is one."""

    name: str

    def expression(self) -> str | None:
        """The expression that stands there."""

    def show_result(self, text: str, is_good: bool = True) -> None:
        """Show what it gives."""


class Shows(Protocol):
    """What has such fields: `form.Form` is one."""

    @property
    def fields(self) -> Mapping[str, Shown]:
        """Fields by name."""


class Live(QObject):
    """Previews for one panel.

    Args:
        bridge: the engine; without one nothing is previewed.
    """

    def __init__(self, bridge: Bridge | None, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._asked: dict[str, Any] = {}
        self._form: Shows | None = None
        self._document: Document | None = None
        self._node = ""
        self._number = 0
        self._soon = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._soon.timeout.connect(self._ask_all)

    def follow(self, form: Shows | None, document: Document | None, node: str) -> None:
        """Preview the expressions of this form; called whenever something may be different."""
        if form is not self._form:
            self._asked.clear()
        self._form, self._document, self._node = form, document, node
        self._soon.start()

    def again(self, _changes: object = None) -> None:
        """Something may be different in what is followed."""
        self._soon.start()

    def _ask_all(self) -> None:
        from shiboken6 import isValid

        if self._form is None or not isValid(self._form) or self._document is None or self._bridge is None:
            return
        slots: dict[str, Any] | None = None
        for name, field in self._form.fields.items():
            text = field.expression()
            playing = self._document.playing
            if text is None or playing is None or self._bridge.status != "ready":
                field.show_result("")
                self._asked.pop(name, None)
                continue
            slots = reach.slots(self._document, self._node) if slots is None else slots
            self._ask(
                field, text, {"text": text, "is_bare": not is_expression_text(text), "run": playing.run, "ports": slots}
            )

    def _ask(self, field: Shown, text: str, params: dict[str, Any]) -> None:
        from shiboken6 import isValid

        if self._bridge is None or self._asked.get(field.name) == params:
            return
        self._asked[field.name] = params

        def done(result: dict[str, Any]) -> None:
            if isValid(field) and field.expression() == text:
                field.show_result(*said(result))

        self._bridge.request("expression.preview", params, done)


def said(result: dict[str, Any]) -> tuple[str, bool]:
    """A result as a line, and whether it is a value."""
    if "problem" in result:
        return str(result["problem"]).rpartition("”: ")[2], False
    text = short(result["text"], 120) or "empty text"
    if result.get("type") == "list":
        text = f"{count(int(result.get('total', 0)), 'item')}: {text}"
    return f"= {text}", True
