"""A dict whose keys know their neighbours: put in anywhere and take out without a walk.

A plain dict can only add at its end; a new node in the middle of 10,000 would mean to build it
again, and a thousand of them a thousand times. Here the links are kept, and the order of the dict
itself is mended once, when somebody walks over it.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any


class Chain(dict[str, Any]):
    """A mapping in an order of its own."""

    __slots__ = ("_before", "_behind", "_is_mixed")

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._before: dict[str | None, str | None] | None = None
        self._behind: dict[str | None, str | None] = {}
        self._is_mixed = False

    def before(self, key: str) -> str | None:
        """The key that `key` stands behind; None if it stands first."""
        return self._links()[key]

    def last(self) -> str:
        """The last key.

        Raises:
            StopIteration: there is none.
        """
        if self._before is None:
            return next(super().__reversed__())
        found = self._before[None]
        if found is None:
            raise StopIteration
        return found

    def first_values(self, stop: int) -> list[Any]:
        """The first values, at most `stop`."""
        if not self._is_mixed:
            return list(islice(super().values(), stop))
        found: list[Any] = []
        key = self._behind[None]
        while key is not None and len(found) < stop:
            found.append(super().__getitem__(key))
            key = self._behind[key]
        return found

    def place(self, key: str, value: Any, follows: str | None) -> None:
        """Put a new key in behind `follows` (None: first; unknown: last)."""
        if follows is not None and (follows not in self or follows == self.last()):
            self[key] = value
            return
        before = self._links()
        behind = self._behind[follows]
        before[key], self._behind[key] = follows, behind
        self._behind[follows] = before[behind] = key
        super().__setitem__(key, value)
        self._is_mixed = True

    def __setitem__(self, key: str, value: Any) -> None:
        if self._before is not None and key not in self:
            last = self._before[None]
            self._before[key], self._behind[key] = last, None
            self._behind[last] = self._before[None] = key
        super().__setitem__(key, value)

    def __delitem__(self, key: str) -> None:
        super().__delitem__(key)
        if self._before is not None:
            before, behind = self._before.pop(key), self._behind.pop(key)
            self._behind[before], self._before[behind] = behind, before

    def _links(self) -> dict[str | None, str | None]:
        """Key -> the one before it, with None for what lies beyond both ends."""
        if self._before is None:
            keys = list(super().keys())
            self._before = dict(zip([*keys, None], [None, *keys], strict=True))
            self._behind = dict(zip([None, *keys], [*keys, None], strict=True))
        return self._before

    def _mend(self) -> None:
        if not self._is_mixed:
            return
        self._is_mixed = False
        values = dict(super().items())
        super().clear()
        key = self._behind[None]
        while key is not None:
            super().__setitem__(key, values[key])
            key = self._behind[key]

    def __iter__(self) -> Iterator[str]:
        self._mend()
        return super().__iter__()

    def __reversed__(self) -> Iterator[str]:
        self._mend()
        return super().__reversed__()

    def keys(self) -> Any:
        """The keys in order."""
        self._mend()
        return super().keys()

    def values(self) -> Any:
        """The values in order."""
        self._mend()
        return super().values()

    def items(self) -> Any:
        """The pairs in order."""
        self._mend()
        return super().items()
