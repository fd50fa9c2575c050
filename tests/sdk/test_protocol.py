from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harmony.sdk.protocol import Frames, ProtocolError, frame

MESSAGES: list[dict[str, Any]] = [
    {"call": {"a": [1, None, "é"]}},
    {"chunk": b"\x00\xff", "more": [{"x": b"abc"}]},
    {"$part": 0},
    {},
]


@given(st.integers(1, 40))
def test_messages_survive_being_cut_anywhere(step: int) -> None:
    data = b"".join(map(frame, MESSAGES))
    frames, found = Frames(), []
    for at in range(0, len(data), step):
        found += list(frames.feed(data[at : at + step]))
    assert found == MESSAGES


def test_what_is_not_plain_becomes_so() -> None:
    [message] = Frames().feed(frame({"day": date(2024, 1, 2), "odd": {1}}))
    assert message == {"day": "2024-01-02", "odd": "{1}"}


@pytest.mark.parametrize("data", [b"\xff\xff\xff\xffx", b"\x00\x00\x00\x03abc", b"\x00\x00\x00\x02[]"])
def test_what_is_no_frame_is_refused(data: bytes) -> None:
    with pytest.raises(ProtocolError):
        list(Frames().feed(data))
