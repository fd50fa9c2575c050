from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QColor, QImage, QPainter

from harmony.board.canvas import underlay
from harmony.board.canvas.underlay import Underlay

VIEW = QRect(0, 0, 100, 80)


class Sheet:
    """Paints every pixel of the sheet in a colour made of its place; counts what it paints."""

    def __init__(self):
        self.painted, self.shift = 0, 0

    def paint(self, painter: QPainter, part: QRect, at: QPoint) -> None:
        self.painted += part.width() * part.height()
        for x in range(part.width()):
            for y in range(0, part.height(), 16):
                tall = min(16, part.height() - y)
                colour = QColor((part.x() + x + self.shift) % 256, 0, 9)
                painter.fillRect(QRect(at.x() + x, at.y() + y, 1, tall), colour)


@pytest.fixture
def sheet(qapp):
    return Sheet()


def show(under: Underlay, view: QRect) -> QImage:
    image = QImage(view.size(), QImage.Format.Format_RGB32)
    painter = QPainter(image)
    under.show(painter, view, [QRect(QPoint(), view.size())], (100, "dark"))
    painter.end()
    return image


def reds(image: QImage) -> list[int]:
    return [image.pixelColor(x, 40).red() for x in range(image.width())]


def test_a_pan_paints_only_what_comes_into_view(sheet):
    under = Underlay(sheet.paint)
    show(under, VIEW)
    sheet.painted = 0
    image = show(under, VIEW.translated(7, 0))
    assert sheet.painted == 7 * 80
    assert reds(image) == [x % 256 for x in range(7, 107)]


@pytest.mark.parametrize("step", [(30, 0), (-45, 13), (250, -400)])
def test_every_pixel_is_in_its_place_after_any_way(sheet, step):
    under = Underlay(sheet.paint)
    show(under, VIEW)
    view = VIEW.translated(*step)
    assert reds(show(under, view)) == [x % 256 for x in range(view.left(), view.right() + 1)]


def test_what_is_forgotten_is_painted_again(sheet):
    under = Underlay(sheet.paint)
    show(under, VIEW)
    sheet.painted = 0
    under.forget(QRect(10, 10, 20, 5))
    show(under, VIEW)
    assert sheet.painted == 100
    show(under, VIEW)
    assert sheet.painted == 100


def test_what_is_outdated_is_shown_until_there_is_time(sheet, monkeypatch):
    under = Underlay(sheet.paint)
    show(under, VIEW)
    sheet.shift = 100
    monkeypatch.setattr(underlay, "BUDGET_S", -1.0)
    under.clear()
    assert reds(show(under, VIEW))[:3] == [0, 1, 2] and under.was_short
    monkeypatch.setattr(underlay, "BUDGET_S", 1.0)
    assert reds(show(under, VIEW))[:3] == [100, 101, 102]


def test_another_zoom_makes_another_picture(sheet):
    under = Underlay(sheet.paint)
    show(under, VIEW)
    sheet.painted = 0
    painter = QPainter(image := QImage(VIEW.size(), QImage.Format.Format_RGB32))
    under.show(painter, VIEW, [VIEW], (150, "dark"))
    painter.end()
    assert sheet.painted == 100 * 80 and not image.isNull()
