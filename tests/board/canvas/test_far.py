from __future__ import annotations

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPixmap

from harmony.board import theme
from harmony.board.canvas.far import FarView

AREA = QRect(0, 0, 600, 400)


@pytest.fixture
def words():
    return {}


@pytest.fixture
def far(plan, words):
    return FarView(plan, lambda card: words.get(card, "idle"))


def shot(far, percent=20):
    picture = QPixmap(AREA.size())
    painter = QPainter(picture)
    painter.translate(100, 100)
    painter.scale(percent / 100, percent / 100)
    far.paint(painter, [AREA], percent, 1.0)
    painter.end()
    return picture.toImage()


def colour_at(image, x, y, percent=20):
    return image.pixelColor(100 + round(x * percent / 100), 100 + round(y * percent / 100))


def test_cards_are_rectangles_in_the_colour_of_their_state(far, words):
    words["check"] = "complete"
    image = shot(far)
    assert colour_at(image, 400, 50) == theme.current().state("complete")
    assert colour_at(image, 100, 40) == theme.current().state("idle")
    assert image.pixelColor(5, 5) == theme.current().canvas


def test_a_new_state_is_patched_into_the_tiles_that_are_there(far, words):
    shot(far)
    tiles = dict(far._tiles)
    words["check"] = "error"
    assert far.touch_states(["check", "load"]) == ["check"]
    assert colour_at(shot(far), 400, 50) == theme.current().state("error")
    assert all(far._tiles[k] is v for k, v in tiles.items())


def test_while_the_zoom_moves_few_levels_are_made(far):
    far.is_moving = True
    for percent in (18, 19, 20, 21, 22, 23, 24):
        shot(far, percent)
    assert {key[0] for key in far._tiles} == {24}


def test_without_time_another_level_stands_in(far, words, monkeypatch):
    words["check"] = "complete"
    shot(far, 34)
    monkeypatch.setattr("harmony.board.canvas.far.BUDGET_S", -1)
    image = shot(far, 20)
    assert far.was_short and {key[0] for key in far._tiles} == {34}
    assert colour_at(image, 400, 50) == theme.current().state("complete")


def test_tiles_are_bounded(far, monkeypatch):
    monkeypatch.setattr("harmony.board.canvas.far.LIMIT_TILES", 3)
    for percent in (5, 8, 12, 17, 24):
        shot(far, percent)
    assert len(far) <= 3


def test_a_tile_is_done_though_a_state_changes_with_every_step_of_it(far, words):
    key, steps = (20, 0, 0), 0
    assert far._make(key, 0.0) is None
    while far._job is not None and steps < 50:
        steps += 1
        words["check"] = ("complete", "error")[steps % 2]
        far.touch_states(["check"])
        far._make(key, 0.0)
    assert 0 < steps < 50
    assert far._tiles[key].toImage().pixelColor(80, 10) == theme.current().state(words["check"])
