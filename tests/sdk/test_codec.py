from __future__ import annotations

import enum
from collections import OrderedDict
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harmony.errors import ValueRefused
from harmony.sdk import File, Table, codec

FLOATS = st.floats(allow_nan=False, allow_infinity=False)


def test_identity_is_sha256_of_type_zero_and_canonical_bytes() -> None:
    data = codec.canonical({"b": 1, "a": "é"}, "json")
    assert data == '{"b":1,"a":"é"}'.encode()
    assert codec.identity("json", data) == sha256(b"json\0" + data).hexdigest()


def test_identity_of_a_file_is_the_same(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"abc")
    assert codec.identity_of_file("file", tmp_path / "x") == (codec.identity("file", b"abc"), 3)


@pytest.mark.slow
@given(st.dictionaries(st.text(), FLOATS | st.integers() | st.text()))
def test_json_round_trip(value: dict[str, Any]) -> None:
    data = codec.canonical(value, "json")
    assert codec.decode(data, "json") == value
    assert list(codec.decode(data, "json")) == list(value)
    assert codec.canonical(codec.decode(data, "json"), "json") == data


@dataclass
class Point:
    x: int


class Colour(enum.StrEnum):
    RED = "red"


def test_what_has_a_plain_form_takes_it() -> None:
    value = {
        "day": date(2024, 1, 2),
        "at": datetime(2024, 1, 2, 3, tzinfo=UTC),
        "sum": [Decimal("2.50"), Decimal("3")],
        "path": Path("/a"),
        "id": UUID(int=1),
        "point": Point(1),
        "ordered": OrderedDict(a=1),
        "pair": (1, 2),
        "colour": Colour.RED,
    }
    assert codec.plain(value) == {
        "day": "2024-01-02",
        "at": "2024-01-02T03:00:00+00:00",
        "sum": [2.5, 3],
        "path": "/a",
        "id": "00000000-0000-0000-0000-000000000001",
        "point": {"x": 1},
        "ordered": {"a": 1},
        "pair": [1, 2],
        "colour": "red",
    }


@pytest.mark.parametrize(
    ("value", "type"),
    [
        ("a", "text"),
        (True, "boolean"),
        (1, "integer"),
        (1.0, "number"),
        (None, "json"),
        ({}, "json"),
        ([1], "list"),
        ((1,), "list"),
        (b"", "bytes"),
        (Table([]), "table"),
        (File(Path("x")), "file"),
        ([File(Path("x")), None], "list<file>"),
        ([Table([]), 1], "list"),
        (date(2024, 1, 2), "datetime"),
        (Path("x"), "path"),
        (Colour.RED, "text"),
    ],
)
def test_the_type_of_any_value(value: Any, type: str) -> None:
    assert codec.type_of(value) == type


def test_a_list_of_tables_is_stored_as_such_whatever_the_port_says() -> None:
    for port in ("any", "list", "list<any>", "list<table>"):
        assert codec.settle([Table([])], port) == "list<table>"
    assert codec.settle([1], "list<integer>") == "list<integer>"


def test_checks_go_item_by_item() -> None:
    assert codec.check([1, None], "list<integer>") == [1, None]
    with pytest.raises(ValueRefused, match="'a' is no integer"):
        codec.check([1, "a"], "list<integer>")


def test_a_refusal_is_short() -> None:
    with pytest.raises(ValueRefused) as caught:
        codec.check("x" * 10_000, "integer")
    assert len(str(caught.value)) < 150
