"""The one kind of change.

Undo, redo, the edit journal, the writer, the canvas and the merge all consume these. Values
are plain data as a file holds them (`frozen.thaw`), paths are keys from the document's root:
`("nodes", "load", "with", "path")`, list positions as integers.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Final

PathKey = str | int
Path = tuple[PathKey, ...]


class _Missing:
    """What stands where there is no value."""

    _one: _Missing | None = None

    def __new__(cls) -> _Missing:
        if cls._one is None:
            cls._one = super().__new__(cls)
        return cls._one

    def __repr__(self) -> str:
        return "MISSING"

    def __bool__(self) -> bool:
        return False


MISSING: Final = _Missing()


@dataclass(frozen=True, slots=True)
class Change:
    """One value set, added or removed.

    Attributes:
        path: where.
        before: the value that was there, or MISSING when it is added.
        after: the value that is there now, or MISSING when it is removed.
        follows: for an added or removed key of a mapping: the key it stands behind
            (None: it stands first); MISSING where the order does not matter.
        source: the text lines, with comments, of a removed block, so that undoing the
            removal brings the very text back; None otherwise.
    """

    path: Path
    before: Any
    after: Any
    follows: Any = MISSING
    source: str | None = None

    def inverse(self) -> Change:
        """The change that takes this one back."""
        return replace(self, before=self.after, after=self.before)


@dataclass(frozen=True, slots=True)
class Edit:
    """What one gesture does: changes that are made and taken back together.

    Attributes:
        id: unique within the document's history.
        label: what the undo list shows (`Move 3 nodes`).
        at: seconds since the epoch.
        changes: in the order in which they apply.
    """

    id: str
    label: str
    at: float
    changes: tuple[Change, ...] = field(default=())

    def inverse(self) -> Edit:
        """The edit that takes this one back."""
        return replace(self, changes=tuple(c.inverse() for c in reversed(self.changes)))
