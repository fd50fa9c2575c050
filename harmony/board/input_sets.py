"""The values that a person gave to a Melody's inputs: those of last time, and sets with names; no Qt.

They lie with the board's data, one small file for each Melody, and never in the Melody: what one
person tries is no business of the others. Secrets are not kept.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from harmony.board import kept
from harmony.melody.model import Input


class InputSets:
    """Sets of one Melody.

    Args:
        folder: of all sets; made when it is needed.
        document: the Melody's file as an absolute path, or its name while it has none.

    Attributes:
        last: the values of the last run.
        chosen: name of the set that was chosen last; empty for none.
    """

    def __init__(self, folder: Path, document: str) -> None:
        mark = hashlib.sha256(document.encode("utf-8", "surrogatepass")).hexdigest()[:24]
        self._path, self._document = folder / f"{mark}.json", document
        self._sets: dict[str, dict[str, Any]] = {}
        self.last: dict[str, Any] = {}
        self.chosen = ""
        self._read()

    def _read(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            data = json.loads(self._path.read_text(encoding="utf-8"))
            if isinstance(data, dict):
                self.last = _mapping(data.get("last"))
                self._sets = {str(k): _mapping(v) for k, v in _mapping(data.get("sets")).items()}
                self.chosen = str(data.get("chosen", "")) if data.get("chosen") in self._sets else ""

    @property
    def names(self) -> list[str]:
        """The names, as people sort them."""
        return sorted(self._sets, key=str.casefold)

    def get(self, name: str) -> dict[str, Any]:
        """The values of a set; none if there is no such set."""
        return dict(self._sets.get(name, {}))

    def keep_last(self, values: Mapping[str, Any], chosen: str = "") -> None:
        """Remember what was given for a run, and from which set it came."""
        self.last, self.chosen = dict(values), chosen if chosen in self._sets else ""
        self._write()

    def save(self, name: str, values: Mapping[str, Any]) -> None:
        """Keep values under a name; a set of that name is replaced."""
        self._sets[name] = dict(values)
        self.chosen = name
        self._write()

    def rename(self, name: str, new: str) -> bool:
        """Give a set another name; False if that is taken, empty, or there is no such set."""
        if not new or new in self._sets or name not in self._sets:
            return False
        self._sets[new] = self._sets.pop(name)
        self.chosen = new if self.chosen == name else self.chosen
        self._write()
        return True

    def delete(self, name: str) -> dict[str, Any]:
        """Forget a set; gives what it held."""
        gone = self._sets.pop(name, {})
        self.chosen = "" if self.chosen == name else self.chosen
        self._write()
        return gone

    def _write(self) -> None:
        """A folder that cannot be written to costs comfort and no work: nobody is disturbed."""
        data = {"document": self._document, "last": self.last, "chosen": self.chosen, "sets": self._sets}
        with contextlib.suppress(OSError):
            kept.write(self._path, kept.as_json(data))


def keepable(values: Mapping[str, Any], inputs: Mapping[str, Input]) -> dict[str, Any]:
    """The values that may be kept: of inputs that are there, and are no secrets."""
    return {n: v for n, v in values.items() if n in inputs and inputs[n].type != "secret"}


def _mapping(value: Any) -> dict[str, Any]:
    return dict(value) if isinstance(value, dict) else {}
