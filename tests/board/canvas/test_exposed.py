from __future__ import annotations

import pytest

from harmony.board.canvas.exposed import Exposed

MANY = [(x * 500.0, 0.0, x * 500.0 + 10, 10.0) for x in range(12)]


def test_before_the_first_frame_everything_counts():
    assert Exposed().meets((0, 0, 1, 1))


@pytest.mark.parametrize("boxes", [MANY[:2], MANY])
def test_what_is_painted_is_met_whether_few_or_many(boxes):
    exposed = Exposed()
    exposed.set(boxes, 100)
    assert all(exposed.meets(b) for b in boxes)
    assert not exposed.meets((200, 300, 260, 390))


def test_cleared_it_is_everything_again():
    exposed = Exposed()
    exposed.set([], 100)
    assert not exposed.meets((0, 0, 1, 1))
    exposed.clear()
    assert exposed.meets((0, 0, 1, 1))
