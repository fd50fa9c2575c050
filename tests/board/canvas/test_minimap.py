from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from harmony.board import theme
from harmony.board.canvas.minimap import HEIGHT, WIDTH, Minimap


def shot(minimap):
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    minimap.paint(painter, QRectF(0, 0, WIDTH, HEIGHT), (0, 0, 0, 0), 1.0)
    painter.end()
    return image


def place(minimap, plan, card):
    x, y = plan.cards[card].x + 100, plan.cards[card].y + 50
    return round(minimap._origin.x() + x * minimap._scale), round(minimap._origin.y() + y * minimap._scale)


def test_it_shows_the_state_of_every_card_and_patches_it(plan):
    words = {"check": "complete"}
    minimap = Minimap(plan, lambda card: words.get(card, "idle"))
    assert shot(minimap).pixelColor(*place(minimap, plan, "check")) == theme.current().state("complete")
    words["check"] = "error"
    minimap.touch_states(["check"])
    minimap.catch_up()
    assert shot(minimap).pixelColor(*place(minimap, plan, "check")) == theme.current().state("error")


def test_a_point_on_it_is_a_point_of_the_scene(plan):
    minimap = Minimap(plan, lambda card: "idle")
    shot(minimap)
    x, y = place(minimap, plan, "loose")
    point = minimap.scene_point(x, y)
    assert abs(point.x() - 400) < 12 and abs(point.y() - 350) < 12
