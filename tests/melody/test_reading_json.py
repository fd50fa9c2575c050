from __future__ import annotations

import pytest

from harmony.melody.reading_json import read_json


def test_json_is_read_with_places():
    reading = read_json('{\n  "a": {"b c": [1, {"d": "x\\"y"}]},\n  "e": null\n}')
    assert reading.data == {"a": {"b c": [1, {"d": 'x"y'}]}, "e": None}
    assert reading.places.at(("a", "b c", 1, "d")) == (2, 26)
    assert reading.places.key(("e",)) == (3, 3)


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ('{"a": 1 "b"}', "json.syntax", (1, 9)),
        ('{"a" 1}', "json.syntax", (1, 6)),
        ('{"a": NaN}', "json.number", (1, 7)),
        ('{"a": 1,\n "a": 2}', "json.doubled", (2, 2)),
        ('["[[",\n' + "[" * 70 + "]" * 71, "json.deep", (2, 64)),
        ("[" * 100_000, "json.deep", (1, 65)),
        ('{"a": 1,\n"b": ' + "1" * 5000 + "}", "json.number", (2, 6)),
    ],
)
def test_what_is_wrong_is_told_with_its_place(text, code, place):
    flaw = read_json(text).flaws[0]
    assert flaw.code == code
    assert (flaw.line, flaw.column) == place


def test_a_doubled_key_deep_inside_is_told_with_its_path():
    flaw = read_json('{"n": [{"x": 1, "x": 2}]}').flaws[0]
    assert flaw.path == ("n", 0, "x")
    assert "line 1" in flaw.hint
