"""The form of a document by path: which keys may stand at a place, and in which order.

Read from the models, so that the format and what is written cannot differ.
"""

from __future__ import annotations

import types
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from harmony.melody.change import Path, PathKey
from harmony.melody.frozen import FrozenDict
from harmony.melody.model import Melody

Form = tuple[Any, ...]
"""Annotations of what may stand at a place; empty where data is free."""

ROOT: Form = (Melody,)


def _flat(annotation: Any) -> Iterator[Any]:
    origin: Any = get_origin(annotation)
    if origin is Annotated:
        yield from _flat(get_args(annotation)[0])
    elif origin in (Union, types.UnionType):
        for part in get_args(annotation):
            yield from _flat(part)
    else:
        yield annotation


def is_model(annotation: Any) -> bool:
    """True for a model class (and for nothing generic)."""
    return isinstance(annotation, type) and get_origin(annotation) is None and issubclass(annotation, BaseModel)


def is_mapping(annotation: Any) -> bool:
    """True for a mapping with free keys."""
    origin: Any = get_origin(annotation)
    return origin is FrozenDict


def is_list(annotation: Any) -> bool:
    """True for a list."""
    origin: Any = get_origin(annotation)
    return origin is tuple


@cache
def fields(model: type[BaseModel]) -> dict[str, str]:
    """File key -> field name of a model, in canonical order."""
    return {info.alias or name: name for name, info in model.model_fields.items()}


@lru_cache(maxsize=4096)
def _step(form: Form, key: PathKey) -> Form:
    found: list[Any] = []
    for part in form:
        origin: Any = get_origin(part)
        args = get_args(part)
        if isinstance(key, int):
            if origin is tuple:
                same = len(args) == 2 and args[1] is Ellipsis
                found.extend(_flat(args[0] if same else args[min(key, len(args) - 1)]))
        elif is_model(part):
            if key in fields(part):
                found.extend(_flat(part.model_fields[fields(part)[key]].annotation))
        elif origin is FrozenDict:
            found.extend(_flat(args[1]))
    return tuple(found)


def step(form: Form, key: PathKey) -> Form:
    """The form one key further."""
    if not form:
        return form
    if isinstance(key, str) and _has_free_keys(form):
        key = ""  # every key of a mapping has the same form: one cache entry for all
    return _step(form, key)


@lru_cache(maxsize=256)
def _has_free_keys(form: Form) -> bool:
    return any(is_mapping(part) for part in form)


def form_at(path: Path) -> Form:
    """What may stand at `path`; empty where data is free (`with`, `pin` …)."""
    form = ROOT
    for key in path:
        form = step(form, key)
    return form


@lru_cache(maxsize=256)
def key_order(form: Form) -> tuple[str, ...]:
    """The canonical order of keys; empty where keys are free."""
    for part in form:
        if is_model(part):
            return tuple(fields(part))
    return ()


@lru_cache(maxsize=256)
def holds_models(form: Form) -> bool:
    """True where a mapping of models stands: `nodes`, `inputs`, `secrets`, `layout.nodes`."""
    return any(is_mapping(part) and all(map(is_model, _flat(get_args(part)[1]))) for part in form)
