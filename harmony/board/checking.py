"""Checks a Melody beside the window: what a thread does with it; no Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from harmony.catalog import Catalog
    from harmony.melody.model import Melody
    from harmony.melody.problems import Problem
    from harmony.melody.text.tree import Tree


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of it.

    Attributes:
        problems: findings.
        tree: the text taken apart; None if that was done already.
        counts: wires into each node; None if they were counted already.
    """

    problems: tuple[Problem, ...]
    tree: Tree | None = None
    counts: dict[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Checking:
    """One check of a Melody as it was; called on a thread.

    Attributes:
        melody, catalog: what is checked, with which node types.
        file, base: its file and folder, as findings name them and paths are relative to.
        part, count: work that is to be done once for a document, if it still is.
    """

    melody: Melody
    catalog: Catalog
    file: str
    base: Path | None
    part: Callable[[], Tree] | None = None
    count: Callable[[], dict[str, int]] | None = None

    def __call__(self) -> Checked:
        """Check."""
        from harmony.melody.check import check  # dear to import, and not needed for the first picture

        found = tuple(check(self.melody, self.catalog, file=self.file, base=self.base))
        return Checked(found, self.part() if self.part else None, self.count() if self.count else None)
