"""Filters that make texts."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from typing import Any

from harmony.errors import ExpressionError
from harmony.melody.language.budget import Budget, is_number
from harmony.melody.language.look_ups import fetch
from harmony.melody.language.spell import markdown, spell, spell_json


class Texts:
    """Filters that make texts.

    Args:
        budget: counts what they make.
    """

    def __init__(self, budget: Budget) -> None:
        self.budget = budget

    def text(self, value: Any) -> str:
        """A value as it is written inside a longer text."""
        return spell(value, self.budget.spend)

    def replace(self, value: Any, old: str, new: str, count: int = -1) -> str:
        """A text with `old` replaced."""
        text = self.text(value)
        times = text.count(old) if count < 0 else min(text.count(old), count)
        self.budget.spend(len(text) + max(0, (len(new) - len(old)) * times))
        return text.replace(old, new, count)

    def join(self, value: Iterable[Any], between: str = "", attribute: str | None = None) -> str:
        """Items as one text."""
        items = value if attribute is None else [fetch(v, attribute, "item") for v in value]
        texts = [self.text(v) for v in items]
        self.budget.spend(sum(map(len, texts)) + len(between) * len(texts))
        return between.join(texts)

    def indent(self, value: Any, width: Any = 4, first: bool = False, blank: bool = False) -> str:
        """A text with its lines moved to the right, the first only if `first`."""
        text = self.text(value)
        lead = width if isinstance(width, str) else " " * min(int(width), 1000)
        self.budget.spend(len(text) + (text.count("\n") + 1) * len(lead))
        lines = text.split("\n")
        rest = [lead + line if line.strip() or blank else line for line in lines[1:]]
        return "\n".join([(lead if first else "") + lines[0], *rest])

    def format(self, value: str, *args: Any, **named: Any) -> str:
        """printf-style formatting: `"%s of %d" | format(a, b)`, widths up to 1,000."""
        if any(len(digits) > 3 for digits in re.findall(r"\d+", value)) or "*" in value:
            raise ExpressionError("a width in `format` may have at most 3 digits")
        given = tuple(a if is_number(a) or isinstance(a, str) else self.text(a) for a in args)
        self.budget.spend(len(value) * 1000 + sum(len(str(g)) for g in given))
        try:
            return value % (named or given)
        except (TypeError, ValueError, KeyError) as error:
            raise ExpressionError(f"“{value}” cannot be formatted: {error}") from error

    def split(self, value: Any, by: str | None = None, most: int = -1) -> list[str]:
        """A text cut at `by`, at white space without it."""
        text = self.text(value)
        self.budget.spend(((text.count(by) if by else len(text) // 2) + 1) * 48 + len(text) if by or most < 0 else 0)
        if by == "":
            raise ExpressionError("a text cannot be split by an empty text; `| list` gives its characters")
        return text.split(by, most)

    def lines(self, value: Any) -> list[str]:
        """The lines of a text."""
        text = self.text(value)
        self.budget.spend((text.count("\n") + 1) * 48 + len(text))
        return text.splitlines()

    def truncate(self, value: Any, length: int = 255, killwords: bool = False, end: str = "…") -> str:
        """A text of at most `length` characters, cut between words unless `killwords`."""
        text = self.text(value)
        if len(text) <= length:
            return text
        cut = text[: max(length - len(end), 0)]
        return (cut if killwords or " " not in cut else cut.rsplit(" ", 1)[0]) + end

    def tojson(self, value: Any, indent: int | None = None) -> str:
        """A value as JSON."""
        return spell_json(value, self.budget.spend, min(int(indent), 16) if indent else None)

    def pretty(self, value: Any) -> str:
        """A value as JSON for people."""
        return spell_json(value, self.budget.spend, 2)

    def escape(self, value: Any) -> str:
        """A text for HTML."""
        text = self.text(value)
        self.budget.spend(len(text) * 6)
        return html.escape(text)

    def table(self, value: Any, rows: int = 50) -> str:
        """A table, or a list of objects, as Markdown of at most `rows` rows."""
        return markdown(value, self.budget.spend, rows)
