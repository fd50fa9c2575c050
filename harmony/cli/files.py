"""Reads a Melody for commands that need nothing but the document."""

from __future__ import annotations

from pathlib import Path

from harmony.errors import MelodyError
from harmony.melody.load import load
from harmony.melody.model import Melody


def read_melody(path: Path) -> Melody:
    """The Melody in a file.

    Raises:
        MelodyError: it cannot be read; carries its problems.
    """
    loaded = load(path)
    if loaded.melody is None or any(p.severity == "error" for p in loaded.problems):
        raise MelodyError(f"{path} cannot be read:", loaded.problems)
    return loaded.melody
