from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QColor, QImage, QPainter

from harmony.board.canvas.underlay import Underlay

VIEW = QRect(0, 0, 100, 80)
NEVER, EVER = -1.0, float("inf")
LOOK = (100, "dark")


class Sheet:
    """Paints every column of the sheet in a colour made of its place; counts what it paints."""

    def __init__(self):
        self.painted, self.drafted, self.shift = 0, 0, 0

    def begin(self, part: QRect) -> Part:
        return Part(self, QRect(part))


class Part:
    def __init__(self, sheet: Sheet, part: QRect) -> None:
        self.sheet, self.part = sheet, part

    def go_on(self, painter: QPainter, at: QPoint, end: float) -> bool:
        self.sheet.painted += self.part.width() * self.part.height()
        for x in range(self.part.width()):
            colour = QColor((self.part.x() + x + self.sheet.shift) % 256, 0, 9)
            painter.fillRect(QRect(at.x() + x, at.y(), 1, self.part.height()), colour)
        return True

    def draft(self, painter: QPainter, at: QPoint, end: float) -> None:
        self.sheet.drafted += 1
        painter.fillRect(QRect(at, self.part.size()), QColor(1, 2, 3))


@pytest.fixture
def sheet(qapp, monkeypatch):
    monkeypatch.setattr("harmony.board.canvas.underlay.BUDGET_S", EVER)
    return Sheet()


def show(under: Underlay, view: QRect, look: tuple[object, ...] = LOOK, ratio: int = 1) -> QImage:
    image = QImage(view.size() * ratio, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    painter = QPainter(image)
    under.show(painter, view, [QRect(QPoint(), view.size())], look)
    painter.end()
    return image


def reds(image: QImage) -> list[int]:
    return [image.pixelColor(x, 40).red() for x in range(image.width())]


def test_a_pan_over_what_was_made_ahead_paints_nothing(sheet):
    under = Underlay(sheet.begin)
    show(under, VIEW)
    under.go_on(VIEW, EVER)
    sheet.painted = 0
    image = show(under, VIEW.translated(-7, 0))
    assert sheet.painted == 0 and under.is_ready
    assert reds(image) == [x % 256 for x in range(-7, 93)]


@pytest.mark.parametrize("step", [(30, 0), (-45, 13), (250, -400)])
def test_every_pixel_is_in_its_place_after_any_way(sheet, step):
    under = Underlay(sheet.begin)
    show(under, VIEW)
    view = VIEW.translated(*step)
    assert reds(show(under, view)) == [x % 256 for x in range(view.left(), view.right() + 1)]


def test_at_twice_the_pixels_everything_is_twice_as_large(sheet):
    view = VIEW.translated(-40, 20)
    image = show(Underlay(sheet.begin), view, ratio=2)
    assert reds(image) == [x % 256 for x in range(-40, 60) for _ in range(2)]


def test_what_is_forgotten_is_painted_again_and_nothing_else(sheet):
    under = Underlay(sheet.begin)
    show(under, VIEW)
    sheet.painted = 0
    under.forget(QRect(10, 10, 20, 5))
    show(under, VIEW)
    assert sheet.painted == 100
    show(under, VIEW)
    assert sheet.painted == 100


def test_without_time_what_is_missing_is_drafted_and_made_good_later(sheet, monkeypatch):
    monkeypatch.setattr("harmony.board.canvas.underlay.BUDGET_S", NEVER)
    under = Underlay(sheet.begin)
    image = show(under, VIEW)
    assert image.pixelColor(50, 40) == QColor(1, 2, 3) and sheet.drafted == 1 and not under.is_ready
    assert under.go_on(VIEW, EVER) == [VIEW]
    assert reds(show(under, VIEW)) == list(range(100)) and under.is_ready


def test_what_is_outdated_is_shown_until_there_is_time(sheet, monkeypatch):
    under = Underlay(sheet.begin)
    show(under, VIEW)
    sheet.shift = 100
    under.clear()
    monkeypatch.setattr("harmony.board.canvas.underlay.BUDGET_S", NEVER)
    assert reds(show(under, VIEW))[:3] == [0, 1, 2]
    assert under.go_on(VIEW, NEVER) == [] and not under.is_ready
    under.go_on(VIEW, EVER)
    assert reds(show(under, VIEW))[:3] == [100, 101, 102]


def test_another_zoom_makes_other_tiles_which_can_be_prepared(sheet):
    under = Underlay(sheet.begin)
    show(under, VIEW)
    sheet.painted = 0
    assert not under.prepare(VIEW, 1.0, (150, "dark"), -1.0)
    assert under.prepare(VIEW, 1.0, (150, "dark"), EVER) and sheet.painted == 256 * 256
    show(under, VIEW, (150, "dark"))
    assert sheet.painted == 256 * 256


@pytest.mark.slow
def test_tiles_far_away_are_given_back(sheet):
    under = Underlay(sheet.begin)
    for step in range(0, 20_000, 90):
        view = VIEW.translated(step, 0)
        show(under, view)
        under.go_on(view, EVER)
    assert len(under._tiles) < 40


def test_fractions_of_pixels_are_painted_as_they_are(sheet):
    image = QImage(QSize(150, 120), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(1.5)
    under = Underlay(sheet.begin)
    painter = QPainter(image)
    under.show(painter, VIEW, [VIEW], LOOK)
    painter.end()
    assert sheet.painted == 100 * 80 and under.go_on(VIEW, EVER) == [] and under.is_ready
