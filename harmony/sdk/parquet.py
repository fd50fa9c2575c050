"""Tables as Parquet files, through DuckDB, which is imported on first use.

The bytes are the table's identity: fixed row groups, one thread, no timestamps. Column types
follow the Python values and never their looks: the text `2024-01-01` stays a text, a
`datetime.date` comes back as one. What no column type holds exactly (objects, mixtures,
whole numbers of any length) is kept as JSON, cell by cell.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from harmony.errors import HarmonyError

if TYPE_CHECKING:
    import duckdb

_COPY = "(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EXACT_INT = 2**53
GREAT = "DECIMAL(38,0)"
"""Column type of whole numbers that no integer column holds; they come back as Python's own."""
# Scalars that a LIST column may hold, and the column types of plain values.
_PLAIN = {str: "VARCHAR", bool: "BOOLEAN", int: "BIGINT", float: "DOUBLE"}
Cell = Callable[[Any], Any]


def connect() -> duckdb.DuckDBPyConnection:
    """A private in-memory database with one thread, so that rows keep their order."""
    import duckdb

    return duckdb.connect(":memory:", config={"threads": 1, "preserve_insertion_order": True})


def quote(text: str | Path) -> str:
    """`text` as an SQL string literal."""
    return "'" + str(text).replace("'", "''") + "'"


def name(column: str) -> str:
    """`column` as an SQL identifier."""
    return '"' + column.replace('"', '""') + '"'


def _described(db: duckdb.DuckDBPyConnection, path: Path) -> list[tuple[str, str]]:
    rows = db.execute(f"DESCRIBE SELECT * FROM read_parquet({quote(path)})").fetchall()
    return [(str(row[0]), str(row[1])) for row in rows]


def columns(path: Path) -> list[str]:
    """Column names of a Parquet file."""
    with connect() as db:
        return [column for column, _type in _described(db, path)]


def count(path: Path) -> int:
    """Number of rows of a Parquet file."""
    with connect() as db:
        row = db.execute(f"SELECT count(*) FROM read_parquet({quote(path)})").fetchone()
    return int(row[0]) if row else 0


def _moment(micros: int | None) -> datetime | None:
    return None if micros is None else _EPOCH + timedelta(microseconds=micros)


def _great(cell: Decimal | None) -> int | None:
    return None if cell is None else int(cell)


def _unpack(cell: str | None) -> Any:
    return None if cell is None else json.loads(cell)


def read(path: Path, limit: int | None = None, offset: int = 0) -> list[dict[str, Any]]:
    """Rows of a Parquet file as dicts, in file order.

    Dates, times, decimals and identifiers are Python's own; moments with a zone are in UTC.
    """
    tail = f" LIMIT {limit}" if limit is not None else ""
    tail += f" OFFSET {offset}" if offset else ""
    with connect() as db:
        described = _described(db, path)
        # DuckDB hands out moments with a zone only when another package is installed.
        chosen = [f"epoch_us({name(c)})" if t == "TIMESTAMP WITH TIME ZONE" else name(c) for c, t in described]
        rows = db.execute(f"SELECT {', '.join(chosen)} FROM read_parquet({quote(path)}){tail}").fetchall()
    names = [column for column, _type in described]
    mends: list[tuple[int, Cell]] = [(i, _unpack) for i, (_c, t) in enumerate(described) if t == "JSON"]
    mends += [(i, _great) for i, (_c, t) in enumerate(described) if t == GREAT]
    mends += [(i, _moment) for i, (_c, t) in enumerate(described) if t == "TIMESTAMP WITH TIME ZONE"]
    if not mends:
        return [dict(zip(names, row, strict=True)) for row in rows]
    result = []
    for row in rows:
        cells = list(row)
        for at, mend in mends:
            cells[at] = mend(cells[at])
        result.append(dict(zip(names, cells, strict=True)))
    return result


def _same(cell: Any) -> Any:
    return cell


def _json(cell: Any) -> Any:
    from harmony.sdk.codec import to_json

    return to_json(cell)


def _integers(cells: list[Any]) -> tuple[str, str, Cell]:
    if all(-(2**63) <= c < 2**63 for c in cells):
        return "BIGINT", "{}", _same
    return "VARCHAR", "CAST({} AS JSON)", _json


def _decimals(cells: list[Any]) -> tuple[str, str, Cell]:
    if not all(c.is_finite() for c in cells):
        raise ValueError("a decimal that is no finite number")
    scale = max(max(0, -int(c.as_tuple().exponent)) for c in cells)
    whole = max(max(0, c.adjusted() + 1) for c in cells)
    if scale + whole > 38:
        raise ValueError("a decimal of more than 38 digits")
    return "VARCHAR", f"CAST({{}} AS DECIMAL({max(1, scale + whole)},{scale}))", lambda c: format(c, "f")


def _datetimes(cells: list[Any]) -> tuple[str, str, Cell]:
    zoned = {c.tzinfo is not None for c in cells}
    if zoned == {True}:
        return "VARCHAR", "CAST({} AS TIMESTAMPTZ)", datetime.isoformat
    if zoned == {False}:
        return "VARCHAR", "CAST({} AS TIMESTAMP)", datetime.isoformat
    return "VARCHAR", "CAST({} AS JSON)", _json


def _lists(cells: list[Any]) -> tuple[str, str, Cell]:
    kinds = {type(item) for cell in cells for item in cell if item is not None}
    kind = next(iter(kinds), str)
    items = [i for cell in cells for i in cell if i is not None]
    exact = kind is not int or _integers(items)[0] == "BIGINT"
    finite = kind is not float or all(i - i == 0 for i in items)
    if len(kinds) <= 1 and kind in _PLAIN and exact and finite:
        return f"{_PLAIN[kind]}[]", "{}", _same
    return "VARCHAR", "CAST({} AS JSON)", _json


def _floats(cells: list[Any]) -> tuple[str, str, Cell]:
    if any(type(c) is int and abs(c) > _EXACT_INT for c in cells):
        return "VARCHAR", "CAST({} AS JSON)", _json
    # As text: JSON has no word for NaN and infinity.
    return "VARCHAR", "CAST({} AS DOUBLE)", lambda c: repr(float(c))


_BY_KIND: dict[type, Callable[[list[Any]], tuple[str, str, Cell]]] = {
    str: lambda _c: ("VARCHAR", "{}", _same),
    bool: lambda _c: ("BOOLEAN", "{}", _same),
    int: _integers,
    float: _floats,
    Decimal: _decimals,
    datetime: _datetimes,
    date: lambda _c: ("VARCHAR", "CAST({} AS DATE)", date.isoformat),
    time: lambda _c: ("VARCHAR", "CAST({} AS TIME)", time.isoformat),
    UUID: lambda _c: ("VARCHAR", "CAST({} AS UUID)", str),
    bytes: lambda _c: ("VARCHAR", "from_hex({})", bytes.hex),
    list: _lists,
    tuple: _lists,
}


def _column(cells: list[Any]) -> tuple[str, str, Cell]:
    """How the cells of one column travel: type in the JSON lines, SQL around it, and each cell's form."""
    present = [c for c in cells if c is not None]
    kinds = {type(c) for c in present}
    if not present:
        return "VARCHAR", "{}", _same
    if kinds == {int, float}:
        return _floats(present)
    if len(kinds) == 1 and (rule := _BY_KIND.get(kinds.pop())):
        return rule(present)
    return "VARCHAR", "CAST({} AS JSON)", _json


def write(rows: Sequence[Mapping[str, Any]], path: Path) -> None:
    """Write rows to a Parquet file; a column's type follows from all of its values.

    Raises:
        ValueError: a cell cannot be stored; names the column.
        OSError: the file cannot be written.
    """
    import duckdb

    names = list(dict.fromkeys(str(column) for row in rows for column in row)) or ["value"]
    if len({column.lower() for column in names}) < len(names):
        raise ValueError(f"two columns differ in case only, which tables do not tell apart: {', '.join(names)}")
    travel = {}
    for column in names:
        try:
            travel[column] = _column([row.get(column) for row in rows])
        except (TypeError, ValueError) as error:
            raise ValueError(f"column `{column}`: {error}") from error
    with tempfile.TemporaryDirectory(prefix="harmony-") as folder, connect() as db:
        source = Path(folder) / "rows.json"
        _write_lines(rows, travel, source)
        # Columns travel as c0, c1 …: names in rows may differ in case only, which SQL does not tell apart.
        kinds = ", ".join(f"c{i}: {quote(kind)}" for i, (kind, _sql, _cell) in enumerate(travel.values()))
        picked = ", ".join(f"{t[1].format(f'c{i}')} AS {name(c)}" for i, (c, t) in enumerate(travel.items()))
        query = (
            f"SELECT {picked} FROM read_json({quote(source)}, format='newline_delimited', "
            f"columns={{{kinds}}}, maximum_object_size=268435456)"
        )
        if not rows:
            query = "SELECT " + ", ".join(f"NULL::VARCHAR AS {name(c)}" for c in names) + " WHERE false"
        try:
            db.execute(f"COPY ({query}) TO {quote(path)} {_COPY}")
        except duckdb.IOException as error:
            raise OSError(str(error)) from error


def _blame(row: Mapping[str, Any], forms: list[tuple[str, str, Cell]]) -> str:
    """The column whose cell cannot be written."""
    for _key, column, form in forms:
        try:
            json.dumps(form(row.get(column)), ensure_ascii=False).encode("utf-8")
        except (HarmonyError, ValueError, AttributeError):
            return f"column `{column}`"
    return "a row"


def _write_lines(rows: Sequence[Mapping[str, Any]], travel: dict[str, tuple[str, str, Cell]], target: Path) -> None:
    forms = [(f"c{i}", column, cell) for i, (column, (_kind, _sql, cell)) in enumerate(travel.items())]
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode
    with target.open("w", encoding="utf-8") as out:
        for row in rows:
            try:
                line = {k: None if (value := row.get(c)) is None else form(value) for k, c, form in forms}
                out.write(encode(line) + "\n")
            except (HarmonyError, ValueError) as error:
                raise ValueError(f"{_blame(row, forms)}: {error}") from error
