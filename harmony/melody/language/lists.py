"""Filters that make, or go through, lists."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from harmony.errors import ExpressionError
from harmony.melody.language.budget import Budget, is_comparable, is_list, is_number
from harmony.melody.language.look_ups import fetch, look_up
from harmony.melody.language.spell import called

_SIMPLE: dict[str, Callable[..., Any]] = {
    "upper": lambda v: str(v).upper(),
    "lower": lambda v: str(v).lower(),
    "title": lambda v: str(v).title(),
    "capitalize": lambda v: str(v).capitalize(),
    "trim": lambda v: str(v).strip(),
    "length": len,
    "count": len,
    "abs": abs,
    "int": int,
    "float": float,
    "round": lambda v, digits=0: round(v, digits),
    "first": lambda v: v[0],
    "last": lambda v: v[-1],
}


class Lists:
    """Filters that make, or go through, lists.

    Args:
        budget: counts what they make.
        filters: those that `map` knows by name.
    """

    def __init__(self, budget: Budget, filters: Mapping[str, Callable[..., Any]]) -> None:
        self.budget = budget
        self.filters = {**_SIMPLE, **filters}

    def items(self, value: Any) -> list[Any]:
        """Items of a list, keys of an object, characters of a text."""
        if isinstance(value, str):
            self.budget.spend(len(value) * 48)
        elif isinstance(value, Mapping) or is_list(value):
            self.budget.spend(len(value) * 16)
        return list(value)

    def batch(self, value: Iterable[Any], size: int, fill: Any = None) -> list[list[Any]]:
        """Lists of `size` items."""
        items = self.items(value)
        size = max(1, int(size))
        self.budget.spend((len(items) + (size if fill is not None else 0)) * 16)
        parts = [items[i : i + size] for i in range(0, len(items), size)]
        if fill is not None and parts:
            parts[-1] += [fill] * (size - len(parts[-1]))
        return parts

    def slice(self, value: Iterable[Any], count: int, fill: Any = None) -> list[list[Any]]:
        """`count` lists of about the same length."""
        items = self.items(value)
        count = max(1, int(count))
        self.budget.spend((len(items) + count * 4) * 16)
        each, more = divmod(len(items), count)
        parts, start = [], 0
        for number in range(count):
            end = start + each + (number < more)
            parts.append(items[start:end] + ([fill] if fill is not None and more and number >= more else []))
            start = end
        return parts

    def sum(self, value: Iterable[Any], attribute: str | None = None, start: Any = 0) -> Any:
        """The sum of numbers."""
        total = start
        for item in value:
            number = item if attribute is None else fetch(item, attribute, "item")
            if not is_number(number):
                raise ExpressionError(f"{called(number)} cannot be summed")
            total += number
        return total

    def map(self, value: Iterable[Any], filter: str | None = None, *args: Any, **named: Any) -> list[Any]:
        """A field (`attribute="name"`), or a filter's result, of each item."""
        items = self.items(value)
        if "attribute" in named:
            path = str(named["attribute"]).split(".")
            if "default" in named:
                return [self._walk(i, path, named["default"]) for i in items]
            return [self._walk(i, path) for i in items]
        function = self.filters.get(filter or "")
        if function is None:
            raise ExpressionError(f"`map` does not know the filter `{filter}`")
        self.budget.spend(len(items) * 16)
        return [function(i, *args, **named) for i in items]

    def _walk(self, value: Any, path: list[str], *default: Any) -> Any:
        for key in path:
            found, value = look_up(value, int(key) if key.isdigit() else key)
            if not found:
                if default:
                    return default[0]
                raise ExpressionError(f"an item has no field `{key}`")
        return value

    def first(self, value: Any) -> Any:
        """The first item."""
        return self._end(value, 0, "first")

    def last(self, value: Any) -> Any:
        """The last item."""
        return self._end(value, -1, "last")

    def _end(self, value: Any, index: int, word: str) -> Any:
        items = value if is_list(value) or isinstance(value, str) else list(value)
        if not items:
            raise ExpressionError(f"there is no {word} item: the list is empty")
        return items[index]

    def least(self, value: Any) -> Any:
        """The least item."""
        return self._extreme(value, min, "least")

    def greatest(self, value: Any) -> Any:
        """The greatest item."""
        return self._extreme(value, max, "greatest")

    def _extreme(self, value: Any, choose: Callable[..., Any], word: str) -> Any:
        items = list(value)
        if not items:
            raise ExpressionError(f"there is no {word} item: the list is empty")
        if any(not is_comparable(items[0], item) for item in items):
            raise ExpressionError(f"there is no {word} item: items of several kinds cannot be compared")
        return choose(items)
