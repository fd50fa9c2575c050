from __future__ import annotations

from harmony.board.canvas.view import CanvasView
from tests.board.canvas.conftest import make_document

ROWS, COLUMNS = 24, 24
CROWD = "format: harmony/1\nname: crowd\nnodes:\n" + "".join(
    f"  n{i}: {{use: t.read@1}}\n" for i in range(ROWS * COLUMNS)
) + "layout:\n  nodes:\n" + "".join(
    f"    n{i}:\n      at: [{i // ROWS * 240}, {i % ROWS * 120}]\n" for i in range(ROWS * COLUMNS)
)  # fmt: skip


def test_among_many_cards_a_moving_zoom_is_a_stretched_picture_until_it_rests(qapp, qtbot):
    document = make_document(CROWD)
    view = CanvasView(document)
    view.resize(1400, 800)
    view.show()
    view.zoom_to(60)
    qtbot.waitUntil(lambda: not view._draft.is_on)
    sharp = set(view.stage.cards)
    view.zoom_to(38, is_moving=True)
    assert view._draft.is_on and set(view.stage.cards) == sharp
    view.grab()
    qtbot.waitUntil(lambda: not view._draft.is_on)
    assert len(view.stage.cards) > len(sharp)
    view.close()
    view.deleteLater()
    document.deleteLater()


def test_among_few_cards_every_frame_is_painted(canvas):
    canvas.zoom_to(60, is_moving=True)
    assert not canvas._draft.is_on
    assert set(canvas.stage.cards) == set(canvas.plan.cards)
