# ruff: noqa: E501
from __future__ import annotations

import pytest

from harmony.melody.scalars import NoSuchNumber, resolve


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None), ("~", None), ("null", None), ("true", True), ("False", False), ("12", 12), ("-3", -3), ("+4", 4),
        ("0o17", 15), ("0x1F", 31), ("1.5", 1.5), ("-1.", -1.0), (".5", 0.5), ("1e3", 1000.0), ("012", 12),
    ],
)  # fmt: skip
def test_the_core_schema(text, value):
    assert resolve(text) == value
    assert type(resolve(text)) is type(value)


@pytest.mark.parametrize(
    "text", ["no", "yes", "on", "off", "y", "12:30", "2026-11-21", "1_000", "0b11", "tRue", "nULL", "-", ".", "1.2.0", "30s", "+", "e3"]
)  # fmt: skip
def test_all_else_is_text(text):
    assert resolve(text) == text


@pytest.mark.parametrize("text", [".nan", ".inf", "-.Inf", "1e999", "9" * 301])
def test_numbers_that_json_does_not_know_are_refused(text):
    with pytest.raises(NoSuchNumber):
        resolve(text)
