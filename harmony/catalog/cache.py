"""Keeps manifests in parsed form: TOML takes 0.4 ms a kilobyte to parse, and every start reads them all."""

from __future__ import annotations

import json
import os
import tomllib
from contextlib import suppress
from pathlib import Path
from typing import Any


class ManifestCache:
    """Parsed manifests by file; one that has changed since is parsed anew.

    Args:
        file: where they are kept between runs; None keeps nothing. A damaged or missing file is an empty one.
    """

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._known: dict[str, Any] = {}
        self._used: dict[str, Any] = {}
        if file is not None:
            with suppress(OSError, ValueError):
                known = json.loads(file.read_text(encoding="utf-8"))
                self._known = known if isinstance(known, dict) else {}

    def load(self, manifest: Path) -> dict[str, Any]:
        """A manifest's data.

        Raises:
            OSError: it cannot be read.
            UnicodeDecodeError: it is no UTF-8.
            tomllib.TOMLDecodeError: it does not parse.
        """
        state = manifest.stat()
        stamp = [state.st_mtime_ns, state.st_size]
        kept = self._known.get(str(manifest))
        if not (isinstance(kept, list) and len(kept) == 2 and kept[0] == stamp and isinstance(kept[1], dict)):
            kept = [stamp, tomllib.loads(manifest.read_text(encoding="utf-8"))]
        self._used[str(manifest)] = kept
        data: dict[str, Any] = kept[1]
        return data

    def save(self) -> None:
        """Keep what was used, if it differs from what was kept; failing to is no harm."""
        if self._file is None or self._used == self._known:
            return
        with suppress(OSError, TypeError):  # a manifest may hold dates, which JSON has no form for
            self._file.parent.mkdir(parents=True, exist_ok=True)
            part = self._file.with_name(f"{self._file.name}.{os.getpid()}.part")
            part.write_text(json.dumps(self._used), encoding="utf-8")
            part.replace(self._file)
