"""What the board remembers between starts: recent files, window and panels, preferences.

One small JSON file in the settings' folder. Losing it loses comfort, never work.
"""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any

from harmony.board import kept

RECENT = 12


class Memory:
    """Remembered things.

    Args:
        path: the JSON file; made on first use.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._data: dict[str, Any] = {}
        with contextlib.suppress(OSError, ValueError):  # at the first start, or spoilt: nothing is remembered
            read = json.loads(path.read_text(encoding="utf-8"))
            self._data = read if isinstance(read, dict) else {}

    def get(self, key: str, default: Any = None) -> Any:
        """What was remembered."""
        return self._data.get(key, default)

    def put(self, key: str, value: Any) -> None:
        """Remember; a folder that cannot be written to is no reason to disturb anybody."""
        if self._data.get(key) == value:
            return
        self._data[key] = value
        with contextlib.suppress(OSError):
            kept.write(self._path, kept.as_json(self._data))

    @property
    def recent(self) -> list[Path]:
        """Files that were open and still exist, newest first."""
        return [p for p in map(Path, self.get("recent", [])) if p.is_file()]

    def visit(self, path: Path) -> None:
        """A file was opened or saved."""
        others = [str(p) for p in self.recent if p != path]
        self.put("recent", [str(path), *others][:RECENT])
