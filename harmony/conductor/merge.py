"""How several values that come to one port become one, with the exact values of the fine points of play (9-11)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from harmony.conductor.artifacts import Artifact
from harmony.errors import ValueRefused
from harmony.sdk.values import Table

UNKNOWN_QUALITY = 0.5

Part = tuple[Artifact, Any]
"""A value that came, with its reference; parts are in the order of the wires."""


def merge(strategy: str, parts: Sequence[Part], port: str) -> Any:
    """One value made of what has come.

    Raises:
        ValueRefused: the values are not such that the strategy can take them.
    """
    return STRATEGIES[strategy](parts, port)


def weight_of(artifact: Artifact) -> float:
    """0.7 quality + 0.3 / (1 + seconds / 60); unknown quality is 0.5, unknown time for ever."""
    freshness = 0.0 if artifact.seconds is None else 1.0 / (1.0 + artifact.seconds / 60.0)
    return 0.7 * quality_of(artifact) + 0.3 * freshness


def quality_of(artifact: Artifact) -> float:
    """Its score, unknown counting 0.5."""
    return UNKNOWN_QUALITY if artifact.quality is None else artifact.quality


def _list(parts: Sequence[Part], port: str) -> Any:
    return [value for _, value in parts]


def _concat(parts: Sequence[Part], port: str) -> Any:
    # A table is joined as the list of its rows, and becomes a table again where the port wants one.
    values: list[Any] = [value.rows() if isinstance(value, Table) else value for _, value in parts]
    if all(isinstance(value, str) for value in values):
        return "".join(values)
    if all(isinstance(value, list) for value in values):
        return [item for value in values for item in value]
    raise ValueRefused(f"`concat` at port `{port}` joins texts, lists or tables, and got {_kinds(values)}.")


def _sum(parts: Sequence[Part], port: str) -> Any:
    values = [value for _, value in parts]
    for value in values:
        if not is_number(value):
            raise ValueRefused(f"`sum` at port `{port}` adds numbers, and got {_kinds(values)}.")
    return sum(values)


def _union(parts: Sequence[Part], port: str) -> Any:
    union: dict[str, Any] = {}
    for _, value in parts:
        if not isinstance(value, dict):
            raise ValueRefused(f"`union` at port `{port}` joins objects, and got {_kinds([v for _, v in parts])}.")
        union.update(value)
    return union


def _first(parts: Sequence[Part], port: str) -> Any:
    return parts[0][1] if parts else None


def _last(parts: Sequence[Part], port: str) -> Any:
    return parts[-1][1] if parts else None


def _best(parts: Sequence[Part], port: str) -> Any:
    return max(parts, key=lambda part: quality_of(part[0]))[1] if parts else None


def _weighted(parts: Sequence[Part], port: str) -> Any:
    if not parts:
        return {"value": None, "quality": 0, "weight": 0, "parts": []}
    weights = [weight_of(artifact) for artifact, _ in parts]
    total = sum(weights)
    values = [value for _, value in parts]
    if all(is_number(value) for value in values):
        value = sum(v * w for v, w in zip(values, weights, strict=True)) / total if total else sum(values) / len(values)
    else:
        value = values[weights.index(max(weights))]
    quality = sum(quality_of(a) * w for (a, _), w in zip(parts, weights, strict=True)) / total if total else 0
    told = [
        {
            "value": v,
            "quality": a.quality,
            "seconds": a.seconds,
            "weight": w,
            "share": w / total if total else 0,
        }
        for (a, v), w in zip(parts, weights, strict=True)
    ]
    return {"value": value, "quality": quality, "weight": total, "parts": told}


def is_number(value: Any) -> bool:
    """True for a number; a truth is none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def _kinds(values: Sequence[Any]) -> str:
    return ", ".join(sorted({type(value).__name__ for value in values}))


STRATEGIES: dict[str, Callable[[Sequence[Part], str], Any]] = {
    "list": _list,
    "concat": _concat,
    "sum": _sum,
    "union": _union,
    "first": _first,
    "last": _last,
    "best": _best,
    "weighted": _weighted,
}
