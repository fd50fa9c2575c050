"""json.read: reads JSON files, or files of one JSON value a line, into one table."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, Literal

from harmony.sdk import FilePath, Out, Param, StepFailed, Table, node
from harmony.sdk.paths import chosen

_LINES = (".jsonl", ".ndjson")


@node(title="Read JSON", icon="fa6s.code", effects="reads", idempotent=True)
def read(
    files: Any = None,
    *,
    path: FilePath = "",
    at: Annotated[str, Param(placeholder="data.items")] = "",
    format: Literal["auto", "document", "lines"] = "auto",
    encoding: str = "utf-8",
) -> Annotated[Table, Out("rows")]:
    """Files → table.

    Args:
        files: JSON files to read, one below the other; without it `path` counts.
        path: A file, a folder of JSON files, or a pattern such as data/*.json.
        at: Where the rows are in the document: keys joined by dots; without it, the whole.
        format: One document a file, or one value a line; auto goes by the suffix (.jsonl, .ndjson).
        encoding: How the files are encoded.

    Returns:
        A row for each object; other values stand in a column `value`.
    """
    rows: list[dict[str, Any]] = []
    for file in chosen(files, path, suffixes=(".json", *_LINES)):
        is_lines = format == "lines" or (format == "auto" and file.suffix.lower() in _LINES)
        for value in _values(file, encoding, is_lines=is_lines):
            found = _at(value, at, file)
            items = found if isinstance(found, list) else [found]
            rows += [item if isinstance(item, dict) else {"value": item} for item in items]
    return Table(rows)


def _values(file: Path, encoding: str, *, is_lines: bool) -> list[Any]:
    """The JSON values of a file.

    Raises:
        StepFailed: one does not parse; names file, line and column.
    """
    try:
        text = file.read_text(encoding=encoding)
    except (UnicodeDecodeError, LookupError) as error:
        raise _refused(f"{file} cannot be read as {encoding}: {error}.") from error
    text = text.removeprefix("\ufeff")  # which programs on Windows begin their files with
    # Not `splitlines`: it ends lines at signs that may stand in a JSON text as they are (U+2028, U+0085).
    pieces = [(n, line) for n, line in enumerate(text.split("\n"), 1) if line.strip()] if is_lines else [(1, text)]
    found = []
    for number, piece in pieces:
        try:
            found.append(json.loads(piece))
        except json.JSONDecodeError as error:
            line = number + error.lineno - 1
            raise _refused(f"{file}, line {line}, column {error.colno}: {error.msg}.") from error
        except RecursionError as error:
            raise _refused(f"{file}, line {number}: its values are nested too deeply to be read.") from error
    return found


def _at(value: Any, at: str, file: Path) -> Any:
    """The part of a document that a dotted path names."""
    for part in at.split(".") if at else ():
        key = int(part) if isinstance(value, list) and part.isdecimal() else part
        try:
            value = value[key]
        except (KeyError, IndexError, TypeError) as error:
            known = ", ".join(map(str, value))[:200] if isinstance(value, dict) else type(value).__name__
            raise _refused(f"{file} has no `{part}` (of `{at}`); there is {known}.") from error
    return value


def _refused(message: str) -> StepFailed:
    return StepFailed(message, error_class="invalid_input", retryable=False)
