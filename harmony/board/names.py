"""What files of Melodies are called."""

from __future__ import annotations

import re
from pathlib import Path

from harmony.board.document import Document
from harmony.melody import edits

_UNNAMED = re.compile(r"untitled(-\d+)?")
SUFFIX = ".melody.yaml"


def with_suffix(path: Path) -> Path:
    """The name with `.melody.yaml`, unless it has a suffix that a Melody may have."""
    if path.suffix in {".yaml", ".yml", ".json"}:
        return path
    return path.with_name(path.name + SUFFIX)


def take_name(document: Document, path: Path) -> bool:
    """Name a Melody that has none of its own after the file that it is saved in for the first time."""
    name = path.name.removesuffix(path.suffix).removesuffix(".melody")
    if document.path is not None or not _UNNAMED.fullmatch(document.melody.name) or name == document.melody.name:
        return False
    return document.try_edit(edits.set_value, ("name",), name, f"Name it {name}")
