"""Tables as Parquet files, through DuckDB, which is imported on first use.

The bytes are the table's identity: fixed row groups, one thread, no timestamps.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb

_COPY = "(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)"


def connect() -> duckdb.DuckDBPyConnection:
    """A private in-memory database with one thread, so that rows keep their order."""
    import duckdb

    return duckdb.connect(":memory:", config={"threads": 1, "preserve_insertion_order": True})


def quote(text: str | Path) -> str:
    """`text` as an SQL string literal."""
    return "'" + str(text).replace("'", "''") + "'"


def columns(path: Path) -> list[str]:
    """Column names of a Parquet file."""
    with connect() as db:
        return [str(row[0]) for row in db.execute(f"DESCRIBE SELECT * FROM read_parquet({quote(path)})").fetchall()]


def count(path: Path) -> int:
    """Number of rows of a Parquet file."""
    with connect() as db:
        row = db.execute(f"SELECT count(*) FROM read_parquet({quote(path)})").fetchone()
    return int(row[0]) if row else 0


def read(path: Path, limit: int | None = None, offset: int = 0) -> list[dict[str, Any]]:
    """Rows of a Parquet file as dicts, in file order."""
    tail = f" LIMIT {limit} OFFSET {offset}" if limit is not None else ""
    with connect() as db:
        cursor = db.execute(f"SELECT * FROM read_parquet({quote(path)}){tail}")
        names = [d[0] for d in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def write(rows: Sequence[Mapping[str, Any]], path: Path) -> None:
    """Write rows to a Parquet file; column types are inferred over all rows.

    Raises:
        ValueError: a cell is no plain JSON data.
    """
    names = list(dict.fromkeys(name for row in rows for name in row))
    if not names:
        names, rows = ["value"], []
    with tempfile.TemporaryDirectory() as folder, connect() as db:
        source = Path(folder) / "rows.json"
        with source.open("w", encoding="utf-8") as out:
            for row in rows:
                out.write(json.dumps({n: row.get(n) for n in names}, ensure_ascii=False, default=str) + "\n")
        if rows:
            query = (
                f"SELECT * FROM read_json({quote(source)}, format='newline_delimited', "
                "sample_size=-1, maximum_object_size=268435456, convert_strings_to_integers=false)"
            )
        else:
            query = "SELECT " + ", ".join(f'NULL::VARCHAR AS "{n}"' for n in names) + " WHERE false"
        db.execute(f"COPY ({query}) TO {quote(path)} {_COPY}")
