from __future__ import annotations

import pytest

from harmony.board import theme
from harmony.board.playing import Playing

pytestmark = pytest.mark.slow


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


def test_a_wire_glows_as_a_value_comes_along_and_fades_within_a_tenth_of_a_second(running, document, qtbot):
    document.apply_events([{"seq": 2, "at": 2.0, "kind": "node.completed", "node": "check"}])
    assert [(k.source, k.target) for k in running.glow.strength] == [("check", "write")]
    assert set(running.glow.strength.values()) == {1.0}
    qtbot.waitUntil(lambda: not running.glow.strength, timeout=600)


def test_without_motion_nothing_glows(running, document):
    theme.prefer(motion=False)
    try:
        document.apply_events([{"seq": 2, "at": 2.0, "kind": "node.completed", "node": "check"}])
        assert not running.glow.strength
    finally:
        theme.prefer(motion=True)


def test_few_wires_glow_at_one_time(canvas):
    from dataclasses import replace

    from harmony.board.canvas.motion import AT_ONCE

    link = next(k for k in canvas.plan.links.values() if k.kind == "data")
    canvas.glow.start(replace(link) for _ in range(500))
    assert len(canvas.glow.strength) == AT_ONCE


def test_a_flood_of_values_soon_glows_no_more(canvas, qtbot):
    from dataclasses import replace

    from harmony.board.canvas.motion import A_SECOND

    link, seen = next(k for k in canvas.plan.links.values() if k.kind == "data"), 0
    for _ in range(6):
        canvas.glow.start(replace(link) for _ in range(100))
        seen += len(canvas.glow.strength)
        canvas.glow.strength.clear()
    assert seen == A_SECOND
