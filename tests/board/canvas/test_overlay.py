from __future__ import annotations

from PySide6.QtCore import QPointF


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
