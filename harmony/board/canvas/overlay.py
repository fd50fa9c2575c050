"""What floats over the canvas: zoom chip, Fit and Tidy, the minimap, the hint on an empty canvas.

Painted in the viewport rather than as widgets over it: a widget on top would stop Qt from
scrolling what is already drawn, and every pan would repaint everything.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QPixmap, QRegion

from harmony.board import glyphs, theme
from harmony.board.canvas import minimap
from harmony.board.canvas.curves import Box
from harmony.board.canvas.minimap import Minimap

_EDGE = 14
_CHIP_HEIGHT = 30
HINT = "Drag an extension here, or just type"


@dataclass(slots=True)
class Chip:
    """A small button over the canvas."""

    name: str
    label: str
    icon: str
    tip: str
    action: Callable[[], None]
    width: int = 74


class Overlay:
    """Lays out, paints and finds what floats over the canvas."""

    def __init__(self, chips: list[Chip], map_: Minimap) -> None:
        self._chips = chips
        self.map = map_
        self.has_map = True
        self.yields = False  # the map would cover what was fitted, and is hidden until the view moves
        self.is_empty = False
        self.busy = ""
        self.hovered: str = ""
        self.pressed: str = ""
        self._size = QSize()
        self._picture: tuple[object, QPixmap] | None = None

    def resize(self, size: QSize) -> None:
        """The viewport has another size."""
        self._size = size

    def set_label(self, name: str, label: str) -> None:
        """Change what a chip says."""
        for chip in self._chips:
            if chip.name == name:
                chip.label = label

    def region(self) -> QRegion:
        """All that is covered, in viewport pixels."""
        return self.moved_region(0, 0)

    def moved_region(self, dx: int, dy: int) -> QRegion:
        """All that is covered, and where it would be after a scroll: few rectangles, which clip faster."""
        chips = self.chips_rect()
        region = QRegion(chips.united(chips.translated(dx, dy)))
        if self.shows_map:
            region += self.map_rect().united(self.map_rect().translated(dx, dy))
        if self.is_empty:
            region += self.hint_rect().united(self.hint_rect().translated(dx, dy))
        return region

    @property
    def shows_map(self) -> bool:
        """False also where it would cover too much of a small canvas, or there is nothing to show."""
        has_room = self._size.width() > 560 and self._size.height() > 300
        return self.has_map and not self.yields and not self.is_empty and has_room

    def chip_rect(self, name: str) -> QRect:
        """Where a chip is, in viewport pixels."""
        x = _EDGE
        for chip in self._chips:
            if chip.name == name:
                return QRect(x, self._size.height() - _EDGE - _CHIP_HEIGHT, chip.width, _CHIP_HEIGHT)
            x += chip.width + 6
        return QRect()

    def chips_rect(self) -> QRect:
        """Around all chips, in viewport pixels."""
        return self.chip_rect(self._chips[0].name).united(self.chip_rect(self._chips[-1].name))

    def map_rect(self) -> QRect:
        """Where the minimap is, in viewport pixels."""
        corner = QPointF(self._size.width() - _EDGE - minimap.WIDTH, self._size.height() - _EDGE - minimap.HEIGHT)
        return QRect(corner.toPoint(), QSize(minimap.WIDTH, minimap.HEIGHT))

    def hint_rect(self) -> QRect:
        """Where the hint of an empty canvas is."""
        return QRect(0, self._size.height() // 2 - 60, self._size.width(), 120)

    def chip_at(self, pos: QPointF) -> Chip | None:
        """The chip under a point of the viewport."""
        return next((c for c in self._chips if self.chip_rect(c.name).contains(pos.toPoint())), None)

    def is_on_map(self, pos: QPointF) -> bool:
        """True if a point of the viewport is on the minimap."""
        return self.shows_map and self.map_rect().contains(pos.toPoint())

    def map_point(self, pos: QPointF) -> QPointF:
        """The scene point that a point on the minimap stands for."""
        inner = pos - QPointF(self.map_rect().topLeft())
        return self.map.scene_point(inner.x(), inner.y())

    def paint(self, painter: QPainter, exposed: QRect, seen: Box, ratio: float) -> None:
        """Draw what touches `exposed` (viewport pixels)."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.busy and exposed.intersects(self.hint_rect()):
            self._paint_busy(painter)
        elif self.is_empty and exposed.intersects(self.hint_rect()):
            self._paint_hint(painter)
        if exposed.intersects(self.chips_rect()):
            painter.drawPixmap(self.chips_rect().topLeft(), self._chips_picture(ratio))
        if self.shows_map and exposed.intersects(self.map_rect()):
            self.map.paint(painter, QRectF(self.map_rect()), seen, ratio)

    def _chips_picture(self, ratio: float) -> QPixmap:
        """The chips as one picture, drawn again only when one of them looks different."""
        look = (self.hovered, theme.current().name, ratio, *(c.label for c in self._chips))
        if self._picture is None or self._picture[0] != look:
            area = self.chips_rect()
            picture = QPixmap(area.size() * ratio)
            picture.setDevicePixelRatio(ratio)
            picture.fill(Qt.GlobalColor.transparent)
            painter = QPainter(picture)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for chip in self._chips:
                self._paint_chip(painter, chip, QRectF(self.chip_rect(chip.name).translated(-area.topLeft())))
            painter.end()
            self._picture = (look, picture)
        return self._picture[1]

    def _paint_chip(self, painter: QPainter, chip: Chip, rect: QRectF) -> None:
        colours = theme.current()
        is_hot = chip.name == self.hovered
        painter.setPen(QPen(colours.node_line if is_hot else colours.line, 1))
        painter.setBrush(colours.hover if is_hot else colours.panel)
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 7, 7)
        font = theme.font(12, 500)
        colour = colours.text if is_hot else colours.text_2
        width = QFontMetricsF(font).horizontalAdvance(chip.label) + (20 if chip.icon else 0)
        x = rect.center().x() - width / 2
        if chip.icon:
            glyphs.paint(painter, QRectF(x, rect.center().y() - 7, 14, 14), chip.icon, colour)
            x += 20
        painter.setFont(font)
        painter.setPen(colour)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(QRectF(x, rect.top(), rect.right() - x, rect.height()), flags, chip.label)

    def _paint_busy(self, painter: QPainter) -> None:
        painter.setPen(theme.current().text_2)
        painter.setFont(theme.font(15, 500))
        painter.drawText(QRectF(self.hint_rect()), Qt.AlignmentFlag.AlignCenter, self.busy)

    def _paint_hint(self, painter: QPainter) -> None:
        colours = theme.current()
        box = QRectF(self.hint_rect())
        glyphs.paint(
            painter, QRectF(box.center().x() - 17, box.top() + 8, 34, 34), "shape-plus-outline", colours.text_3
        )
        painter.setPen(colours.text_2)
        painter.setFont(theme.font(15, 500))
        middle = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
        painter.drawText(box.adjusted(0, 54, 0, 0), middle, HINT)
        painter.setPen(colours.text_3)
        painter.setFont(theme.font(12))
        painter.drawText(
            box.adjusted(0, 82, 0, 0), middle, "Tab shows all nodes  ·  wheel zooms  ·  Space and drag pans"
        )
