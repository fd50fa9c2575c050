"""Whether a version is within a requirement such as `>=1,<2`: as much of it as manifests need."""

from __future__ import annotations

import operator
import re
from itertools import zip_longest

_PART = re.compile(r"\s*(>=|<=|==|!=|>|<)\s*(\d+(?:\.\d+)*)\s*\Z")
_COMPARE = {
    ">=": operator.ge,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    "<": operator.lt,
}


def allows(requirement: str, version: str) -> bool:
    """True if `version` keeps every part of the requirement; an empty one allows all.

    Args:
        requirement: comparisons joined by commas.
        version: numbers joined by dots; what follows them does not count.

    Raises:
        ValueError: the requirement cannot be read; names the part.
    """
    numbers = _numbers(re.match(r"[\d.]*", version)[0])  # type: ignore[index]
    for part in filter(None, requirement.split(",")):
        found = _PART.match(part)
        if not found:
            raise ValueError(f"`{part.strip()}` is no comparison such as >=1.2")
        pairs = list(zip_longest(numbers, _numbers(found[2]), fillvalue=0))
        if not _COMPARE[found[1]]([own for own, _ in pairs], [wanted for _, wanted in pairs]):
            return False
    return True


def _numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(".") if part]
