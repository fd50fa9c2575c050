"""Making changes: a document and changes give the next document.

Only what lies on the way to a change is copied, and only what is touched is validated, so an
edit costs the same in a small document and in a large one (but for copying the dict of nodes).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from itertools import groupby
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from harmony.errors import EditRefused
from harmony.melody import form, plain
from harmony.melody.change import MISSING, Change, Path
from harmony.melody.frozen import FrozenDict, thaw
from harmony.melody.model import Melody

M = TypeVar("M", bound=BaseModel)


def apply(melody: Melody, changes: Iterable[Change]) -> Melody:
    """The document after `changes`, made in order; the given one stays as it is.

    Raises:
        EditRefused: a change does not fit (its place or its `before` is not there, or what it
            sets is not valid); nothing has been changed.
    """
    for place, run in groupby(changes, _large):
        together = list(run)
        if place and len(together) > 1 and raw_at(melody, place) is not MISSING:
            melody = _in_large(melody, place, together)
            continue
        for change in together:
            if not change.path:
                raise EditRefused("a change without a path changes nothing: name what it sets")
            melody = _in_model(melody, change.path, change)
    return melody


_LARGE: tuple[Path, ...] = (("nodes",), ("layout", "nodes"))


def _large(change: Change) -> Path:
    """The mapping that grows with the document in which a change is made; else nothing."""
    return next((place for place in _LARGE if change.path[: len(place)] == place != change.path), ())


def _in_large(melody: Melody, place: Path, changes: list[Change]) -> Melody:
    """Changes that follow each other in a large mapping share one copy of it."""
    owner: Any = raw_at(melody, place[:-1])
    name = str(place[-1])
    held: FrozenDict[str, Any] = getattr(owner, name)
    renamed = _renamed(type(owner), name, held, changes)
    items: FrozenDict[str, Any] = FrozenDict(held) if renamed is None else renamed
    for is_new, run in groupby(changes if renamed is None else changes[2:], lambda change: _is_new(change, place)):
        if is_new:
            _add_items(type(owner), name, items, list(run))
            continue
        for change in run:
            _set_item(type(owner), name, items, change.path[len(place) :], change)
    owner = owner.model_copy(update={name: items})
    return owner if len(place) == 1 else melody.model_copy(update={str(place[0]): owner})


def _renamed(
    cls: type[BaseModel], name: str, items: FrozenDict[str, Any], changes: list[Change]
) -> FrozenDict[str, Any] | None:
    """The mapping after two changes that give an item another key at its place; None if they do not."""
    old, new = changes[0], changes[1]
    before, after = str(old.path[-1]), str(new.path[-1])
    is_rename = old.after is MISSING is new.before and len(old.path) == len(new.path) and old.follows == new.follows
    if not is_rename or before not in items or after in items or old.follows is MISSING:
        return None
    if not plain.same(old.before, new.after):
        return None
    _check_before(items[before], old)
    item = _valid(cls, name, {after: new.after}, new)[after]
    made, follows = plain.renamed(items, before, after, item)
    return FrozenDict(made) if follows == old.follows else None


def _is_new(change: Change, place: Path) -> bool:
    return change.before is MISSING and len(change.path) == len(place) + 1


def _add_items(cls: type[BaseModel], name: str, items: FrozenDict[str, Any], changes: list[Change]) -> None:
    """Many additions cost one walk: undoing the removal of a thousand nodes makes as many."""
    additions: dict[str, tuple[str, Any, Any]] = {}
    for change in changes:
        key = str(change.path[-1])
        _check_before(MISSING if key not in items and key not in additions else True, change)
        additions[key] = (key, _valid(cls, name, {key: change.after}, change)[key], change.follows)
    plain.place_all(items, additions.values())


@cache
def _adapter(model: type[BaseModel], name: str) -> TypeAdapter[Any]:
    info = model.model_fields[name]
    annotation: Any = info.annotation
    for extra in info.metadata:
        annotation = Annotated[annotation, extra]
    return TypeAdapter(annotation)


def _valid(model: type[BaseModel], name: str, value: Any, change: Change) -> Any:
    try:
        return _adapter(model, name).validate_python(value)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = plain.spell(str(k) for k in first["loc"] if not str(k).startswith(("function-", "constrained-")))
        place = f" at `{where}`" if where else ""
        raise EditRefused(f"`{plain.spell(change.path)}` cannot be set{place}: {first['msg']}") from error


def _check_before(current: Any, change: Change) -> None:
    if change.before is MISSING:
        if current is not MISSING:
            raise plain.refusal(change, "it is there already")
    elif current is MISSING:
        raise plain.refusal(change, "it is not there")
    elif not plain.same(thaw(current), thaw(change.before)):
        raise plain.refusal(change, "it has been changed meanwhile")


def _without(model: M, name: str) -> M:
    copy = model.model_copy(update={name: type(model).model_fields[name].get_default(call_default_factory=True)})
    copy.__pydantic_fields_set__.discard(name)
    return copy


def _in_model(model: M, path: Path, change: Change) -> M:
    cls = type(model)
    name = form.fields(cls).get(str(path[0]))
    if name is None:
        raise plain.refusal(change, f"`{path[0]}` is no key of the format there")
    present = name in model.model_fields_set
    if len(path) == 1:
        _check_before(getattr(model, name) if present else MISSING, change)
        if change.after is MISSING:
            if cls.model_fields[name].is_required():
                raise plain.refusal(change, "it cannot be left out")
            return _without(model, name)
        return model.model_copy(update={name: _valid(cls, name, change.after, change)})
    if not present:
        raise plain.refusal(change, f"`{path[0]}` is not there")
    return model.model_copy(update={name: _in_field(cls, name, getattr(model, name), path[1:], change)})


def _in_field(cls: type[BaseModel], name: str, value: Any, path: Path, change: Change) -> Any:
    """A field's value with the change made somewhere inside it."""
    if isinstance(value, BaseModel):
        return _in_model(value, path, change)
    if not isinstance(value, FrozenDict) or not isinstance(path[0], str):
        data = thaw(value)
        if change.before is not MISSING:
            _check_before(plain.get(data, path), change)
        return _valid(cls, name, plain.put(data, path, change), change)
    if len(path) == 1 and change.before is MISSING is not change.after:
        key = path[0]
        _check_before(value.get(key, MISSING), change)
        item = _valid(cls, name, {key: change.after}, change)[key]
        return FrozenDict(plain.placed(value, key, item, change.follows))
    items: FrozenDict[str, Any] = FrozenDict(value)
    _set_item(cls, name, items, path, change)
    return items


def _set_item(cls: type[BaseModel], name: str, items: FrozenDict[str, Any], path: Path, change: Change) -> None:
    """Make a change in a mapping that is a copy nobody else has yet."""
    key, rest = str(path[0]), path[1:]
    if rest:
        if key not in items:
            raise plain.refusal(change, f"`{key}` is not there")
        dict.__setitem__(items, key, _in_item(cls, name, items[key], key, rest, change))
        return
    _check_before(items.get(key, MISSING), change)
    if change.after is MISSING:
        dict.pop(items, key)
        return
    item = _valid(cls, name, {key: change.after}, change)[key]
    if change.before is MISSING:
        plain.place(items, key, item, change.follows)
    else:
        dict.__setitem__(items, key, item)


def _in_item(cls: type[BaseModel], name: str, item: Any, key: str, rest: Path, change: Change) -> Any:
    """One item of a mapping field with the change made somewhere inside it."""
    if isinstance(item, BaseModel):
        return _in_model(item, rest, change)
    data = thaw(item)
    if not (change.before is MISSING and isinstance(rest[-1], int)):  # on lists MISSING inserts
        _check_before(plain.get(data, rest), change)
    return _valid(cls, name, {key: plain.put(data, rest, change)}, change)[key]


def raw_at(melody: Melody, path: Path) -> Any:
    """What the document holds at `path` (models and frozen data), MISSING where there is nothing."""
    value: Any = melody
    for at, key in enumerate(path):
        if isinstance(value, BaseModel):
            name = form.fields(type(value)).get(str(key))
            if name is None or name not in value.model_fields_set:
                return MISSING
            value = getattr(value, name)
        elif isinstance(value, FrozenDict) and key in value:
            value = value[key]
        else:
            return plain.get(thaw(value), path[at:])
    return value


def value_at(melody: Melody, path: Path) -> Any:
    """The plain value at `path`, MISSING where the document has none."""
    value = raw_at(melody, path)
    return value if value is MISSING else thaw(value)
