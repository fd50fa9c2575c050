from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF

from harmony.board.canvas.view import CanvasView
from harmony.melody import edits


def test_chips_and_map_stay_in_their_corners(canvas):
    canvas.resize(1000, 700)
    chips, minimap = canvas.overlay.chips_rect(), canvas.overlay.map_rect()
    assert chips.left() == 1000 - minimap.right() - 1 and chips.bottom() == minimap.bottom()


def test_a_small_canvas_has_no_map(canvas):
    canvas.resize(500, 400)
    assert not canvas.overlay.shows_map
    assert not canvas.overlay.is_on_map(QPointF(canvas.overlay.map_rect().center()))


def test_the_zoom_chip_says_the_zoom(canvas):
    canvas.zoom_to(70)
    chip = canvas.overlay.chip_at(QPointF(canvas.overlay.chip_rect("zoom").center()))
    assert chip is not None and chip.label == "70 %"


def test_a_scroll_paints_the_old_and_the_new_place(canvas):
    region = canvas.overlay.moved_region(40, 0)
    assert region.contains(canvas.overlay.chips_rect()) and region.contains(canvas.overlay.map_rect().translated(40, 0))
    assert region.rectCount() <= 4


def covered(canvas):
    """Cards under the minimap."""
    corners = [
        canvas.scene_pos(QPointF(p))
        for p in (canvas.overlay.map_rect().topLeft(), canvas.overlay.map_rect().bottomRight())
    ]
    return canvas.plan.card_grid.inside((corners[0].x(), corners[0].y(), corners[1].x(), corners[1].y()))


@pytest.mark.parametrize("size", [(700, 440), (900, 420), (640, 700)])
def test_what_is_fitted_does_not_stand_under_the_map(canvas, document, size):
    document.try_edit(edits.move_nodes, {"write": (760, 420)})
    canvas.resize(*size)
    canvas.zoom_to(100)
    canvas.fit()
    assert not (canvas.overlay.shows_map and covered(canvas))
    left, top, right, bottom = canvas.seen()
    x, y, xx, yy = canvas.plan.bounds()
    assert left < x and top < y and right > xx and bottom > yy


def test_the_map_comes_back_when_the_view_moves(canvas, document):
    document.try_edit(edits.move_nodes, {"write": (900, 600)})
    canvas.resize(700, 440)
    canvas.fit()
    assert canvas.overlay.yields and not canvas.overlay.shows_map
    canvas.pan_by(40, 0)
    assert canvas.overlay.shows_map


def test_what_is_fitted_moves_below_a_card_at_the_top(canvas):
    canvas.resize(900, 600)
    canvas.fit()
    before, percent = canvas.seen()[1], canvas.zoom_percent
    canvas.set_inset(260)
    assert canvas.seen()[1] < before and canvas.zoom_percent == percent
    assert canvas.mapFromScene(0, canvas.plan.bounds()[1]).y() >= 260
    canvas.set_inset(0)
    assert canvas.seen()[1] == before


def test_a_fitted_view_stays_fitted_when_it_is_resized(canvas):
    canvas.fit()
    canvas.resize(700, 500)
    assert canvas.is_fitted
    canvas.resize(420, 500)
    assert canvas.is_fitted and not canvas.is_far, "titles stay"
    canvas.resize(700, 500)
    canvas.pan_by(30, 0)
    place = canvas.place()
    canvas.resize(900, 600)
    assert not canvas.is_fitted and canvas.zoom_percent == place.percent


def test_what_is_opened_can_be_read_in_a_small_window(qapp, document):
    document.try_edit(edits.move_nodes, {"write": (2400, 0)})
    view = CanvasView(document)
    view.resize(600, 400)
    view.show()
    left, _top, right, _bottom = view.seen()
    assert not view.is_far and left < view.plan.bounds()[0] < right < view.plan.bounds()[2]
    assert not (view.overlay.shows_map and covered(view))
    view.fit()
    assert view.is_far and view.seen()[2] > view.plan.bounds()[2]
    view.close()
    view.deleteLater()
