"""What is wrong with an extension's manifest, as data."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ManifestProblem:
    """One finding.

    Attributes:
        file: the manifest.
        key: dotted key in it (`nodes.read.params`); empty for the file as a whole.
        message: a sentence: what is wrong and the way out.
    """

    file: Path
    key: str
    message: str

    def __str__(self) -> str:
        where = f"{self.file}: {self.key}" if self.key else str(self.file)
        return f"{where}: {self.message}"
