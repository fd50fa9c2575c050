from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF

from harmony.board.canvas.view import CanvasView
from harmony.board.playing import Playing


def test_a_new_view_shows_everything(qapp, document):
    view = CanvasView(document)
    view.resize(900, 600)
    view.show()
    seen = view.seen()
    assert all(c.box[0] >= seen[0] and c.box[2] <= seen[2] for c in view.plan.cards.values())
    view.close()
    view.deleteLater()


def test_zoom_keeps_the_point_under_the_pointer(canvas):
    spot = QPointF(333, 222)
    before = canvas.scene_pos(spot)
    canvas.zoom_to(237, spot)
    after = canvas.scene_pos(spot)
    assert after.x() == pytest.approx(before.x(), abs=0.5)
    assert after.y() == pytest.approx(before.y(), abs=0.5)


def test_items_exist_only_near_the_viewport(canvas):
    canvas.centre_at(5000, 5000)
    assert not canvas.stage.cards
    canvas.centre_at(400, 100)
    assert set(canvas.stage.cards) == set(canvas.plan.cards)


def test_items_are_used_again(canvas):
    first = set(map(id, canvas.stage.items()))
    for x in (9000, 400, 9000, 400):
        canvas.centre_at(x, 100)
    assert set(map(id, canvas.stage.items())) == first


def test_from_afar_there_are_no_items(canvas, qapp):
    canvas.zoom_to(30)
    qapp.processEvents()
    assert canvas.is_far and not canvas.stage.cards
    assert len(canvas.far) > 0
    canvas.zoom_to(50)
    assert canvas.stage.cards


def test_focus_brings_a_card_into_the_middle_and_selects_it(canvas, document):
    canvas.zoom_to(10)
    canvas.focus_node("loose")
    seen = canvas.seen()
    assert canvas.zoom_percent == 100
    assert (seen[0] + seen[2]) / 2 == pytest.approx(400, abs=1)
    assert document.selection == {"loose"}


def on_screen(canvas):
    """What the window's backing store holds: what was scrolled is not painted again for it."""
    return canvas.screen().grabWindow(canvas.winId()).toImage()


def test_a_pan_leaves_on_screen_what_a_whole_repaint_would(canvas, qapp, qtbot):
    qtbot.waitUntil(lambda: canvas.under.is_ready and not canvas._settle.isActive() and not canvas.stage.stale_items())
    canvas.viewport().update()
    qapp.processEvents()
    canvas.pan_by(37, -23)
    qapp.processEvents()
    panned = on_screen(canvas)
    canvas.viewport().update()
    qapp.processEvents()
    assert panned == on_screen(canvas)


def test_what_was_painted_in_haste_is_made_good_everywhere(canvas, document, qapp, qtbot, monkeypatch):
    def is_done() -> bool:
        is_still = not canvas._settle.isActive() and not canvas._due and not canvas._map_soon.isActive()
        return is_still and canvas.under.is_ready and not canvas.stage.stale_items()

    monkeypatch.setattr("harmony.board.theme.has_motion", lambda: False)
    canvas.overlay.has_map = False
    monkeypatch.setattr("harmony.board.canvas.underlay.BUDGET_S", -1.0)
    monkeypatch.setattr("harmony.board.canvas.pictures.FRAME_BUDGET_S", 0.0005)
    document.show_run(Playing("r"))
    for step, kind in enumerate(("skipped", "completed")):
        events = [{"seq": step, "at": 1.0, "kind": f"node.{kind}", "node": n} for n in ("check", "loose")]
        document.apply_events(events)
        canvas.pan_by(90, 50)
        qapp.processEvents()
    qapp.processEvents()
    qtbot.waitUntil(is_done)
    qapp.processEvents()
    hasty = on_screen(canvas)
    canvas.under._tiles.clear()
    monkeypatch.undo()
    canvas.viewport().update()
    qapp.processEvents()
    qtbot.waitUntil(is_done)
    qapp.processEvents()
    assert hasty == on_screen(canvas)
