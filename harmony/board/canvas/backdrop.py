"""What lies under the cards: the dotted ground, frames and notes."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFont,
    QPainter,
    QPalette,
    QPen,
    QPixmap,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)

from harmony.board import theme
from harmony.board.canvas import measures as m
from harmony.board.canvas.plan import Plan
from harmony.board.canvas.texts import elided
from harmony.melody.model import Frame, Melody, Note

_TILE_DOTS = 5
"""Dots of one tile in either direction: 100 scene units, a whole number of pixels at any whole percent."""

NOTE_WIDTH, STRONGEST = 220, QFont.Weight.DemiBold.value
_FRAME_GAP, _FRAME_HEAD = 20, 44

FRAME_COLOURS = {
    "teal": "#22b8b0",
    "blue": "#4c9aff",
    "violet": "#9b8cff",
    "green": "#2fb980",
    "amber": "#f0a92e",
    "red": "#ef5350",
    "grey": "#8a94a8",
}


def paint_ground(painter: QPainter, exposed: list[QRect], percent: int, ratio: float) -> None:
    """Fill the canvas and draw the grid's dots.

    Args:
        painter: in scene coordinates.
        exposed: the parts to fill, in viewport pixels.
        percent: the zoom, in whole percents.
        ratio: device pixels a logical pixel.
    """
    transform = painter.worldTransform()
    tile = _ground(percent, ratio, theme.current().name)
    origin = QPointF(round(transform.dx()), round(transform.dy()))
    painter.save()
    painter.resetTransform()
    for rect in exposed:
        painter.drawTiledPixmap(QRectF(rect), tile, QPointF(rect.topLeft()) - origin)
    painter.restore()


@lru_cache(maxsize=16)
def _ground(percent: int, ratio: float, _theme: str) -> QPixmap:
    """One opaque tile of the ground; fewer dots where they would stand too close."""
    side = m.GRID * _TILE_DOTS * percent / 100
    tile = QPixmap(round(side * ratio), round(side * ratio))
    tile.setDevicePixelRatio(ratio)
    colours = theme.current()
    tile.fill(colours.canvas)
    dots = _TILE_DOTS if percent >= 60 else 1
    step = side / dots
    colour = QColor(colours.text_3)
    colour.setAlphaF(0.22 if colours.is_dark else 0.30)
    painter = QPainter(tile)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, percent >= 150)
    size = 1.0 if percent < 150 else percent / 100
    for column in range(dots):
        for row in range(dots):
            painter.drawRect(QRectF(round(column * step), round(row * step), size, size))
    painter.end()
    return tile


def frame_rect(plan: Plan, frame: Frame) -> QRectF:
    """The rectangle of a frame: around its nodes, with room for the title."""
    boxes = [plan.cards[i].box for i in plan.scope.mine(frame.nodes) if i in plan.cards]
    if not boxes:
        return QRectF()
    left, top = min(b[0] for b in boxes), min(b[1] for b in boxes)
    right, bottom = max(b[2] for b in boxes), max(b[3] for b in boxes)
    inner = QRectF(left, top, right - left, bottom - top)
    return inner.adjusted(-_FRAME_GAP, -_FRAME_HEAD, _FRAME_GAP, _FRAME_GAP)


def paint_frames(painter: QPainter, plan: Plan, melody: Melody, exposed: QRectF) -> None:
    """Draw the frames that touch the exposed part."""
    for frame in melody.layout.frames:
        rect = frame_rect(plan, frame)
        if rect.intersects(exposed):
            _paint_frame(painter, rect, frame)


def _paint_frame(painter: QPainter, rect: QRectF, frame: Frame) -> None:
    colours = theme.current()
    colour = QColor(FRAME_COLOURS.get(frame.color, frame.color if frame.color.startswith("#") else "#8a94a8"))
    fill, line = QColor(colour), QColor(colour)
    fill.setAlphaF(0.06)
    line.setAlphaF(0.45)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(line, 1))
    painter.setBrush(fill)
    painter.drawRoundedRect(rect, 14, 14)
    font = theme.font(12, 600)
    painter.setFont(font)
    painter.setPen(colours.text_2)
    painter.drawText(rect.topLeft() + QPointF(16, 27), elided(frame.title, font, rect.width() - 32))


def paint_notes(painter: QPainter, plan: Plan, melody: Melody, exposed: QRectF) -> None:
    """Draw the notes that touch the exposed part."""
    for note in melody.layout.notes:
        if note.body != plan.scope.owner:
            continue
        rect = note_rect(note)
        if rect.intersects(exposed):
            _paint_note(painter, rect, note)


def note_rect(note: Note) -> QRectF:
    """The rectangle of a note, as high as its text needs, up to 600."""
    height = note_text(note.text, theme.current().name).size().height()
    return QRectF(note.at[0], note.at[1], NOTE_WIDTH, min(600, height + 20))


@lru_cache(maxsize=128)
def note_text(text: str, _theme: str) -> QTextDocument:
    """A note's Markdown laid out."""
    made = QTextDocument()
    made.setDocumentMargin(0)
    made.setIndentWidth(14)
    made.setDefaultFont(theme.font(12))
    made.setMarkdown(text)
    _embolden(made)
    made.setTextWidth(NOTE_WIDTH - 26)
    return made


def _embolden(document: QTextDocument) -> None:
    """Give bold words the boldest weight that ships: Qt would draw others twice, a little apart."""
    strong = QTextCharFormat()
    strong.setFontWeight(QFont.Weight.DemiBold)
    block = document.begin()
    while block.isValid():
        spans = [(span.start, span.length) for span in block.textFormats() if span.format.fontWeight() > STRONGEST]
        for start, length in spans:
            cursor = QTextCursor(document)
            cursor.setPosition(block.position() + start)
            cursor.setPosition(block.position() + start + length, QTextCursor.MoveMode.KeepAnchor)
            cursor.mergeCharFormat(strong)
        block = block.next()


def _paint_note(painter: QPainter, rect: QRectF, note: Note) -> None:
    colours = theme.current()
    fill = QColor(colours.amber)
    fill.setAlphaF(0.10)
    line = QColor(colours.amber)
    line.setAlphaF(0.40)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(line, 1))
    painter.setBrush(fill)
    painter.drawRoundedRect(rect, 8, 8)
    painter.save()
    painter.translate(rect.left() + 14, rect.top() + 10)
    painter.setClipRect(QRectF(0, 0, rect.width() - 20, rect.height() - 16), Qt.ClipOperation.IntersectClip)
    context = QAbstractTextDocumentLayout.PaintContext()
    context.palette.setColor(QPalette.ColorRole.Text, colours.text_2)
    note_text(note.text, colours.name).documentLayout().draw(painter, context)
    painter.restore()
