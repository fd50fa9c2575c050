"""csv.read: reads CSV files into one table, and says which line of which file is wrong."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

from harmony.sdk import Context, FilePath, Out, Param, StepFailed, Table, node
from harmony.sdk.parquet import name, quote
from harmony.sdk.paths import chosen
from harmony.sdk.tables import copied, opened

_TYPES = {"text": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN"}
_TYPES |= {"date": "DATE", "datetime": "TIMESTAMP"}
ColumnType = Literal["text", "integer", "number", "boolean", "date", "datetime"]


@node(title="Read CSV", icon="fa6s.table", effects="reads", idempotent=True, blocking="io", aliases=["csv.load"])
def read(
    files: Any = None,
    *,
    ctx: Context,
    path: FilePath = "",
    delimiter: Annotated[str, Param(placeholder="found by itself")] = "",
    columns: Sequence[str] = (),
    types: Mapping[str, ColumnType] | None = None,
    null: str = "",
    decimal: Literal[".", ","] = ".",
    encoding: str = "utf-8",
    bad_rows: Literal["fail", "skip"] = "fail",
) -> Annotated[Table, Out("rows")]:
    """Files → table.

    Args:
        files: CSV files to read, one below the other; without it `path` counts.
        path: A file, a folder of CSV files, or a pattern such as sales/*.csv.
        delimiter: What stands between cells; without it the first line tells.
        columns: Columns to keep, in this order; one that is missing fails the step. None: all.
        types: Column: its type, where reading must not guess.
        null: What an empty cell looks like.
        decimal: The decimal sign of numbers.
        encoding: How the files are encoded, such as utf-8 or latin-1.
        bad_rows: What to do with a line that does not fit: fail, or leave it out and log it.

    Returns:
        All rows; the columns of all files must agree.
    """
    import duckdb

    found = chosen(files, path, suffixes=(".csv", ".tsv", ".txt"))
    delimiter = delimiter or _delimiter(found[0], encoding)
    _see_columns(found, delimiter, encoding, [*columns, *(types or ())])
    options = {"delim": delimiter, "nullstr": null, "decimal_separator": decimal, "encoding": encoding}
    settings = ["header=true", "quote='\"'", "escape='\"'", "strict_mode=true"]
    settings += [f"{key}={quote(value)}" for key, value in options.items()]
    wanted = ", ".join(map(name, columns)) or "*"
    source = _source(found, [*settings, *_typed(types)], is_strict=bad_rows == "fail")
    with opened(ctx) as db:
        try:
            table = copied(db, f"SELECT {wanted} FROM {source}", ctx.folder / "rows.parquet")
        except duckdb.Error as error:
            first = _first_line(found[0], encoding)
            raise _explained(_located(db, found, settings, _names(first, delimiter)) or error) from error
        if bad_rows == "skip":
            _log_rejects(db, ctx)
    return table


def _typed(types: Mapping[str, ColumnType] | None) -> list[str]:
    """The types that are told, and how the others are found: by all rows."""
    told = ", ".join(f"{quote(column)}: '{_TYPES[kind]}'" for column, kind in (types or {}).items())
    return ["sample_size=-1", *([f"types={{{told}}}"] if told else [])]


def _source(files: list[Path], settings: list[str], *, is_strict: bool) -> str:
    """All files as one source of rows; DuckDB keeps rejected lines only file by file."""
    options = ", ".join(settings)
    if is_strict:
        return f"read_csv([{', '.join(map(quote, files))}], {options}, union_by_name=true)"
    parts = [f"SELECT * FROM read_csv({quote(file)}, {options}, store_rejects=true)" for file in files]
    return f"({' UNION ALL BY NAME '.join(parts)})"


def _located(db: Any, files: list[Path], settings: list[str], names: list[str]) -> Exception | None:
    """DuckDB's error about a certain line, where it gave up before it came to one: it tries again without guessing."""
    import duckdb

    columns = ", ".join(f"{quote(name)}: 'VARCHAR'" for name in names)
    options = ", ".join([*settings, "auto_detect=false", f"columns={{{columns}}}"])
    for file in files:
        try:
            db.execute(f"SELECT count(*) FROM (SELECT DISTINCT * FROM read_csv({quote(file)}, {options}))")
        except duckdb.Error as error:
            return error
    return None


def _delimiter(file: Path, encoding: str) -> str:
    """What stands between the names of the first line most often; a comma if nothing does."""
    line = _first_line(file, encoding)
    return max(",;\t|", key=line.count)


def _first_line(file: Path, encoding: str) -> str:
    try:
        with file.open(encoding=encoding, newline="") as lines:
            return next(lines, "").lstrip("\ufeff")
    except (UnicodeDecodeError, LookupError) as error:
        raise _refused(f"{file} cannot be read as {encoding}: {error}. Set `encoding`.") from error


def _names(line: str, delimiter: str) -> list[str]:
    """The names of the columns."""
    return next(csv.reader([line], delimiter=delimiter), [])


def _see_columns(files: list[Path], delimiter: str, encoding: str, wanted: list[str]) -> None:
    """All files have the columns of the first, and those that are wanted."""
    first: list[str] = []
    for file in files:
        names = _names(_first_line(file, encoding), delimiter)
        if not names:
            raise _refused(f"{file} is empty: a CSV file begins with the names of its columns.")
        for column in wanted:
            if column not in names:
                raise _refused(f"{file} has no column `{column}`; it has {', '.join(names)}.")
        first = first or names
        if set(names) != set(first):
            odd = sorted(set(names) ^ set(first))[0]
            has, lacks = (file, files[0]) if odd in names else (files[0], file)
            raise _refused(f"{lacks} has no column `{odd}`, but {has} has one: read them apart, or name `columns`.")


def _explained(error: Exception) -> StepFailed:
    """File, line and reason out of DuckDB's long message."""
    text = str(error)
    file, line = re.search(r"^\s*file = (.+)$", text, re.M), re.search(r"CSV Error on Line: (\d+)", text)
    original = re.search(r"^Original Line: (.*)$", text, re.M)
    if not (file and line):
        return _refused(f"The files cannot be read: {text.splitlines()[0]}")
    after = text[original.end() if original else line.end() :].strip().splitlines()
    shown = f" The line is `{original[1].strip()[:200]}`." if original else ""
    reason = after[0].rstrip(".") if after else "it does not fit"
    return _refused(f"{file[1].strip()}, line {line[1]}: {reason}.{shown} Mend it, or set `bad_rows: skip`.")


def _log_rejects(db: Any, ctx: Context) -> None:
    """A log line for each line that was left out, 20 at most."""
    query = (
        "SELECT DISTINCT s.file_path, e.line, e.error_message FROM reject_errors e "
        "JOIN reject_scans s USING (scan_id, file_id) ORDER BY 1, 2"
    )
    rejected = db.execute(query).fetchall()
    for file, line, message in rejected[:20]:
        ctx.log(f"Left out {file}, line {line}: {str(message).splitlines()[0]}")
    if len(rejected) > 20:
        ctx.log(f"Left out {len(rejected) - 20} lines more.")


def _refused(message: str) -> StepFailed:
    return StepFailed(message, error_class="invalid_input", retryable=False)
