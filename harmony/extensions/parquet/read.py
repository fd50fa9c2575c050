"""parquet.read: reads Parquet files into one table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from harmony.sdk import Context, FilePath, Out, Table, node
from harmony.sdk.parquet import name, quote
from harmony.sdk.paths import chosen
from harmony.sdk.tables import copied, explained, opened


@node(title="Read Parquet", icon="fa6s.database", effects="reads", idempotent=True, blocking="io")
def read(
    files: Any = None,
    *,
    ctx: Context,
    path: FilePath = "",
    columns: Sequence[str] = (),
) -> Annotated[Table, Out("rows")]:
    """Files → table.

    Args:
        files: Parquet files to read, one below the other; without it `path` counts.
        path: A file, a folder of Parquet files, or a pattern such as data/*.parquet.
        columns: Columns to keep, in this order. None: all.

    Returns:
        All rows.
    """
    import duckdb

    found = chosen(files, path, suffixes=(".parquet",))
    wanted = ", ".join(map(name, columns)) or "*"
    source = f"read_parquet([{', '.join(map(quote, found))}], union_by_name=true)"
    with opened(ctx) as db:
        try:
            return copied(db, f"SELECT {wanted} FROM {source}", ctx.folder / "rows.parquet")
        except duckdb.Error as error:
            raise explained(error, "The files cannot be read") from error
