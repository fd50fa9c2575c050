"""What both artifact stores do alike."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import UNSET

from harmony.errors import ValueRefused
from harmony.sdk import File, Table
from harmony.store import FileArtifacts, MemoryArtifacts
from harmony.store.values import LiveCache, Values

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@pytest.fixture(params=["memory", "files"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    made = MemoryArtifacts() if request.param == "memory" else FileArtifacts(tmp_path / "artifacts")
    yield made
    if isinstance(made, MemoryArtifacts):
        made.close()


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(JSON)
def test_plain_data_comes_back_as_it_was(value: Any) -> None:
    store = MemoryArtifacts()
    artifact = store.put(value, "any")
    assert store.get(artifact) == value
    assert store.put(store.get(artifact), "any").hash == artifact.hash


@pytest.mark.parametrize("value", ["x" * 5000, list(range(3000)), {"k": "é" * 4000}, 10**40, b"\x00\xff", b"y" * 9000])
def test_large_values_come_back(store: Values, value: Any) -> None:
    artifact = store.put(value, "any")
    assert artifact.inline is UNSET
    assert store.get(artifact) == value


def test_small_values_travel_inline(store: Values) -> None:
    artifact = store.put({"b": 1, "a": [None]}, "json")
    assert artifact.inline == {"b": 1, "a": [None]}
    assert store.is_cheap(artifact)


def test_identity_is_of_type_and_content(store: Values) -> None:
    assert store.put("1", "text").hash != store.put(1, "integer").hash
    assert store.put({"a": 1, "b": 2}, "json").hash != store.put({"b": 2, "a": 1}, "json").hash
    assert store.put("x" * 5000, "text").hash == store.put("x" * 5000, "any").hash


def test_a_table_comes_back_with_its_types(store: Values) -> None:
    rows = [
        {"day": date(2024, 1, 2), "at": datetime(2024, 1, 2, 3, tzinfo=UTC), "sum": Decimal("1.10"), "in": {"a": [1]}},
        {"day": None, "at": None, "sum": Decimal("-20"), "in": None},
    ]
    artifact = store.put(Table(rows), "table")
    assert artifact.rows == 2
    assert store.get(artifact).rows() == rows
    assert store.put(store.get(artifact), "table").hash == artifact.hash


def test_rows_on_a_table_port_become_a_table(store: Values) -> None:
    assert store.get(store.put([{"a": 1}], "table")).rows() == [{"a": 1}]


def test_a_file_keeps_its_name_and_content(store: Values, tmp_path: Path) -> None:
    source = tmp_path / "report.html"
    source.write_text("<p>")
    artifact = store.put(File(source), "file")
    source.write_text("changed later")
    assert (artifact.name, store.get(artifact).read_text()) == ("report.html", "<p>")


def test_lists_of_tables_and_files(store: Values, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a")
    tables = store.get(store.put([Table([{"a": 1}]), None], "list<table>"))
    files = store.get(store.put([File(tmp_path / "a.txt")], "list"))
    assert tables[0].rows() == [{"a": 1}] and tables[1] is None
    assert files[0].read_text() == "a"


def test_a_table_inside_an_object_becomes_rows(store: Values) -> None:
    assert store.get(store.put({"t": Table([{"d": date(2024, 1, 2)}])}, "json")) == {"t": [{"d": "2024-01-02"}]}


@pytest.mark.parametrize(
    ("value", "type"),
    [
        (1, "text"),
        (None, "text"),
        (True, "integer"),
        (True, "number"),
        (1.5, "integer"),
        ("x", "boolean"),
        ({}, "list"),
        ([1, "a"], "list<integer>"),
        ("soon", "datetime"),
        ([1], "table"),
        ("x", "file"),
        ("x", "bytes"),
        (float("nan"), "any"),
        ([float("inf")], "json"),
        ({"a": {1, 2}}, "json"),
        ({"a": b"x"}, "json"),
        (object(), "any"),
        ("\ud800", "text"),
        ("hidden", "secret"),
    ],
)
def test_what_does_not_fit_is_refused(store: Values, value: Any, type: str) -> None:
    with pytest.raises(ValueRefused):
        store.put(value, type)


def test_what_holds_itself_is_refused(store: Values) -> None:
    value: list[Any] = []
    value.append(value)
    with pytest.raises(ValueRefused):
        store.put(value, "json")


def test_a_table_cell_that_cannot_be_stored_names_its_column(store: Values) -> None:
    with pytest.raises(ValueRefused, match="`odd`"):
        store.put(Table([{"odd": object()}]), "table")


def test_nobody_shares_a_value(store: Values) -> None:
    for value in ([1], [1] * 3000):
        given = list(value)
        artifact = store.put(given, "list")
        given.append(2)
        store.get(artifact).append(3)
        assert store.get(artifact) == value


def test_the_cache_keeps_its_bound_and_drops_the_oldest() -> None:
    cache = LiveCache(limit=100)
    for name in "abcdefgh":
        cache.put(name, b"x" * 20)
        cache.get("a")
    assert [name for name in "abcdefgh" if name in cache] == ["a", "e", "f", "g", "h"]
    cache.put("huge", b"x" * 30)
    assert "huge" not in cache
