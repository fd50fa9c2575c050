"""Operators, look-ups, functions and methods, as the guard writes them."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any

from harmony.errors import ExpressionError
from harmony.melody.language.budget import Budget, is_comparable, is_list, is_number, size_of
from harmony.melody.language.look_ups import Missing
from harmony.melody.language.spell import called
from harmony.melody.language.texts import Texts

MAX_RANGE = 100_000
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}

_TEXT_METHODS = (
    "upper lower strip lstrip rstrip split splitlines startswith endswith replace title capitalize swapcase join "
    "count find rfind index isdigit isalpha isalnum isspace islower isupper isnumeric removeprefix removesuffix"
)
METHODS: dict[str, type] = {
    **dict.fromkeys(_TEXT_METHODS.split(), str),
    **dict.fromkeys(("keys", "values", "items", "get"), dict),
}
"""Methods that may be called, and on what."""

OBJECT_NAMES = frozenset(name for kind in (dict, list, tuple, str) for name in dir(kind)) | {"with_item", "without"}
"""Names that a Python object has of itself: look-ups of these go by `__at` and `__has`."""


class Operators:
    """Operators, look-ups and functions.

    Args:
        budget: counts what they make.
        texts: writes values as text.
    """

    def __init__(self, budget: Budget, texts: Texts) -> None:
        self.budget = budget
        self.texts = texts

    def add(self, left: Any, right: Any) -> Any:
        """`left + right` of numbers, texts or lists."""
        if is_number(left) and is_number(right):
            return left + right
        if isinstance(left, str) and isinstance(right, str):
            self.budget.spend(len(left) + len(right))
            return left + right
        if is_list(left) and is_list(right):
            self.budget.spend(size_of(left) + size_of(right))
            return [*left, *right]
        raise ExpressionError(f"{called(left)} and {called(right)} cannot be added; `~` joins texts")

    def cat(self, left: Any, right: Any) -> str:
        """`left ~ right`: both as text."""
        first, second = self.texts.text(left), self.texts.text(right)
        self.budget.spend(len(first) + len(second))
        return first + second

    def mul(self, left: Any, right: Any) -> Any:
        """`left * right` of numbers, or of a text or list and a whole number."""
        if is_number(left) and is_number(right):
            return left * right
        if isinstance(left, int) and not isinstance(left, bool):
            left, right = right, left
        if isinstance(left, str | list | tuple) and isinstance(right, int) and not isinstance(right, bool):
            self.budget.spend(size_of(left) * max(right, 0))
            return left * right if isinstance(left, str) else list(left) * right
        raise ExpressionError(f"{called(left)} and {called(right)} cannot be multiplied")

    def compare(self, left: Any, *rest: Any) -> bool:
        """`left < b <= c`: each pair must be of one kind where the order counts."""
        self.budget.spend(0)
        for sign, right in zip(rest[::2], rest[1::2], strict=True):
            if sign in ("in", "not in"):
                holds = (left in right) is (sign == "in")
            else:
                if sign not in ("==", "!=") and not is_comparable(left, right):
                    raise ExpressionError(f"{called(left)} and {called(right)} cannot be compared by `{sign}`")
                holds = _COMPARE[sign](left, right)
            if not holds:
                return False
            left = right
        return True

    def gone(self, label: str) -> Any:
        """Called where something is not there.

        Raises:
            Missing: always.
        """
        raise Missing(label)

    def range(self, start: int, stop: int | None = None, step: int = 1) -> list[int]:
        """Whole numbers, at most 100,000."""
        numbers = range(start) if stop is None else range(start, stop, step)
        if len(numbers) > MAX_RANGE:
            raise ExpressionError(f"a range of {len(numbers):,} numbers is too long; {MAX_RANGE:,} are allowed")
        self.budget.spend(len(numbers) * 16)
        return list(numbers)

    def tick(self, size: int) -> str:
        """Counts literal text in a loop."""
        self.budget.spend(size)
        return ""

    def method(self, name: str) -> Callable[..., Any]:
        """A method as a function of its value."""
        own: dict[str, Callable[..., Any]] = {
            "replace": self.texts.replace,
            "split": self.texts.split,
            "splitlines": self.texts.lines,
        }
        kind = METHODS[name]

        def call(value: Any, *args: Any, **named: Any) -> Any:
            if not isinstance(value, kind):
                raise ExpressionError(f"{called(value)} has no method `{name}`")
            return self._call(own.get(name), value, name, args, named)

        return call

    def _call(
        self,
        own: Callable[..., Any] | None,
        value: Any,
        name: str,
        args: tuple[Any, ...],
        named: Mapping[str, Any],
    ) -> Any:
        try:
            if own is not None:
                return own(value, *args, **named)
            if name == "join":
                return self.texts.join(args[0], value)
            self.budget.spend(len(value))
            if isinstance(value, Mapping):
                return _mapping_method(value, name, args)
            return getattr(value, name)(*args, **named)
        except (TypeError, ValueError, IndexError) as error:
            raise ExpressionError(f"`{name}` was called wrongly: {error}") from error


def _mapping_method(value: Mapping[Any, Any], name: str, args: tuple[Any, ...]) -> Any:
    if name == "get":
        return value.get(*args)
    return (
        [list(i) for i in value.items()]
        if name == "items"
        else list(value.keys() if name == "keys" else value.values())
    )
