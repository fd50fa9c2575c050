from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from harmony.errors import ValueRefused
from harmony.sdk import File, Table
from harmony.sdk.codec import convert


@pytest.mark.parametrize(
    ("value", "given", "wanted", "result"),
    [
        ("12", "text", "integer", 12),
        ("-0", "text", "integer", 0),
        ("1.5e3", "text", "number", 1500.0),
        ("12", "text", "number", 12),
        ("true", "text", "boolean", True),
        ("[1]", "text", "list", [1]),
        ("[1]", "text", "json", [1]),
        ('{"a": null}', "text", "json", {"a": None}),
        (3.0, "number", "integer", 3),
        (3, "integer", "number", 3),
        (3.5, "number", "text", "3.5"),
        (True, "boolean", "text", "true"),
        (None, "json", "text", "null"),
        ({"a": "é"}, "json", "text", '{"a":"é"}'),
        ("as it is", "text", "text", "as it is"),
        ("as it is", "json", "text", "as it is"),
        (["1", "2"], "list<text>", "list<integer>", [1, 2]),
        (["1", None], "list", "list<integer>", [1, None]),
        ("[1, 2]", "text", "list<text>", ["1", "2"]),
        (2.0, "json", "integer", 2),
        (5, "any", "text", "5"),
        (5, "integer", "any", 5),
        ("2024-01-02", "text", "datetime", "2024-01-02"),
        (b"abc", "bytes", "text", "abc"),
        ([1], "list", "json", [1]),
    ],
)
def test_conversions(value: Any, given: str, wanted: str, result: Any) -> None:
    found = convert(value, given, wanted)
    assert found == result and type(found) is type(result)


@pytest.mark.parametrize(
    ("value", "given", "wanted"),
    [
        ("12 ", "text", "integer"),
        ("1.0", "text", "integer"),
        ("012", "text", "integer"),
        ("1_0", "text", "integer"),
        ("٣", "text", "integer"),
        ("9" * 10_000, "text", "integer"),
        ("1e999", "text", "number"),
        ("nan", "text", "number"),
        ("True", "text", "boolean"),
        ("{}", "text", "list"),
        ("NaN", "text", "json"),
        ("{", "text", "json"),
        (3.5, "number", "integer"),
        (True, "boolean", "integer"),
        (True, "json", "number"),
        (True, "any", "number"),
        (1, "integer", "boolean"),
        ({}, "json", "list"),
        ([1], "list", "table"),
        (["a"], "list<text>", "list<integer>"),
        (b"\xff", "bytes", "text"),
        (b"abc", "bytes", "json"),
        ("soon", "text", "datetime"),
        ("x", "secret", "text"),
        ("/nowhere/at/all", "path", "file"),
    ],
)
def test_refusals_name_the_value_or_the_type(value: Any, given: str, wanted: str) -> None:
    with pytest.raises(ValueRefused) as caught:
        convert(value, given, wanted)
    assert len(str(caught.value)) < 200


def test_tables_lists_and_rows() -> None:
    rows = [{"d": date(2024, 1, 2)}]
    assert convert(Table(rows), "table", "list") == [{"d": "2024-01-02"}]
    assert convert(Table(rows), "table", "text") == '[{"d":"2024-01-02"}]'
    assert convert([{"a": 1}], "list", "table").rows() == [{"a": 1}]
    assert convert([{"a": 1}], "json", "table").rows() == [{"a": 1}]


def test_files_paths_and_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("abc")
    assert convert(str(path), "path", "file").read_text() == "abc"
    assert convert(File(path), "file", "path") == str(path)
    assert convert(File(path), "image", "bytes") == b"abc"
    assert convert(b"abc", "bytes", "file").read_text() == "abc"
