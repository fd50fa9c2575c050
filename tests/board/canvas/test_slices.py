from __future__ import annotations

from PySide6.QtCore import QObject

from harmony.board import theme
from harmony.board.canvas import live
from harmony.board.canvas.lens import colour_of
from harmony.board.canvas.slices import Slices
from harmony.board.canvas.view import CanvasView


def test_work_goes_on_until_it_is_done(qtbot):
    owner, done, steps = QObject(), [], []
    work = (steps.append(k) or k / 9 for k in range(10))
    slices = Slices(owner)
    slices.start(work, lambda: done.append(True))
    assert slices.is_busy and not steps
    qtbot.waitUntil(lambda: bool(done))
    assert steps == list(range(10)) and not slices.is_busy


def test_what_is_left_can_be_done_at_once(qapp):
    owner, done = QObject(), []
    slices = Slices(owner)
    slices.start(iter([0.1, 1.0]), lambda: done.append(True))
    slices.finish()
    assert done and not slices.is_busy


def test_a_large_melody_is_read_while_the_window_answers(document, qtbot, monkeypatch):
    monkeypatch.setattr(live, "SLICED_FROM", 2)
    view = CanvasView(document)
    try:
        assert view.is_loading and not view.plan.links
        with qtbot.waitSignal(view.loaded):
            view.show()
        assert len(view.plan.links) == 4 and not view.overlay.busy
        assert not document.is_opening
    finally:
        view.close()
        view.deleteLater()


def test_cards_are_shown_before_the_wires_are_there(document, qtbot, monkeypatch):
    monkeypatch.setattr(live, "SLICED_FROM", 2)
    monkeypatch.setattr("harmony.board.canvas.slices.SLICE_S", -1.0)
    view = CanvasView(document)
    try:
        view.resize(900, 600)
        view.show()
        qtbot.waitUntil(lambda: view._sketch is not None)
        assert view.is_loading and document.is_opening and not view.plan.links
        image, card = view._sketch._picture.toImage(), view.plan.cards["loose"]
        point = view.view_point(card.x + 50, card.y + 30)
        assert image.pixelColor(point) == colour_of("idle") and image.pixelColor(3, 3) == theme.current().canvas
        qtbot.waitUntil(lambda: not view.is_loading)
        assert view._sketch is None
    finally:
        view.close()
        view.deleteLater()
