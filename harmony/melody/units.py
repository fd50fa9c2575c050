"""Durations (`250ms 30s 5m 2h 1d`) and sizes (`64MB`, `2GB`) as files write them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Annotated

from pydantic import AfterValidator, WithJsonSchema

from harmony.errors import ValueRefused

_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)")
_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*(B|KB|MB|GB|TB)", re.IGNORECASE)
_BYTES = {"B": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12}


def seconds(text: str) -> float:
    """A duration in seconds.

    Raises:
        ValueRefused: `text` is no duration.
    """
    match = _DURATION.fullmatch(text.strip())
    if match is None:
        raise ValueRefused(f"“{text}” is no duration: write a number and ms, s, m, h or d, as in 30s")
    return float(match[1]) * _SECONDS[match[2]]


def size_bytes(text: str) -> int:
    """A size in bytes (decimal units).

    Raises:
        ValueRefused: `text` is no size.
    """
    match = _SIZE.fullmatch(text.strip())
    if match is None:
        raise ValueRefused(f"“{text}” is no size: write a number and B, KB, MB, GB or TB, as in 64MB")
    return round(float(match[1]) * _BYTES[match[2].upper()])


@lru_cache(maxsize=1024)
def _check_duration(text: str) -> str:
    try:
        seconds(text)
    except ValueRefused as error:
        raise ValueError(error.message) from error
    return text


Duration = Annotated[
    str,
    AfterValidator(_check_duration),
    WithJsonSchema({"type": "string", "pattern": rf"^\s*{_DURATION.pattern}\s*$", "examples": ["30s"]}),
]
