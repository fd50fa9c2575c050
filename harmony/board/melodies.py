"""Melodies that a document names in `flow.melody` nodes: read once, and again when the file changes."""

from __future__ import annotations

from pathlib import Path

from harmony.errors import MelodyError
from harmony.melody.load import load
from harmony.melody.model import Melody

Stamp = tuple[int, int]


class Melodies:
    """Other Melodies by the text that names them."""

    def __init__(self) -> None:
        self._known: dict[Path, tuple[Stamp, Melody | None]] = {}

    def open(self, text: str, base: Path | None) -> Melody | None:
        """The Melody of a file; None if it is not there or has errors.

        Args:
            text: as it is written in the node.
            base: folder that a relative path starts from; None: only absolute ones are found.
        """
        if "{{" in text or (base is None and not Path(text).is_absolute()):
            return None
        path = (base or Path()) / text
        try:
            found = path.stat()
        except OSError:
            return None
        stamp = (found.st_mtime_ns, found.st_size)
        known = self._known.get(path)
        if known is None or known[0] != stamp:
            known = self._known[path] = (stamp, _read(path))
        return known[1]


def _read(path: Path) -> Melody | None:
    try:
        return load(path).melody
    except MelodyError:
        return None
