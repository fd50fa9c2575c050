"""table.write: writes a table to a file; the suffix says which kind."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Literal

from harmony.sdk import Context, FilePath, Out, StepFailed, Table, node
from harmony.sdk.parquet import quote
from harmony.sdk.tables import explained, opened, view

_FORMATS = {".csv": "csv", ".tsv": "tsv", ".parquet": "parquet", ".json": "json", ".jsonl": "lines", ".ndjson": "lines"}


@node(title="Write table", icon="fa6s.floppy-disk", effects="writes", idempotent=True, blocking="io")
def write(
    rows: Table,
    *,
    ctx: Context,
    path: FilePath,
    format: Literal["auto", "csv", "parquet", "json", "lines"] = "auto",
    delimiter: str = ",",
    header: bool = True,
) -> Annotated[str, Out("path", type="path")]:
    """Table → file.

    Args:
        rows: What to write.
        path: The file; its folder is made if need be, a file that is there is replaced.
        format: Kind of file; auto goes by the suffix: .csv, .tsv, .parquet, .json, .jsonl.
        delimiter: CSV only: what stands between cells.
        header: CSV only: begin with the names of the columns.

    Returns:
        The file that was written.
    """
    import duckdb

    target = Path(path)
    kind = _FORMATS.get(target.suffix.lower(), "") if format == "auto" else format
    if not kind:
        known = ", ".join(_FORMATS)
        raise StepFailed(
            f"What {target.name} should be is not known: end it in {known}, or set `format`.",
            error_class="invalid_input",
            retryable=False,
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    # Written beside the target and moved over it: a reader never sees half a file.
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    with opened(ctx) as db:
        try:
            view(db, "rows", rows, ctx.folder)
            db.execute(f"COPY rows TO {quote(part)} ({_options(kind, delimiter, header=header)})")
            part.replace(target)
        except duckdb.Error as error:
            raise explained(error, f"{target} cannot be written") from error
        finally:
            part.unlink(missing_ok=True)
    return str(target)


def _options(kind: str, delimiter: str, *, header: bool) -> str:
    """How DuckDB is told the kind of file."""
    if kind in ("csv", "tsv"):
        delimiter = "\t" if kind == "tsv" else delimiter
        return f"FORMAT csv, HEADER {header}, DELIMITER {quote(delimiter)}"
    if kind == "parquet":
        return "FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880"
    return "FORMAT json, ARRAY true" if kind == "json" else "FORMAT json"
