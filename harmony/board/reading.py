"""Reads a file that another program wrote, and merges it: worked out apart from the document, taken over at once.

`Keeper` asks; for a large file a thread answers, and the window goes on meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from harmony.errors import MelodyError
from harmony.melody.load import load
from harmony.melody.model import Melody
from harmony.melody.recovery import Brought, brought
from harmony.melody.save import file_hash

LARGE_BYTES = 100_000


def is_large(path: Path) -> bool:
    """True for files that take so long to read that a person would notice."""
    try:
        return path.stat().st_size > LARGE_BYTES
    except OSError:
        return False


@dataclass(frozen=True, slots=True)
class Answer:
    """What a file holds.

    Attributes:
        sha: SHA-256 of its text; empty if it is not there, or may not be read.
        brought: both sides; None if nothing is new, it is gone, or it cannot be understood.
        is_broken: it cannot be read or understood.
    """

    sha: str
    brought: Brought | None = None
    is_broken: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about a file, with all that an answer needs.

    Attributes:
        path: the file.
        sha: what it is known to hold.
        base: the document that it held then.
        melody, text: the document now.
        saved: the text that the file held.
    """

    path: Path
    sha: str
    base: Melody
    melody: Melody
    text: str
    saved: str

    def answer(self) -> Answer:
        """Read the file; a thread may do it."""
        sha = ""
        try:
            sha = (file_hash(self.path) if self.path.is_file() else None) or ""
            if not sha or sha == self.sha:
                return Answer(sha)
            return Answer(sha, brought(self.base, (self.melody, self.text), self.saved, load(self.path)))
        except (MelodyError, OSError):
            return Answer(sha, is_broken=True)
