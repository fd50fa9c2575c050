"""Values as views in DuckDB."""

import time

import pytest

from harmony.sdk import Context, Table
from harmony.sdk.parquet import connect, write
from harmony.sdk.tables import copied, is_tabular, opened, view


@pytest.mark.slow  # the first use imports DuckDB
@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        (Table([{"a": 1}]), [(1,)]),
        ([{"a": 1}, {"a": 2}], [(1,), (2,)]),
        ([[{"a": 1}], [], [{"a": 2}]], [(1,), (2,)]),
        ([Table([{"a": 1}]), None, Table([{"a": 2}])], [(1,), (2,)]),
        ({"a": 1}, [(1,)]),
        ([1, 2], [(1,), (2,)]),
        ([Table([]), Table([{"a": 2}])], [(2,)]),
    ],
)
def test_what_can_be_a_view(value, wanted, tmp_path):
    with connect() as db:
        view(db, "it is", value, tmp_path)
        assert db.execute('SELECT * FROM "it is"').fetchall() == wanted


def test_a_table_in_a_file_is_read_where_it_lies(tmp_path):
    write([{"a": 1}], tmp_path / "given.parquet")
    with connect() as db:
        view(db, "t", Table(path=tmp_path / "given.parquet"), tmp_path / "nowhere")
        assert db.execute("SELECT a FROM t").fetchall() == [(1,)]


def test_columns_of_an_empty_list_can_be_told(tmp_path):
    with connect() as db:
        view(db, "t", [], tmp_path, ["a", "b"])
        assert db.execute("SELECT a, b FROM t").fetchall() == []


def test_tables_of_different_columns_stand_below_each_other(tmp_path):
    with connect() as db:
        view(db, "t", [Table([{"a": 1}]), Table([{"b": 2}])], tmp_path)
        assert db.execute("SELECT a, b FROM t").fetchall() == [(1, None), (None, 2)]


def test_a_result_is_a_table_in_a_file(tmp_path):
    with connect() as db:
        table = copied(db, "SELECT 1 AS a", tmp_path / "out.parquet")
    assert table.rows() == [{"a": 1}]


def test_single_values_are_no_tables():
    assert [is_tabular(v) for v in ("x", 1, None, [], {})] == [False, False, False, True, True]


@pytest.mark.slow
def test_a_query_stops_when_the_step_is_cancelled():
    begun = time.monotonic()
    ctx = Context(is_cancelled=lambda: time.monotonic() - begun > 0.1)
    endless = "SELECT count(*) FROM range(100000000) a, range(100000000) b WHERE a.range % 7 = b.range % 3"
    with opened(ctx) as db, pytest.raises(Exception, match=r"[Ii]nterrupt"):
        db.execute(endless).fetchall()
    assert time.monotonic() - begun < 5
