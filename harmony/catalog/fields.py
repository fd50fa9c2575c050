"""Reads values out of a parsed manifest; what is wrong is noted with its key, and a default stands in."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, TypeVar

from harmony.catalog.problems import ManifestProblem

T = TypeVar("T")
_WORDS = {str: "text", bool: "true or false", int: "a whole number", list: "a list", dict: "a table"}


class Fields:
    """The values of one table of a manifest.

    Args:
        data: the table.
        key: its dotted key.
        file: the manifest.
        problems: where findings go.
    """

    def __init__(self, data: Mapping[str, Any], key: str, file: Path, problems: list[ManifestProblem]) -> None:
        self.data = data
        self._key = key
        self._file = file
        self._problems = problems

    def note(self, name: str, message: str) -> None:
        """Note that the value under `name` is wrong."""
        key = ".".join(part for part in (self._key, name) if part)
        self._problems.append(ManifestProblem(self._file, key, message))

    def get(self, name: str, kind: type[T], default: T) -> T:
        """The value under `name`; the default if it is absent or of another type."""
        if name not in self.data:
            return default
        value = self.data[name]
        if isinstance(value, kind) and not (kind is int and isinstance(value, bool)):
            return value
        self.note(name, f"must be {_WORDS.get(kind, kind.__name__)}, not {value!r}.")
        return default

    def required(self, name: str) -> str:
        """A text that must be there; empty when it is not."""
        if name not in self.data:
            self.note(name, "is missing.")
        return self.get(name, str, "")

    def choice(self, name: str, options: Collection[str], default: str) -> str:
        """One of several words."""
        value = self.get(name, str, default)
        if value in options:
            return value
        self.note(name, f"must be one of {', '.join(options)}, not `{value}`.{did_you_mean(value, options)}")
        return default

    def table(self, name: str) -> Fields:
        """A table within; empty when absent."""
        key = ".".join(part for part in (self._key, name) if part)
        return Fields(self.get(name, dict, {}), key, self._file, self._problems)

    def refuse_unknown(self, known: Collection[str]) -> None:
        """Note every key that means nothing here."""
        for name in self.data:
            if name not in known:
                self.note(name, f"is no key of a manifest.{did_you_mean(name, known)}")


def did_you_mean(word: str, options: Collection[str]) -> str:
    """` Did you mean …?` when something is close, else nothing."""
    close = difflib.get_close_matches(word, list(options), n=1)
    return f" Did you mean `{close[0]}`?" if close else ""
