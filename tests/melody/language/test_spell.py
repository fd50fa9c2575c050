# Tables of cases read better with one case a line.
# ruff: noqa: E501
from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from harmony.melody.language.spell import Rows, called, markdown, spell, spell_json


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"), (True, "true"), (3, "3"), (3.0, "3"), (3.5, "3.5"), (1e300, "1e+300"), ("é\n", "é\n"), ([], "[]"),
        ({"a": None}, '{\n  "a": null\n}'), (date(2026, 1, 2), '"2026-01-02"'), (Rows([{"a": Decimal("1.5")}]), "| a |\n| --- |\n| 1.5 |"),
    ],
)  # fmt: skip
def test_values_are_spelled_for_people_never_as_python(value, text):
    assert spell(value, lambda _size: None) == text


def test_cells_keep_to_their_line_and_column():
    assert "| x\\|y<br>z |" in markdown([{"a": "x|y\nz"}], lambda _size: None, 5)
    assert markdown([], lambda _size: None, 5) == "(no rows)"
    assert markdown([1, 2], lambda _size: None, 5) == "| value |\n| --- |\n| 1 |\n| 2 |"


def test_size_is_counted_before_it_is_made():
    counted = []
    text = spell_json({"a": ["x" * 100]}, counted.append, 2)
    assert counted[0] >= len(text) - 20


def test_what_a_value_is_called():
    assert [called(v) for v in (None, True, 1, "x", {}, [])] == [
        "none", "the truth true", "the number 1", "the text “x”", "an object", "a list",
    ]  # fmt: skip
