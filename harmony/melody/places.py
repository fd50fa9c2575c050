"""Places: where in a file's text each value stands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from harmony.melody.change import Path

# A position is the parser's own mark, or one integer, line * WIDTH + column (both from 0).
# A mapping's places are {key: (key position, value position, places inside or None)}, a
# list's [(value position, places inside or None)].
WIDTH = 1 << 20
Tree = Any


class Mark(Protocol):
    """A place in a text; line and column from 0."""

    @property
    def line(self) -> int:
        """The line."""

    @property
    def column(self) -> int:
        """The column."""


Position = int | Mark


class Places:
    """Line and column of every key and value of a document.

    Args:
        tree: positions as the readers build them, or a function that builds them when a
            place is first asked for.
        root: position of the document's first value.
    """

    __slots__ = ("_root", "_tree")

    def __init__(self, tree: Tree | Callable[[], Tree] = None, root: Position = 0) -> None:
        self._tree = tree
        self._root = root

    @property
    def tree(self) -> Tree:
        """The places as the readers build them; read it, never change it."""
        if callable(self._tree):
            self._tree = self._tree()
        return self._tree

    @property
    def root(self) -> Position:
        """Position of the document's first value."""
        return self._root

    def at(self, path: Path) -> tuple[int, int]:
        """Line and column, from 1, of the value at `path`.

        For a path that is not there: the place of its nearest parent's key.
        """
        return self._find(path, is_key=False)

    def key(self, path: Path) -> tuple[int, int]:
        """Line and column, from 1, of the key that ends `path`; of the item in a list."""
        return self._find(path, is_key=True)

    def _find(self, path: Path, *, is_key: bool) -> tuple[int, int]:
        tree, key_at, value_at = self.tree, self._root, self._root
        for step in path:
            if isinstance(tree, dict) and step in tree:
                key_at, value_at, tree = tree[step]
            elif isinstance(tree, list) and isinstance(step, int) and 0 <= step < len(tree):
                key_at, tree = tree[step]
                value_at = key_at
            else:
                return _pair(key_at)
        return _pair(key_at if is_key else value_at)


def _pair(position: Position) -> tuple[int, int]:
    if not isinstance(position, int):
        return position.line + 1, position.column + 1
    return position // WIDTH + 1, position % WIDTH + 1


NOWHERE = Places()
"""Places of a document without a text: everything is at line 1, column 1."""
