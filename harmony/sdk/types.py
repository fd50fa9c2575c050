"""The types of ports and inputs, and which of them convert into which.

A type is written as text: one of `NAMES`, `list<T>`, or (in files) a JSON Schema, which
counts as `json` here. The text form is the only form: it is what files, manifests and
artifacts hold.
"""

from __future__ import annotations

NAMES = frozenset("any text number integer boolean json list table image file path bytes datetime secret".split())

# From a type to what its values may become on a wire (46 in the fine points of play).
# `any` accepts and gives everything; `text` accepts everything as JSON writes it.
_CONVERSIONS: dict[str, frozenset[str]] = {
    "text": frozenset({"integer", "number", "boolean", "list", "json", "path", "datetime"}),
    "number": frozenset({"integer", "json"}),
    "integer": frozenset({"number", "json"}),
    "boolean": frozenset({"json"}),
    "json": frozenset({"list", "table", "number", "integer", "boolean"}),
    "list": frozenset({"json", "table"}),
    "table": frozenset({"list", "json"}),
    "path": frozenset({"file"}),
    "file": frozenset({"path", "bytes"}),
    "image": frozenset({"file", "path", "bytes"}),
    "bytes": frozenset({"file"}),
    "datetime": frozenset({"json"}),
    "secret": frozenset(),
}


def is_type(name: str) -> bool:
    """True if `name` is a type: a known name or `list<T>` of a type, to any depth."""
    inner = item_type(name)
    return name in NAMES if inner is None else is_type(inner)


def item_type(name: str) -> str | None:
    """The `T` of `list<T>`; None for every other type."""
    return name[5:-1] if name.startswith("list<") and name.endswith(">") else None


def fits(given: str, wanted: str) -> bool:
    """True if a value of type `given` may go where `wanted` is asked, converted or not."""
    return given == wanted or "any" in (given, wanted) or converts(given, wanted)


def converts(given: str, wanted: str) -> bool:
    """True if `given` becomes `wanted` by a known conversion (and not by being the same)."""
    if given == wanted or "any" in (given, wanted):
        return False
    if given == "secret" or wanted == "secret":
        return False
    given_item, wanted_item = item_type(given), item_type(wanted)
    if given_item is not None and wanted_item is not None:
        return fits(given_item, wanted_item)
    base_given = "list" if given_item is not None else given
    base_wanted = "list" if wanted_item is not None else wanted
    if base_given == base_wanted or wanted == "text":
        return True
    return base_wanted in _CONVERSIONS.get(base_given, frozenset())
