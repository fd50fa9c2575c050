from __future__ import annotations

from dataclasses import replace

import pytest

from harmony.board import theme
from harmony.board.canvas.look import Look
from harmony.board.canvas.picture import elided, margin_px, paint_card, text_width
from harmony.board.canvas.pictures import Pictures
from harmony.board.canvas.strokes import WireLook, paint_wire

LOOK = Look(
    "node", 200, 80, "Load orders", "csv.read", "table-large", "operator", (("files", "file"),), (("rows", "table"),)
)
WORDS = ("queued", "active", "complete", "cached", "error", "waiting", "skipped", "cancelled")


@pytest.fixture(autouse=True)
def dark(qapp):
    theme.apply(qapp, "dark")


def test_a_picture_is_painted_once():
    pictures = Pictures()
    first, scale = pictures.card(LOOK, 1.0)
    again, _ = pictures.card(replace(LOOK), 1.0)
    assert scale == 1.0 and first is again
    assert len(pictures) == 2, "the base that all its states share, and the card"


def test_the_least_used_picture_goes_first():
    pictures = Pictures(limit_bytes=300_000)
    for title in ("a", "b", "a", "c"):
        pictures.card(replace(LOOK, title=title), 1.0)
    assert pictures.size_bytes <= 300_000
    assert pictures._find((replace(LOOK, title="a"), 1.0, "dark")) is not None
    assert pictures._find((replace(LOOK, title="b"), 1.0, "dark")) is None


def test_when_a_frame_has_no_time_left_another_scale_stands_in():
    pictures = Pictures()
    pictures.card(LOOK, 1.0)
    pictures.patience_s = 0.0
    picture, scale = pictures.card(LOOK, 1.5)
    assert picture is not None and scale == 1.0
    assert pictures.was_short
    assert pictures.card(replace(LOOK, title="new"), 1.5) == (None, 1.5)


def test_while_the_zoom_moves_a_few_scales_do():
    pictures = Pictures()
    pictures.is_moving = True
    assert {pictures.card(LOOK, s)[1] for s in (1.05, 1.15, 1.3)} == {1.0}


@pytest.mark.parametrize("name", ["dark", "light"])
def test_every_state_looks_different_also_without_colour(qapp, name):
    theme.apply(qapp, name)
    seen = set()
    for word in WORDS:
        grey = (
            paint_card(replace(LOOK, state=word), 1.0, small_text=True)
            .toImage()
            .convertToFormat(paint_card(LOOK, 1.0, small_text=True).toImage().Format.Format_Grayscale8)
        )
        seen.add(bytes(grey.constBits()))
    assert len(seen) == len(WORDS)


def test_a_picture_at_twice_the_scale_is_twice_as_large():
    one, two = (paint_card(LOOK, s, small_text=True) for s in (1.0, 2.0))
    assert two.width() - 2 * margin_px(2.0) == 2 * (one.width() - 2 * margin_px(1.0)) == 400


def test_long_text_ends_in_an_ellipsis_within_its_room():
    font = theme.font(13, 600)
    short = elided("A title that is far too long for its card", font, 120)
    assert short.endswith("…") and text_width(short, font) <= 120


def test_wires_have_pictures_unless_they_are_huge():
    pictures = Pictures()
    near = WireLook(((0, 0), (50, 0), (50, 60), (100, 60)), "table", "data", False, False, "")
    picture = pictures.wire(near, 1.0)
    assert picture is not None and picture is pictures.wire(near, 1.0)
    far = replace(near, curve=((0, 0), (500, 0), (500, 2000), (1000, 2000)))
    assert paint_wire(far, 1.0) is None
    assert pictures.wire(far, 1.0) is None


def test_clearing_makes_all_pictures_void():
    pictures = Pictures()
    pictures.card(LOOK, 1.0)
    before = pictures.generation
    pictures.clear()
    assert len(pictures) == 0 and pictures.size_bytes == 0 and pictures.generation > before
