from __future__ import annotations

import pytest

from harmony.board import theme
from harmony.board.playing import Playing


@pytest.fixture
def running(canvas, document):
    document.show_run(Playing("r"))
    events = [{"seq": 1, "at": 1.0, "kind": "node.started", "node": "check", "attempt": 1}]
    document.apply_events(events)
    return canvas


def test_the_ring_of_an_active_node_turns(running, qtbot):
    item = running.stage.cards["check"]
    before = item.turn
    qtbot.waitUntil(lambda: item.turn != before)


def test_it_stands_still_as_soon_as_nothing_runs(running, document, qtbot):
    assert running.motion.is_moving
    document.apply_events([{"seq": 2, "at": 2.0, "kind": "node.completed", "node": "check"}])
    qtbot.waitUntil(lambda: not running.motion.is_moving)


def test_motion_can_be_switched_off(canvas, document):
    theme.prefer(motion=False)
    try:
        document.show_run(Playing("r"))
        document.apply_events([{"seq": 1, "at": 1.0, "kind": "node.started", "node": "check", "attempt": 1}])
        assert not canvas.motion.is_moving
    finally:
        theme.prefer(motion=True)


def test_an_idle_canvas_paints_nothing(canvas, qtbot, monkeypatch):
    qtbot.wait(250)
    painted = []
    monkeypatch.setattr(canvas, "_begin_frame", lambda region: painted.append(region))
    qtbot.wait(200)
    assert not painted
