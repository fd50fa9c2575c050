"""Immutable plain data: what a document is made of.

`freeze` turns dicts and lists, to any depth, into `FrozenDict` and tuples; `thaw` is the way
back. Frozen pydantic models do not freeze the dicts in their fields, hence this.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NoReturn, TypeVar

from pydantic import BaseModel, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

K = TypeVar("K")
V = TypeVar("V")


class FrozenDict(dict[K, V]):
    """A dict that cannot be changed; hashable when its values are."""

    __slots__ = ()

    def _refuse(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise TypeError("a document is immutable: make an edit instead (harmony.melody.edits)")

    __setitem__ = __delitem__ = _refuse
    update = pop = popitem = clear = setdefault = _refuse
    __ior__ = _refuse

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self.items()))

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return (FrozenDict, (dict(self),))

    def __copy__(self) -> FrozenDict[K, V]:
        return self

    def __deepcopy__(self, _memo: Any) -> FrozenDict[K, V]:
        return self

    def with_item(self, key: K, value: V) -> FrozenDict[K, V]:
        """A copy with one item set; a new key goes to the end."""
        copy = FrozenDict(self)  # one copy, not two: in large documents this is what an edit costs
        dict.__setitem__(copy, key, value)
        return copy

    def without(self, key: K) -> FrozenDict[K, V]:
        """A copy without one key."""
        copy = FrozenDict(self)
        dict.pop(copy, key, None)
        return copy

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        args = getattr(source, "__args__", None)
        inner = handler.generate_schema(dict[args[0], args[1]] if args else dict)  # type: ignore[valid-type]
        return core_schema.no_info_after_validator_function(
            cls,
            inner,
            serialization=core_schema.plain_serializer_function_ser_schema(thaw),
        )


def freeze(value: Any) -> Any:
    """Plain data with every dict a `FrozenDict` and every list a tuple."""
    if isinstance(value, dict):
        return FrozenDict({k: freeze(v) for k, v in value.items()})
    if isinstance(value, list | tuple):
        return tuple(freeze(v) for v in value)
    return value


def thaw(value: Any) -> Any:
    """Plain dicts and lists again, models included (as a file would hold them)."""
    kind = value.__class__
    if kind in _ATOMS:
        return value
    if kind is FrozenDict:
        return {k: v if v.__class__ is str else thaw(v) for k, v in value.items()}
    if kind is tuple:
        return [thaw(v) for v in value]
    fields = _fields.get(kind)
    if fields is not None:
        given = value.__pydantic_fields_set__
        held = value.__dict__
        names = sorted(given, key=fields.__getitem__) if len(given) > 1 else given
        return {fields[n][1]: v if (v := held[n]).__class__ is str else thaw(v) for n in names}
    return _thaw_other(value)


def _thaw_other(value: Any) -> Any:
    """As `thaw`, for what is no document of ours, or of a model that is met for the first time."""
    if isinstance(value, Mapping):
        return {k: thaw(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [thaw(v) for v in value]
    if not isinstance(value, BaseModel):
        return value
    fields = value.__class__.model_fields
    _fields[value.__class__] = {n: (place, info.alias or n) for place, (n, info) in enumerate(fields.items())}
    return thaw(value)


_ATOMS = frozenset({str, int, float, bool, type(None)})
# Place and written name of each field of a model, in the order in which a file has them. Asking whether
# something is a model or a mapping takes longer than all the rest, so those that were met are known.
_fields: dict[type, dict[str, tuple[int, str]]] = {}
