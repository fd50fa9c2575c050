from __future__ import annotations

import msgspec
import pytest

from harmony.sdk.plain import plain, whole


@pytest.mark.parametrize(
    "value", ["a\udcffb", ["\ud800"], {"k\udcff": {"x": "y\udcff"}}, {"at": {1}, "t": "ü"}, object()]
)
def test_anything_can_be_written_down(value: object) -> None:
    assert msgspec.json.encode(plain(value))


def test_what_is_whole_stays_as_it_is() -> None:
    value = {"text": "ü ☃", "list": [1, None, 2.5, True], "inner": {"x": "y"}}
    assert whole(value) == value == plain(value)


def test_what_has_no_end_is_cut() -> None:
    assert plain({"t": ["y" * 5000]}) == {"t": ["y" * 4000 + "… (5,000 characters)"]}
    assert len(plain(list(range(1_000_000)))) < 70_000
