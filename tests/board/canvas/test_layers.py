from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QImage, QPainter

from harmony.board import theme
from harmony.board.canvas import layers
from harmony.board.canvas.layers import Layers
from harmony.board.canvas.pictures import Pictures
from harmony.board.canvas.scene import CanvasScene

PART = QRect(200, 0, 100, 100)
NEVER, EVER = -1.0, float("inf")


@pytest.fixture
def stage(plan, qapp):
    made = CanvasScene(plan, lambda _card: None, lambda _link: False)
    assert isinstance(made.pictures, Pictures)
    yield made
    made.deleteLater()


def painted(document, stage, way) -> tuple[QImage, object]:
    image = QImage(PART.size(), QImage.Format.Format_RGB32)
    painter = QPainter(image)
    made = way(Layers(stage, lambda: document.melody, PART, 100, 1.0), painter)
    painter.end()
    return image, made


def coloured(image: QImage, colour: object) -> int:
    return sum(image.pixelColor(x, y) == colour for x in range(100) for y in range(100))


def test_a_part_has_the_wires_that_cross_it(document, stage):
    image, is_done = painted(document, stage, lambda work, p: work.go_on(p, QPoint(), EVER))
    assert is_done and coloured(image, theme.current().type("table")) > 50


def test_without_time_one_wire_is_painted_at_least(document, stage):
    _image, is_done = painted(document, stage, lambda work, p: work.go_on(p, QPoint(), NEVER))
    assert is_done is (len(stage.wires_in((200, 0, 300, 100))) == 1)


def test_a_draft_has_hair_lines_or_the_bare_ground(document, stage):
    thick, _ = painted(document, stage, lambda work, p: work.go_on(p, QPoint(), EVER))
    hair, _ = painted(document, stage, lambda work, p: work.draft(p, QPoint(), EVER))
    bare, _ = painted(document, stage, lambda work, p: work.draft(p, QPoint(), NEVER))
    counts = [coloured(image, theme.current().type("table")) for image in (bare, hair, thick)]
    assert counts[0] == 0 < counts[1] < counts[2]


def test_where_wires_lie_dense_each_is_a_hair_line(document, stage, monkeypatch):
    thick, _ = painted(document, stage, lambda work, p: work.go_on(p, QPoint(), EVER))
    monkeypatch.setattr(layers, "DENSE", 0)
    thin, is_done = painted(document, stage, lambda work, p: work.go_on(p, QPoint(), EVER))
    assert is_done and 0 < coloured(thin, theme.current().type("table")) < coloured(
        thick, theme.current().type("table")
    )
