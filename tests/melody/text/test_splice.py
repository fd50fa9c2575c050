from __future__ import annotations

from typing import Any

import pytest

from harmony.melody.change import MISSING
from harmony.melody.text import splice
from harmony.melody.text.spans import TextError
from harmony.melody.text.splice import Look

LOOK = Look()


@pytest.mark.parametrize(
    ("text", "path", "value", "after"),
    [
        ("a: b   # c\n", ("a",), "longer", "a: longer  # c\n"),
        ("a: 'b'\n", ("a",), "it's", "a: 'it''s'\n"),
        ("a:\n", ("a",), "b", "a: b\n"),
        ("a:   # c\n", ("a",), 1, "a: 1  # c\n"),
        ("a: {b: 1, c: 2}  # d\n", ("a", "b"), [1, "x"], "a: {b: [1, x], c: 2}  # d\n"),
        ("a: b  # c\n", ("a",), {"k": "x\ny\n"}, "a:  # c\n  k: |\n    x\n    y\n"),
        ("a:  # c\n  k: 1\n  # inside\n  l: 2\nz: 1\n", ("a",), 5, "a: 5  # c\nz: 1\n"),
        ("- a\n- b\n", (1,), {"k": 1, "l": "x\ny"}, "- a\n- k: 1\n  l: |-\n    x\n    y\n"),
        ("a: |\n    deep\n", ("a",), "one\ntwo\n", "a: |\n    one\n    two\n"),
        ("a: >-\n  b\n  c\n", ("a",), "d\ne", "a: >-\n  d\n\n  e\n"),
        ('a: "x\\ny"\n', ("a",), "p\nq", 'a: "p\\nq"\n'),
        ("a: b", ("a",), "x\ny", "a: |-\n  x\n  y"),
    ],
)
def test_replace(text: str, path: tuple, value: Any, after: str) -> None:
    assert splice.replace(text, path, value, (), LOOK) == after


@pytest.mark.parametrize(
    ("text", "path", "value", "follows", "after"),
    [
        ("a: 1  # one\nb: 2\n", ("c",), 3, "a", "a: 1  # one\nc: 3\nb: 2\n"),
        ("# top\na: 1\n", ("c",), 3, None, "c: 3\n# top\na: 1\n"),
        ("a: {}\n", ("a", "b"), 1, MISSING, "a: {b: 1}\n"),
        ("a: {b: 1}  # x\n", ("a", "c"), "d, e", MISSING, 'a: {b: 1, c: "d, e"}  # x\n'),
        ("a: {b: 1}\n", ("a", "c"), 2, None, "a: {c: 2, b: 1}\n"),
        ("a: {\n  b: 1,   # one\n  c: 2\n}\n", ("a", "d"), 3, "c", "a: {\n  b: 1,   # one\n  c: 2,\n  d: 3\n}\n"),
        ("a:\n- 1\n- 2\n", ("a", 1), "x", MISSING, "a:\n- 1\n- x\n- 2\n"),
        ("a:\n  - 1", ("a", 1), 2, MISSING, "a:\n  - 1\n  - 2"),
        ("a:\n  b: 1\n    # deeper\n", ("a", "c"), 2, MISSING, "a:\n  b: 1\n    # deeper\n  c: 2\n"),
        ("a: [1]\n", ("a", 0), 0, MISSING, "a: [0, 1]\n"),
    ],
)
def test_add(text: str, path: tuple, value: Any, follows: Any, after: str) -> None:
    assert splice.add(text, path, value, (), LOOK, follows) == after


@pytest.mark.parametrize(
    ("text", "path", "after"),
    [
        ("# a\na: 1  # x\n# b\nb: 2\n", ("a",), "# b\nb: 2\n"),
        ("k:\n  a: 1\n", ("k", "a"), "k: {}\n"),
        ("k: {a: 1, b: 2, c: 3}\n", ("k", "b"), "k: {a: 1, c: 3}\n"),
        ("k: {a: 1, b: 2}\n", ("k", "b"), "k: {a: 1}\n"),
        ("k: {a: 1,  # one\n    b: 2}  # two\n", ("k", "b"), "k: {a: 1  # one\n    }  # two\n"),
        ("k: {\n  a: 1,  # one\n  b: 2\n}\n", ("k", "a"), "k: {\n  b: 2\n}\n"),
        ("- a: 1\n  b: 2\n", (0, "a"), "- b: 2\n"),
        ("- - 1\n  - 2\n", (0, 0), "- - 2\n"),
        ("- 1\n# two\n- 2\n- 3\n", (1,), "- 1\n- 3\n"),
    ],
)
def test_remove(text: str, path: tuple, after: str) -> None:
    assert splice.remove(text, path, (), LOOK) == after


def test_rename_keeps_the_rest() -> None:
    assert splice.rename("'a' :  1  # x\n", ("a",), "b", LOOK) == "'b' :  1  # x\n"
    with pytest.raises(TextError):
        splice.rename("a: 1\nb: 2\n", ("a",), "b", LOOK)


def test_line_breaks_are_those_of_the_file() -> None:
    look = Look("\r\n")
    assert splice.add("a: 1\r\n", ("b",), "x\ny\n", (), look) == "a: 1\r\nb: |\r\n  x\r\n  y\r\n"
    assert splice.replace("a: b  # c\r\n", ("a",), ["x" * 99, 1], (), look).count("\r\n") == 3


def test_json_is_written_as_json() -> None:
    text = '{\n  "a": {\n    "b": 1\n  }\n}\n'
    added = splice.add(text, ("a", "c"), {"d": [True]}, (), Look(is_json=True))
    assert added == '{\n  "a": {\n    "b": 1,\n    "c": {\n      "d": [\n        true\n      ]\n    }\n  }\n}\n'
