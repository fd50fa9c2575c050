"""Small files of the board's own: remembered things, keys, values of inputs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def write(path: Path, text: str) -> None:
    """Put a text in the place of a file: a reader finds the old one or the new one.

    Not brought to the disk at once: losing it costs comfort, and waiting for the disk costs frames.

    Raises:
        OSError: it cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(path)


def as_json(value: Any) -> str:
    """Plain data as JSON in ASCII: names of files that are no UTF-8 can be in it, and come back."""
    return json.dumps(value, indent=1)
