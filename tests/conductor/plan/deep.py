"""All that a plan remembers, to the last counter, as plain data: plans alike in it do the same from here on."""

from __future__ import annotations

from collections import deque
from typing import Any

from harmony.conductor.artifacts import Artifact
from harmony.conductor.plan.core import Core, Setting
from harmony.conductor.plan.region import Region
from harmony.conductor.plan.state import Scope, State
from harmony.conductor.plan.table import Spec, Table

STATIC = (Setting, Spec, Table, Region)
SKIPPED = {"memo", "out", "setting", "find_type", "table", "tables", "_handlers", "melodies_hash", "identity"}
"""Scratch, and what never changes."""


def deep(core: Core) -> Any:
    """The whole state."""
    return _deep(core, set())


def _deep(value: Any, seen: set[int]) -> Any:
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, Artifact):
        return ("artifact", value.hash, value.quality)
    if isinstance(value, dict) and any(isinstance(part, Scope) and key == id(part) for key, part in value.items()):
        return [_deep(part, seen) for part in value.values()]
    if isinstance(value, dict):
        return {str(_deep(key, seen)): _deep(part, seen) for key, part in value.items()}
    if isinstance(value, list | tuple | deque):
        return [_deep(part, seen) for part in value]
    if isinstance(value, set | frozenset):
        return sorted(str(_deep(part, seen)) for part in value)
    if isinstance(value, STATIC) or callable(value):
        return type(value).__name__
    return _object(value, seen)


def _object(value: Any, seen: set[int]) -> Any:
    label = f"{type(value).__name__} {value.path}@{value.pass_}" if isinstance(value, State) else type(value).__name__
    if isinstance(value, Scope):
        label = f"Scope {value.prefix}@{value.pass_}"
    if id(value) in seen:
        return label
    seen.add(id(value))
    names = [name for cls in type(value).__mro__ for name in getattr(cls, "__slots__", ())]
    names += [*getattr(value, "__dict__", ()), *getattr(value, "__struct_fields__", ())]
    found = {n: _deep(getattr(value, n), seen) for n in dict.fromkeys(names) if n not in SKIPPED and hasattr(value, n)}
    return label, found
