"""What travels on wires: references to immutable, content-addressed values."""

from __future__ import annotations

from typing import Any

from msgspec import UNSET, Struct, UnsetType

INLINE_BYTES = 4096


class Artifact(Struct, frozen=True, omit_defaults=True, gc=False):
    """A reference to a value.

    Attributes:
        hash: SHA-256, in hex, of the type's name, a zero byte and the canonical bytes: its identity.
        type: text form of `harmony.sdk.types`.
        size: bytes of the canonical form.
        inline: the value itself when it is plain JSON data of at most 4 KB; else UNSET and
            the store has it.
        quality: score in [0, 1], or None while nothing has scored it.
        parts: the scores that `quality` is made of (`structure`, `meaning`, `use`), and `uses`, how many `use` is of.
        rows: number of rows of a table, of items of a list; else None.
        name: file name with suffix, for files.
        made_by: key of the step that made it (`node@pass`), or `person`, `pin`, `input`.
        seconds: from start to end of the attempt that made it.
        reconstructed: it was inferred from a later artifact.
    """

    hash: str
    type: str
    size: int
    inline: Any | UnsetType = UNSET
    quality: float | None = None
    parts: dict[str, float] = {}
    rows: int | None = None
    name: str = ""
    made_by: str = ""
    seconds: float | None = None
    reconstructed: bool = False


Slot = Artifact | None | list[Artifact | None]
"""What an input port holds: one reference, none, or (several wires) a list."""


def to_public(artifact: Artifact) -> dict[str, Any]:
    """The form in which events name an artifact; it loses nothing.

    Returns:
        `hash type size quality` always; `value rows name parts made_by seconds reconstructed`
        where there is something to say.
    """
    body: dict[str, Any] = {
        "hash": artifact.hash,
        "type": artifact.type,
        "size": artifact.size,
        "quality": artifact.quality,
    }
    if artifact.inline is not UNSET:
        body["value"] = artifact.inline
    if artifact.rows is not None:
        body["rows"] = artifact.rows
    if artifact.made_by:
        body["made_by"] = artifact.made_by
    if artifact.seconds is not None:
        body["seconds"] = artifact.seconds
    if artifact.name:
        body["name"] = artifact.name
    if artifact.parts:
        body["parts"] = artifact.parts
    if artifact.reconstructed:
        body["reconstructed"] = True
    return body


def public_slot(slot: Slot) -> Any:
    """What a port holds, in the form in which events name artifacts."""
    if isinstance(slot, list):
        return [public_slot(item) for item in slot]
    return None if slot is None else to_public(slot)


def from_public(body: dict[str, Any]) -> Artifact:
    """The artifact that `to_public` wrote."""
    fields = dict(body)
    fields["inline"] = fields.pop("value", UNSET)
    return Artifact(**fields)
