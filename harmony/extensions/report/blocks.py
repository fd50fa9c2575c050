"""What a document is made of, and how inputs and a template become it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from harmony.sdk import File, StepFailed, Table

from .figures import is_number, label

_DIRECTIVE = re.compile(r"^[ \t]*\[\[(table|chart|value)\s+([A-Za-z_][\w-]*)([^\]\n]*)\]\][ \t]*$", re.M)
_OPTION = re.compile(r"""(\w+)=(?:"([^"]*)"|(\S+))""")
_MOST_ROWS = 1000
_MOST_BARS = 15
_MOST_TILES = 12
_POSITIONS = frozenset("line row id index number year column".split())
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Heading:
    """A section's title."""

    text: str


@dataclass(frozen=True, slots=True)
class Prose:
    """Text in Markdown, or an HTML fragment."""

    text: str


@dataclass(frozen=True, slots=True)
class Tiles:
    """Single values side by side: label and value."""

    items: tuple[tuple[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; `total` counts the rows that there are, shown or not."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Bars:
    """A bar chart: label and length of each bar, in order."""

    title: str
    bars: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """An image from a file."""

    file: File


Block = Heading | Prose | Tiles | Grid | Bars | Picture


def from_template(template: str, inputs: Mapping[str, Any]) -> list[Block]:
    """The template's text, with tables and charts where it says `[[table NAME]]` or `[[chart NAME]]`.

    Raises:
        StepFailed: a directive names no input port, or a column that is not there.
    """
    blocks: list[Block] = []
    end = 0
    for found in _DIRECTIVE.finditer(template):
        blocks.append(Prose(template[end : found.start()]))
        end = found.end()
        kind, name = found[1], found[2]
        if name not in inputs:
            known = ", ".join(inputs) or "none"
            raise _refused(f"`{found[0].strip()}`: there is no input port `{name}`; there is {known}.")
        options = {key: quoted or plain for key, quoted, plain in _OPTION.findall(found[3])}
        blocks += _directed(kind, name, inputs[name], options)
    return [*blocks, Prose(template[end:])]


def _directed(kind: str, name: str, value: Any, options: Mapping[str, str]) -> list[Block]:
    """The block of one directive."""
    if kind == "value":
        return (
            [Tiles(((options.get("label", label(name)), value),))]
            if _is_single(value)
            else _section(value, charts=False)
        )
    rows = rows_of(value)
    if rows is None:
        raise _refused(f"`{name}` is no table: use `[[value {name}]]`.")
    limit = int(options["limit"]) if options.get("limit", "").isdecimal() else None
    if kind == "table":
        return [grid(rows, limit or _MOST_ROWS)]
    for option in ("label", "value"):
        if rows and options.get(option) not in (None, *rows[0]):
            raise _refused(
                f"The chart of `{name}`: there is no column `{options[option]}`; there is {', '.join(rows[0])}."
            )
    found = chart(rows, options.get("label"), options.get("value"), limit or _MOST_BARS, options.get("title", ""))
    return [found] if found else []


def from_inputs(inputs: Mapping[str, Any], *, charts: bool) -> list[Block]:
    """A section for each input, in order; single values come first, side by side."""
    tiles = tuple((label(name), value) for name, value in inputs.items() if _is_single(value))
    blocks: list[Block] = [Tiles(tiles)] if tiles else []
    for name, value in inputs.items():
        if not _is_single(value):
            blocks += [Heading(label(name)), *_section(value, charts=charts)]
    return blocks


def _is_single(value: Any) -> bool:
    """True for what fits on a tile."""
    return isinstance(value, bool | int | float) or (isinstance(value, str) and len(value) <= 60 and "\n" not in value)


def _is_tile(value: Any) -> bool:
    """The same for a part of an object or a row, where nothing has its place too."""
    return value is None or _is_single(value)


def _section(value: Any, *, charts: bool) -> list[Block]:
    """The blocks of one value."""
    if value is None:
        return [Prose("*Nothing came here.*")]
    if isinstance(value, str):
        return [Prose(value)]
    if isinstance(value, File):
        return [Picture(value)] if is_picture(value) else [Prose(f"File `{value.name or value.path.name}`")]
    if isinstance(value, dict):
        return _object(value, charts=charts)
    rows = rows_of(value)
    if rows is not None and len(rows) == 1 and len(rows[0]) <= _MOST_TILES and all(map(_is_tile, rows[0].values())):
        return [Tiles(tuple((label(name), part) for name, part in rows[0].items()))]
    if rows is not None:
        drawn = chart(rows, None, None, _MOST_BARS, "") if charts else None
        return [*([drawn] if drawn else []), grid(rows, _MOST_ROWS)]
    return [Prose("\n".join(f"- {item}" for item in value) or "*Empty.*")]


def _object(value: Mapping[str, Any], *, charts: bool) -> list[Block]:
    """Single values as tiles, the parts below each other."""
    tiles = tuple((label(name), part) for name, part in value.items() if _is_tile(part))
    blocks: list[Block] = [Tiles(tiles)] if tiles else []
    for name, part in value.items():
        if not _is_tile(part):
            blocks += [Prose(f"#### {label(name)}"), *_section(part, charts=charts)]
    return blocks


def rows_of(value: Any) -> list[dict[str, Any]] | None:
    """Rows of a table, of a list of objects, or of a list of either; None if it is nothing of the kind."""
    if isinstance(value, Table):
        return value.rows()
    if not isinstance(value, list):
        return None
    if value and all(isinstance(item, list | Table) for item in value):
        parts = [rows_of(item) for item in value]
        return None if None in parts else [row for part in parts for row in part or ()]
    return value if all(isinstance(item, dict) for item in value) else None


def grid(rows: Sequence[Row], limit: int) -> Grid:
    """The first rows as a table."""
    columns = tuple(dict.fromkeys(name for row in rows for name in row))
    return Grid(columns, tuple(rows[:limit]), len(rows))


def chart(rows: Sequence[Row], name: str | None, value: str | None, limit: int, title: str) -> Bars | None:
    """The first rows as bars; None if no column says how long they are.

    Args:
        rows: the rows.
        name: column of the labels; default: `name`, else the first column of texts.
        value: column of the lengths; default: the first column of numbers that is no position.
        limit: how many bars at most.
        title: shown above; made from the columns without it.
    """
    columns = list(dict.fromkeys(key for row in rows for key in row))
    numbers = [c for c in columns if rows and all(is_number(row.get(c)) for row in rows)]
    texts = [c for c in columns if c not in numbers and any(isinstance(row.get(c), str) for row in rows)]
    name = name or ("name" if "name" in texts else next(iter(texts), None))
    value = value or next((c for c in numbers if c.lower() not in _POSITIONS), None)
    if len(rows) < 2 or name is None or value is None:
        return None
    bars = tuple((str(row.get(name) or ""), float(row[value])) for row in rows[:limit] if is_number(row.get(value)))
    return Bars(title or f"{label(value)} by {label(name).lower()}", bars) if bars else None


def is_picture(file: File) -> bool:
    """True if a browser shows the file as an image."""
    return (file.name or file.path.name).lower().endswith((".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg"))


def _refused(message: str) -> StepFailed:
    return StepFailed(message, error_class="invalid_input", retryable=False)
