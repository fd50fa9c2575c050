"""The list of places that name a thing: asked once, and looked for again when the document changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from harmony.board.document import Document
from harmony.board.widgets.records import Line, Records
from harmony.board.wording import count
from harmony.melody.usages import Usage

EMPTY = (
    "link-variant",
    "Nothing was looked for",
    "Find usages lists every place that names a node, a port or an input.",
)
GLYPHS = {"wire": "vector-line", "order": "sort", "output": "export", "expression": "code-braces"}


class Asked(Protocol):
    """A question: `refactoring.Query` is one."""

    @property
    def title(self) -> str:
        """What is looked for."""

    @property
    def find(self) -> Callable[[Document], list[Usage]]:
        """Looks for it."""


class Usages(Records):
    """The list; `chosen` tells the place that was clicked."""

    def __init__(self) -> None:
        super().__init__("Usages", self._line, EMPTY, 0)
        self._document: Document | None = None
        self._query: Asked | None = None

    def set_document(self, document: Document | None) -> None:
        """Another document is shown: what was looked for in the one before is forgotten."""
        if document is not self._document:
            self._document, self._query = document, None
            self._empty = EMPTY

    def ask(self, query: Asked) -> None:
        """Look for something."""
        self._query = query
        self._empty = ("link-variant-off", f"{query.title} is used nowhere", "")

    def found(self) -> list[Usage]:
        """The places, as the document is now."""
        if self._document is None or self._query is None:
            return []
        return self._query.find(self._document)

    def tip(self, number: int) -> str:
        """What the tab says."""
        return f"{self._query.title}: {count(number, 'place')}" if self._query is not None else "Usages"

    def _line(self, usage: Usage) -> Line:
        """Who uses it and how, in which port or field."""
        keys = [key for key in usage.path if isinstance(key, str)]
        where = "" if usage.kind in ("rule", "order", "output", "test") or not keys else keys[-1]
        if usage.kind in ("output", "test", "rule"):
            name = keys[-1] if usage.kind == "output" else ""
            who = f"{usage.kind.capitalize()} {name}".strip()
        else:
            who = self._document.title_of(usage.node) if self._document is not None else usage.node
        tail = f"{where} · {usage.kind}" if where else usage.kind
        return Line(who, usage.text, "", tail, GLYPHS.get(usage.kind, "check"))
