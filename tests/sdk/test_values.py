"""Tables, files and words of generators."""

import pytest

from harmony.sdk import SKIP, File, Table
from harmony.sdk.parquet import write


@pytest.fixture(params=["memory", "file"])
def table(request, tmp_path):
    rows = [{"a": 1, "b": "x"}, {"a": 2, "b": None}]
    if request.param == "memory":
        return Table(rows)
    write(rows, tmp_path / "t.parquet")
    return Table(path=tmp_path / "t.parquet")


def test_a_table_is_the_same_in_memory_and_in_a_file(table):
    assert len(table) == 2
    assert table.columns == ["a", "b"]
    assert list(table) == [{"a": 1, "b": "x"}, {"a": 2, "b": None}]
    assert table.rows(1) == [{"a": 1, "b": "x"}]
    assert repr(table) == "Table(2 rows: a, b)"


def test_missing_cells_are_none():
    assert Table([{"a": 1}, {"b": 2}]).rows() == [{"a": 1, "b": None}, {"a": None, "b": 2}]


def test_a_table_is_made_from_one_thing(tmp_path):
    for options in ({}, {"rows": [], "path": tmp_path}):
        with pytest.raises(ValueError, match="not both"):
            Table(**options)


def test_a_file_is_read(tmp_path):
    (tmp_path / "x").write_text("ü")
    assert File(tmp_path / "x").read_text() == "ü"
    assert File(tmp_path / "x").read_bytes() == "ü".encode()


def test_skip_is_one_of_a_kind():
    assert repr(SKIP) == "SKIP"
