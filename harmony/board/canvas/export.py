"""The canvas as a picture in a file: all of it, in lines and words (SVG) or pixels (PNG)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgGenerator

from harmony.board import theme
from harmony.board.canvas import backdrop
from harmony.board.canvas.picture import draw_card
from harmony.board.canvas.strands import drawn
from harmony.board.canvas.strokes import draw_wire
from harmony.errors import HarmonyError

if TYPE_CHECKING:
    from harmony.board.canvas.live import LiveSheet

_EDGE = 40
MOST_PIXELS = 120_000_000


def area_of(sheet: LiveSheet) -> QRectF:
    """What is worth a picture: cards, frames and notes with some room around."""
    sheet.finish_loading()
    bounds = sheet.plan.bounds() or (0, 0, 400, 200)
    area = QRectF(bounds[0], bounds[1], bounds[2] - bounds[0], bounds[3] - bounds[1])
    for link in sheet.plan.links.values():
        area = area.united(drawn(link).box)
    layout = sheet.document.melody.layout
    for frame in layout.frames:
        area = area.united(backdrop.frame_rect(sheet.plan, frame))
    for note in layout.notes:
        if note.body == sheet.scope.owner:
            area = area.united(backdrop.note_rect(note))
    for link in sheet.badges.shown():
        left, top, right, bottom = sheet.badges.room(link)
        area = area.united(QRectF(left, top, right - left, bottom - top))
    return area.adjusted(-_EDGE, -_EDGE, _EDGE, _EDGE)


def paint(sheet: LiveSheet, painter: QPainter, area: QRectF) -> None:
    """Draw everything in scene units, with the corner of `area` at the painter's origin."""
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    painter.fillRect(QRectF(0, 0, area.width(), area.height()), theme.current().canvas)
    painter.translate(-area.topLeft())
    melody = sheet.document.melody
    backdrop.paint_frames(painter, sheet.plan, melody, area)
    backdrop.paint_notes(painter, sheet.plan, melody, area)
    for link in sheet.plan.links.values():
        one = drawn(link)
        draw_wire(painter, one.look(False), one.path)
    sheet.badges.paint(painter, (area.left(), area.top(), area.right(), area.bottom()), 1.0)
    for card in sheet.plan.cards.values():
        painter.save()
        painter.translate(card.x, card.y)
        draw_card(painter, sheet.stage.look(card))
        painter.restore()


def to_svg(sheet: LiveSheet, path: Path) -> None:
    """Write the canvas as SVG.

    Raises:
        HarmonyError: the file cannot be written.
    """
    area = area_of(sheet)
    made = QSvgGenerator()
    made.setFileName(str(path))
    made.setTitle(sheet.document.melody.name)
    made.setDescription(sheet.document.melody.description)
    made.setSize(QSize(round(area.width()), round(area.height())))
    made.setViewBox(QRectF(0, 0, area.width(), area.height()))
    painter = QPainter()
    if not path.parent.is_dir() or not painter.begin(made):
        raise HarmonyError(f"{path} cannot be written: choose another folder")
    paint(sheet, painter, area)
    painter.end()


def to_png(sheet: LiveSheet, path: Path, scale: float = 2.0) -> None:
    """Write the canvas as PNG; a very large one gets fewer pixels.

    Args:
        sheet: the canvas.
        path: the file.
        scale: pixels a scene unit.

    Raises:
        HarmonyError: the file cannot be written.
    """
    area = area_of(sheet)
    scale = min(scale, (MOST_PIXELS / (area.width() * area.height())) ** 0.5, 30_000 / max(area.width(), area.height()))
    image = QImage(round(area.width() * scale), round(area.height() * scale), QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.scale(scale, scale)
    paint(sheet, painter, area)
    painter.end()
    if not image.save(str(path), "PNG"):  # type: ignore[call-overload]
        raise HarmonyError(f"{path} cannot be written: choose another folder")
