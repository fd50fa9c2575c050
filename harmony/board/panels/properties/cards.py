"""What the card of an input or output edits: its type, default and choices, or where it comes from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from harmony.board.document import Document
from harmony.board.panels.properties.inputs import value_schema
from harmony.melody import edits, refs
from harmony.melody.change import MISSING, Path
from harmony.melody.frozen import thaw
from harmony.sdk.types import NAMES

MANY = 200
"""More ports than that are typed, not chosen."""


def chosen(document: Document) -> str:
    """The card that alone is selected, such as `inputs.folder` or `triage/outputs.label`; else empty.

    An edit is told before the selection loses what it removed: such a card is not chosen.
    """
    one = next(iter(document.selection)) if len(document.selection) == 1 else ""
    owner, role, name = split(one)
    part = refs.scope(document.melody, owner) if role in {"inputs", "outputs"} else None
    return one if part is not None and name in getattr(part, role) else ""


def split(card: str) -> tuple[str, str, str]:
    """`("triage", "inputs", "text")` of `triage/inputs.text`."""
    owner, _, last = card.rpartition("/")
    role, _, name = last.partition(".")
    return owner, role, name


def schema_of(document: Document, card: str) -> dict[str, Any]:
    """The form of a card."""
    owner, role, name = split(card)
    part = refs.scope(document.melody, owner)
    if part is None:
        return {}
    properties = _input(part.inputs[name].type) if role == "inputs" else _output(document, owner)
    return {"type": "object", "x-plain": True, "properties": properties}


def _input(type: Any) -> dict[str, Any]:
    value = value_schema(type)
    names = sorted({*NAMES, type}) if isinstance(type, str) else []
    made: dict[str, Any] = {
        "type": {"title": "Type", **({"enum": names} if names else {"type": "object", "description": "A JSON Schema."})}
    }
    if type != "secret":
        help = "Used when a run gives nothing. Without one, every run must say."
        made["default"] = value | {"title": "Default", "description": help}
        made["choices"] = {"title": "Choices", "type": "array", "items": value, "description": "Nothing else is taken."}
    made["description"] = {"title": "Description", "type": "string", "format": "prose"}
    return made


def _output(document: Document, owner: str) -> dict[str, Any]:
    ends = [end for _, end in zip(range(MANY + 1), _ends(document, owner), strict=False)]
    made: dict[str, Any] = {"title": "Comes from", "type": "string", "description": "A port: NODE.PORT."}
    return {"from": made if len(ends) > MANY else made | {"enum": ends}}


def _ends(document: Document, owner: str) -> Iterator[str]:
    part = refs.scope(document.melody, owner)
    yield from (f"inputs.{name}" for name in (part.inputs if part is not None else ()))
    for node in refs.nodes_of(document.melody, owner):
        for port in document.ports_of(f"{owner}/{node}" if owner else node).outputs:
            yield f"{node}.{port.name}"


def values_of(document: Document, card: str) -> dict[str, Any]:
    """What the document holds for it."""
    owner, role, name = split(card)
    part = refs.scope(document.melody, owner)
    if part is None:
        return {}
    if role == "outputs":
        return {"from": part.outputs[name]}
    found = part.inputs[name]
    return {key: thaw(getattr(found, key)) for key in found.model_fields_set} | {"type": thaw(found.type)}


def set_value(document: Document, card: str, name: str, value: Any) -> None:
    """Set one option of a card."""
    owner, role, at = split(card)
    path: Path = (*refs.scope_path(owner), role, at)
    if role == "outputs":
        if value is not MISSING:
            document.try_edit(edits.set_value, path, value, merge_key=card)
    else:
        document.try_edit(edits.set_value, (*path, name), value, merge_key=f"{card}.{name}")


def heading(card: str) -> tuple[str, str]:
    """Its name, and what it is."""
    _, role, name = split(card)
    return name, role.removesuffix("s")
