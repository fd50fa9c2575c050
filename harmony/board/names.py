"""What files of Melodies are called."""

from __future__ import annotations

from pathlib import Path

SUFFIX = ".melody.yaml"


def with_suffix(path: Path) -> Path:
    """The name with `.melody.yaml`, unless it has a suffix that a Melody may have."""
    if path.suffix in {".yaml", ".yml", ".json"}:
        return path
    return path.with_name(path.name + SUFFIX)
