from __future__ import annotations

from PySide6.QtCore import QObject

from harmony.board.canvas import live
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
    finally:
        view.close()
        view.deleteLater()
