from __future__ import annotations

import pytest

from harmony.board.canvas.walk import first_card, neighbour


def test_a_walk_begins_at_the_left(plan):
    assert first_card(plan) == "inputs.folder"


@pytest.mark.parametrize(
    ("start", "way", "end"),
    [
        ("load", (1, 0), "check"),
        ("check", (-1, 0), "load"),
        ("write", (1, 0), "outputs.report"),
        ("outputs.report", (1, 0), None),
        ("check", (0, 1), "loose"),
        ("loose", (0, -1), "check"),
    ],
)
def test_arrows_lead_along_wires_and_to_the_next_card(plan, start, way, end):
    assert neighbour(plan, start, way) == end
