"""Plain YAML scalars by the core schema of YAML 1.2: `no`, `on`, times and dates are text."""

from __future__ import annotations

import re
from typing import Any

_WORDS: dict[str, Any] = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
_INTEGER = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_OTHER_BASE = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
MAX_DIGITS = 300
_LETTERS = frozenset("tTfFnN~")
_MAX_SEEN = 4096

# The same few numbers and words stand in a file again and again.
_seen: dict[str, Any] = dict(_WORDS)

STARTS = frozenset("0123456789+-.~tTfFnN")
"""A plain scalar that starts with none of these, and is not empty, is text."""


class NoSuchNumber(ValueError):
    """A number that JSON does not know: infinite, not a number, or endless."""


def resolve(text: str) -> Any:
    """The value of a plain scalar.

    Raises:
        NoSuchNumber: infinity, not-a-number, or more than 300 digits.
    """
    if text in _seen:
        return _seen[text]
    value = _resolve(text)
    if len(_seen) < _MAX_SEEN:
        _seen[text] = value
    return value


def _resolve(text: str) -> Any:
    if text[0] in _LETTERS:
        return text
    if _INTEGER.fullmatch(text):
        if len(text) > MAX_DIGITS:
            raise NoSuchNumber(f"a number of {len(text)} digits is too long")
        return int(text)
    if _FLOAT.fullmatch(text):
        value = float(text)
        if value in (float("inf"), float("-inf")):
            raise NoSuchNumber(f"{text} is too large for a number")
        return value
    if _OTHER_BASE.fullmatch(text):
        return int(text, 0)
    if _NOT_FINITE.fullmatch(text):
        raise NoSuchNumber(f"{text} is no number that a Melody can hold")
    return text
