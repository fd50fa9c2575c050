from __future__ import annotations

from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage

from harmony.board import theme
from harmony.board.canvas.export import area_of
from harmony.errors import HarmonyError


def test_svg_holds_words_and_shapes(canvas, tmp_path):
    canvas.export(tmp_path / "a.svg")
    words = {
        "".join(e.itertext()).strip() for e in ElementTree.parse(tmp_path / "a.svg").iter() if e.tag.endswith("text")
    }
    assert {"Load orders", "Write", "valid"} <= words


def test_png_shows_everything_at_twice_the_size(canvas, tmp_path):
    canvas.export(tmp_path / "a.png")
    image, area = QImage(str(tmp_path / "a.png")), area_of(canvas)
    assert image.width() == round(area.width() * 2)
    inside = (QPointF(100, 70) - area.topLeft()) * 2
    assert image.pixelColor(inside.toPoint()) == theme.current().node


def test_a_folder_that_is_not_there_is_told(canvas, tmp_path):
    for name in ("a.svg", "a.png"):
        with pytest.raises(HarmonyError, match="choose another folder"):
            canvas.export(tmp_path / "no" / name)
