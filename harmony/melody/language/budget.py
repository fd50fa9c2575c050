"""What one evaluation may make, and the kinds of values that the bounded operations know."""

from __future__ import annotations

from typing import Any

from harmony.errors import ExpressionError

MAX_RESULT = 8 * 10**6
"""Bytes, or characters, of one value; a list counts 16 an item."""
MAX_WORK = 64 * 10**6
"""Bytes of all that one evaluation makes."""
FUEL = 5_000_000
"""MiniJinja's instructions for one evaluation: about a third of a second."""
_CALL = 64


class Budget:
    """What one evaluation may still make."""

    __slots__ = ("left",)

    def __init__(self) -> None:
        self.left = MAX_WORK

    def renew(self) -> None:
        """Begin another evaluation."""
        self.left = MAX_WORK

    def spend(self, size: int) -> None:
        """Count something before it is made.

        Raises:
            ExpressionError: it is too large, or all together is.
        """
        if size > MAX_RESULT:
            raise ExpressionError(f"the result would be larger than {MAX_RESULT // 10**6} MB")
        self.left -= size + _CALL
        if self.left < 0:
            raise ExpressionError(f"it makes more than {MAX_WORK // 10**6} MB of values on the way")


def is_number(value: Any) -> bool:
    """True for a number; a truth is none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_list(value: Any) -> bool:
    """True for a list."""
    return isinstance(value, list | tuple)


def size_of(value: Any) -> int:
    """What a text or list counts."""
    return len(value) * 16 if is_list(value) else len(value)


def is_comparable(left: Any, right: Any) -> bool:
    """True for two numbers, two texts, or two lists."""
    if is_number(left):
        return is_number(right)
    if isinstance(left, str):
        return isinstance(right, str)
    return is_list(left) and is_list(right)
