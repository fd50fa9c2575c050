"""From values to what a document is made of."""

import pytest

from harmony.catalog.discover import BUILT_IN
from harmony.sdk import Table
from harmony.sdk.loading import load_module

blocks = load_module(BUILT_IN / "report", "blocks")


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        ([{"name": "a", "line": 3, "length": 5}, {"name": "b", "line": 4, "length": 6}], [("a", 5.0), ("b", 6.0)]),
        ([{"file": "f", "name": "a", "n": 1}, {"file": "f", "name": "b", "n": 2}], [("a", 1.0), ("b", 2.0)]),
        ([{"name": "a", "n": 1}], None),
        ([{"name": "a", "n": None}, {"name": "b", "n": 1}], None),
        ([{"name": "a", "ok": True}, {"name": "b", "ok": False}], None),
        ([{"n": 1}, {"n": 2}], None),
    ],
)
def test_which_tables_are_drawn(rows, wanted):
    found = blocks.chart(rows, None, None, 15, "")
    assert (found and list(found.bars)) == wanted


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        (Table([{"a": 1}]), [{"a": 1}]),
        ([{"a": 1}], [{"a": 1}]),
        ([Table([{"a": 1}]), [{"a": 2}]], [{"a": 1}, {"a": 2}]),
        ([1], None),
        ([[1]], None),
        ("x", None),
        ([], []),
    ],
)
def test_what_counts_as_rows(value, wanted):
    assert blocks.rows_of(value) == wanted
