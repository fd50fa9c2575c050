"""Tables in DuckDB: inputs as views, results as Parquet files, errors as sentences."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from harmony.sdk import parquet
from harmony.sdk.context import Context
from harmony.sdk.failure import StepFailed
from harmony.sdk.parquet import quote
from harmony.sdk.values import Table

if TYPE_CHECKING:
    import duckdb

_COPY = "(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)"
_LOOK_SECONDS = 0.05


@contextmanager
def opened(ctx: Context) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database for one step; a query in it is stopped when the step is cancelled."""
    done = threading.Event()
    with parquet.connect() as db:
        watcher = threading.Thread(target=_watch, args=(db, ctx, done), name="duckdb watcher", daemon=True)
        watcher.start()
        try:
            yield db
        finally:
            done.set()
            watcher.join()


def _watch(db: duckdb.DuckDBPyConnection, ctx: Context, done: threading.Event) -> None:
    """A thread cannot be stopped from outside, but its query can."""
    while not done.wait(_LOOK_SECONDS):
        if ctx.cancelled:
            db.interrupt()


def is_tabular(value: Any) -> bool:
    """True if `value` can be a view: a table, a list, an object."""
    return isinstance(value, Table | list | dict)


def view(db: duckdb.DuckDBPyConnection, name: str, value: Any, folder: Path, columns: Sequence[str] = ()) -> None:
    """Make `value` a view called `name`.

    Args:
        db: where.
        name: the view's name, any text.
        value: a table, a list of rows, of tables or of lists of rows (one below the other), or one row.
        folder: where rows that are not in a file yet are put.
        columns: added, empty, where the value lacks them.
    """
    source = f"read_parquet([{', '.join(quote(p) for p in files(value, name, folder))}], union_by_name=true)"
    known = {str(row[0]) for row in db.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()}
    added = "".join(f", NULL AS {parquet.name(column)}" for column in columns if column not in known)
    db.execute(f"CREATE OR REPLACE TEMP VIEW {parquet.name(name)} AS SELECT *{added} FROM {source}")


def files(value: Any, name: str, folder: Path) -> list[Path]:
    """Parquet files that hold the rows of a value; see `view`."""
    if isinstance(value, Table):
        return [_file(value, folder / f"{name}.parquet")]
    if isinstance(value, dict):
        return [_file(Table([value]), folder / f"{name}.parquet")]
    items = [item for item in value if item is not None]
    if items and all(isinstance(item, Table) for item in items):
        filled = [item for item in items if len(item)] or items[:1]
        return [_file(item, folder / f"{name}-{index}.parquet") for index, item in enumerate(filled)]
    if items and all(isinstance(item, list) for item in items):
        items = list(chain.from_iterable(items))
    rows = [item if isinstance(item, dict) else {"value": item} for item in items]
    return [_file(Table(rows), folder / f"{name}.parquet")]


def copied(db: duckdb.DuckDBPyConnection, query: str, path: Path, values: Any = None) -> Table:
    """The result of a query as a table in the file `path`."""
    db.execute(f"COPY ({_whole(db, query, values)}) TO {quote(path)} {_COPY}", values)
    return Table(path=path)


def _whole(db: duckdb.DuckDBPyConnection, query: str, values: Any) -> str:
    """The query, its great whole numbers (each `sum` of integers is one) in a type that Parquet keeps exactly."""
    described = db.execute(f"DESCRIBE {query}", values).fetchall()
    great = [parquet.name(str(row[0])) for row in described if row[1] in ("HUGEINT", "UHUGEINT")]
    casts = ", ".join(f"CAST({c} AS {parquet.GREAT}) AS {c}" for c in great)
    return f"SELECT * REPLACE ({casts}) FROM ({query})" if great else query


def explained(error: Exception, what: str) -> StepFailed:
    """A failure for what DuckDB said, without its hints and internals."""
    text = str(error).split("\n\n")[0].strip()
    return StepFailed(f"{what}: {text}", error_class="invalid_input", retryable=False)


def _file(table: Table, path: Path) -> Path:
    """The table's own file, or its rows in a new one."""
    if table.path is not None:
        return table.path
    parquet.write(table.rows(), path)
    return path
