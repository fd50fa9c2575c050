"""What the guard puts in place of operators, functions, methods and filters that could grow
without bound, ready for MiniJinja: each counts what it makes against one budget.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from harmony.melody.language.budget import Budget
from harmony.melody.language.lists import Lists
from harmony.melody.language.look_ups import fetch, look_up
from harmony.melody.language.operators import METHODS, Operators
from harmony.melody.language.texts import Texts


class Bounded:
    """Everything bounded, over one budget.

    Attributes:
        budget: of the evaluation that goes on; renewed before each.
        texts: writes values as text.
    """

    def __init__(self) -> None:
        self.budget = Budget()
        self.texts = Texts(self.budget)
        self.operators = Operators(self.budget, self.texts)
        self._by_text = self._text_filters()
        self.lists = Lists(self.budget, self._by_text)

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Filters that stand in for MiniJinja's own, by name."""
        lists = self.lists
        return self._by_text | {
            "list": lists.items,
            "batch": lists.batch,
            "slice": lists.slice,
            "sum": lists.sum,
            "map": lists.map,
            "__first": lists.first,
            "__last": lists.last,
            "__min": lists.least,
            "__max": lists.greatest,
        }

    def _text_filters(self) -> dict[str, Callable[..., Any]]:
        texts = self.texts
        return {
            "replace": texts.replace,
            "join": texts.join,
            "indent": texts.indent,
            "format": texts.format,
            "split": texts.split,
            "lines": texts.lines,
            "truncate": texts.truncate,
            "tojson": texts.tojson,
            "pprint": texts.pretty,
            "escape": texts.escape,
            "e": texts.escape,
            "string": texts.text,
            "safe": texts.text,
            "table": texts.table,
        }

    def functions(self) -> dict[str, Callable[..., Any]]:
        """Functions that the guard writes, by name."""
        operators = self.operators
        plain: dict[str, Callable[..., Any]] = {
            "__add": operators.add,
            "__cat": operators.cat,
            "__mul": operators.mul,
            "__cmp": operators.compare,
            "__at": fetch,
            "__gone": operators.gone,
            "__range": operators.range,
            "__tick": operators.tick,
        }
        plain.update({f"__m_{name}": operators.method(name) for name in METHODS})
        return plain

    def tests(self) -> dict[str, Callable[..., bool]]:
        """Tests that the guard writes, by name."""
        return {"__has": lambda value, key: look_up(value, key)[0]}
