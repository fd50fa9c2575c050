"""Values that are more than plain data: tables, files, and what generators and ports say.

What a step's function receives and returns, by port type:

| type | Python |
|---|---|
| text, path, datetime | str (a path is absolute; a datetime is ISO 8601) |
| number, integer, boolean, json, list, list<T> | float, int, bool, plain JSON data, list |
| table | Table |
| file, image | File |
| bytes | bytes |
| any | whichever of these it is |
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

T = TypeVar("T")


class _Skip:
    """The type of SKIP."""

    def __repr__(self) -> str:
        return "SKIP"


SKIP: Final[Any] = _Skip()
"""Returned in a port's place: the port does not deliver, what hangs on it is skipped."""


class Many(list[T], Generic[T]):
    """Annotation of an input port that takes several wires: `parts: Many[str]`."""


@dataclass(frozen=True, slots=True)
class Out:
    """Names an output port: `-> Annotated[str, Out("text")]`.

    Attributes:
        name: the port's id.
        type: its type if the annotation does not say it.
        help: one line for the person who wires it.
    """

    name: str
    type: str = ""
    help: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """The last thing an async generator yields: its value."""

    value: Any


@dataclass(frozen=True, slots=True)
class File:
    """A file as a value.

    Attributes:
        path: where its bytes are now; read it, never write it.
        name: what a person would call it, with its suffix (`report.html`).
    """

    path: Path
    name: str = ""

    def read_bytes(self) -> bytes:
        """Its content."""
        return self.path.read_bytes()

    def read_text(self, encoding: str = "utf-8") -> str:
        """Its content as text."""
        return self.path.read_text(encoding=encoding)


class Table:
    """Rows with named columns, in memory or as a Parquet file.

    Args:
        rows: the rows, each a mapping from column to value; or
        path: a Parquet file that holds them.

    `len(table)` counts rows; iterating gives dicts, read in batches.
    """

    __slots__ = ("_columns", "_count", "_rows", "path")

    def __init__(self, rows: Sequence[Mapping[str, Any]] | None = None, *, path: Path | None = None) -> None:
        if (rows is None) == (path is None):
            raise ValueError("a Table is made from rows or from a path, not both")
        self._rows = None if rows is None else [dict(r) for r in rows]
        self.path = path
        self._count: int | None = None if rows is None else len(rows)
        self._columns: list[str] | None = None

    @property
    def columns(self) -> list[str]:
        """Column names, in order of first appearance."""
        if self._columns is None:
            if self._rows is not None:
                self._columns = list(dict.fromkeys(name for row in self._rows for name in row))
            else:
                from harmony.sdk import parquet

                self._columns = parquet.columns(self._file())
        return list(self._columns)

    def rows(self, limit: int | None = None) -> list[dict[str, Any]]:
        """The first `limit` rows (all without it) as dicts; missing cells are None."""
        if self._rows is not None:
            names = self.columns
            return [{n: row.get(n) for n in names} for row in self._rows[:limit]]
        from harmony.sdk import parquet

        return parquet.read(self._file(), limit=limit)

    def _file(self) -> Path:
        assert self.path is not None
        return self.path

    def __len__(self) -> int:
        if self._count is None:
            from harmony.sdk import parquet

            self._count = parquet.count(self._file())
        return self._count

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter(self.rows())

    def __repr__(self) -> str:
        return f"Table({len(self)} rows: {', '.join(self.columns)})"
