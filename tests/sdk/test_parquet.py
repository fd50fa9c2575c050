from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from harmony.sdk import parquet

pytestmark = pytest.mark.slow

COLUMNS: dict[str, list[Any]] = {
    "texts that look like more": ["2024-01-02", "007", "true", "", None, "12:30"],
    "whole": [1, -(2**63), 2**63 - 1, None],
    "huge": [2**70, 1, None],
    "numbers": [1.5, -0.0, 1e-300, 5e-324, None],
    "no numbers": [float("inf"), 2.0],
    "truths": [True, False, None],
    "days": [date(2024, 2, 29), date(1, 1, 1), None],
    "moments": [datetime(2024, 1, 2, 3, 4, 5, 678), datetime(1900, 1, 1), None],
    "zoned": [datetime(2024, 1, 2, tzinfo=UTC), datetime(1969, 1, 1, 5, tzinfo=timezone(timedelta(hours=2))), None],
    "times": [time(1, 2, 3, 4), None],
    "decimals": [Decimal("1.10"), Decimal("-12345678901234567890.123"), None],
    "one decimal": [Decimal("0.001")],
    "objects": [{"a": 1}, {"b": [None, {"c": "é"}]}, {}, None],
    "lists": [[1, None, 3], [], None],
    "mixed lists": [[1, "a"], [None], None],
    "mixed": [1, "a", True, None, 2.5, [1]],
    "bytes": [b"\x00\xff", b"", None],
    "ids": [UUID(int=5), None],
    "nothing": [None, None],
    'quotes " and \\': ["\"'\n\t\\", "a\x00b"],
}


@pytest.mark.parametrize("column", COLUMNS)
def test_cells_come_back_as_they_were(tmp_path: Path, column: str) -> None:
    rows = [{column: cell} for cell in COLUMNS[column]]
    parquet.write(rows, tmp_path / "t")
    found = parquet.read(tmp_path / "t")
    assert found == rows
    kinds = [(type(a[column]), type(b[column])) for a, b in zip(found, rows, strict=True)]
    assert all(a is b for a, b in kinds)


def test_whole_and_broken_numbers_share_a_column(tmp_path: Path) -> None:
    parquet.write([{"n": 1}, {"n": 1.5}], tmp_path / "t")
    assert parquet.read(tmp_path / "t") == [{"n": 1.0}, {"n": 1.5}]


def test_rows_keep_their_order_and_missing_cells_are_none(tmp_path: Path) -> None:
    rows = [{"n": i} if i % 2 else {"n": i, "odd": "x"} for i in range(3000)]
    parquet.write(rows, tmp_path / "t")
    assert parquet.read(tmp_path / "t", limit=2, offset=1000) == [{"n": 1000, "odd": "x"}, {"n": 1001, "odd": None}]
    assert parquet.count(tmp_path / "t") == 3000
    assert parquet.columns(tmp_path / "t") == ["n", "odd"]


def test_equal_rows_give_equal_bytes(tmp_path: Path) -> None:
    rows = [{"n": i, "t": str(i)} for i in range(500)]
    parquet.write(rows, tmp_path / "a")
    parquet.write(rows, tmp_path / "b")
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_an_empty_table(tmp_path: Path) -> None:
    parquet.write([], tmp_path / "t")
    assert parquet.read(tmp_path / "t") == []


def test_a_path_with_a_quote(tmp_path: Path) -> None:
    parquet.write([{"a": 1}], tmp_path / "it's")
    assert parquet.read(tmp_path / "it's") == [{"a": 1}]


@pytest.mark.parametrize("cell", [object(), float, Decimal("NaN"), "\ud800", [{1, 2}]])
def test_a_cell_that_cannot_be_stored_names_its_column(tmp_path: Path, cell: Any) -> None:
    with pytest.raises(ValueError, match="`odd`"):
        parquet.write([{"fine": 1, "odd": cell}], tmp_path / "t")


def test_columns_that_differ_in_case_only_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="case"):
        parquet.write([{"a": 1, "A": 2}], tmp_path / "t")
