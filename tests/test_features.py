"""Every row of the features that the engine answers for has a test that is there and is collected."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from tests.test_complaints import HERE, functions

FEATURES: dict[str, dict[str, Any]] = tomllib.loads((HERE / "features.toml").read_text(encoding="utf-8"))
ROWS = [
    *(f"1.{n:02}" for n in range(2, 16)),
    *(f"2.{n:02}" for n in range(1, 20)),
    *(f"3.{n:02}" for n in (*range(5, 9), *range(10, 27), *range(34, 37), *range(39, 44))),
]
"""What the engine must show; more may be listed."""


def test_every_row_is_listed_once_in_order() -> None:
    assert [row for row in ROWS if row not in FEATURES] == []
    assert list(FEATURES) == sorted(FEATURES) and all(entry["what"] for entry in FEATURES.values())


@pytest.mark.parametrize("row", FEATURES)
def test_the_tests_of_a_row_are_there(row: str) -> None:
    assert FEATURES[row]["tests"]
    for test in FEATURES[row]["tests"]:
        file, _, name = test.partition("::")
        assert name in functions(HERE / file), test
