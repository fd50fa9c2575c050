"""Conditions whose answer is known before a run, and comparisons that cover one another."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from math import inf
from typing import Any

from harmony.errors import ExpressionError
from harmony.melody.checks.words import findings
from harmony.melody.expressions import Expressions

_COMPARISON = re.compile(r"\s*([A-Za-z_][\w.]*)\s*(>=|<=|==|>|<)\s*(-?\d+(?:\.\d+)?)\s*")


def constant(expressions: Expressions, condition: object) -> bool | None:
    """The answer of a condition that uses no names; None if it depends on the run."""
    if isinstance(condition, bool):
        return condition
    if not isinstance(condition, str):
        return None
    error, paths = findings(expressions, condition, is_bare=True)
    if error is not None or paths:
        return None
    return answer(expressions, condition, {})


def answer(expressions: Expressions, condition: str, scope: Mapping[str, Any]) -> bool | None:
    """The answer in a known scope; None if it fails there."""
    try:
        return bool(expressions.evaluate(condition, dict(scope)))
    except ExpressionError:
        return None


@dataclass(frozen=True, slots=True)
class Span:
    """The values of one name for which a comparison with a number holds.

    Attributes:
        name: what is compared (`quality`, `value.amount`).
        low, high: the ends.
        has_low, has_high: whether the ends belong to it.
    """

    name: str
    low: float = -inf
    high: float = inf
    has_low: bool = False
    has_high: bool = False

    def covers(self, other: Span) -> bool:
        """True if this holds wherever the other does."""
        below = self.low < other.low or (self.low == other.low and (self.has_low or not other.has_low))
        above = self.high > other.high or (self.high == other.high and (self.has_high or not other.has_high))
        return self.name == other.name and below and above

    @property
    def is_beyond(self) -> bool:
        """True if no score, all of which lie between 0 and 1, is in it."""
        if self.name != "quality":
            return False
        return (
            self.high < 0
            or self.low > 1
            or (self.high == 0 and not self.has_high)
            or (self.low == 1 and not self.has_low)
        )


def span(condition: str) -> Span | None:
    """The span of `NAME > NUMBER` and its like; None for every other condition."""
    match = _COMPARISON.fullmatch(condition)
    if match is None:
        return None
    name, sign, number = match[1], match[2], float(match[3])
    if sign == "==":
        return Span(name, number, number, has_low=True, has_high=True)
    if sign.startswith(">"):
        return Span(name, low=number, has_low=sign == ">=")
    return Span(name, high=number, has_high=sign == "<=")
