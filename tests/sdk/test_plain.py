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
