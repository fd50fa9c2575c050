"""Paints a card from its look: body, header, ports, footer, badge.

Everything is laid out in scene units on the grid of 20; edges are put on whole device pixels
so that the picture is crisp at any zoom. Text is elided, never shrunk, and left out where the
zoom makes it too small to read (text goes before shapes).
"""

from __future__ import annotations

from functools import lru_cache
from math import ceil

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QPixmap

from harmony.board import glyphs, theme
from harmony.board.canvas import measures as m
from harmony.board.canvas.badges import has_badge, paint_badge, paint_ring
from harmony.board.canvas.cells import paint_strip
from harmony.board.canvas.lens import colour_of
from harmony.board.canvas.look import Look
from harmony.board.canvas.states import state_for
from harmony.board.canvas.texts import elided, text_width

SMALL_TEXT_FROM = 0.6
"""Below this scale port labels, ids and footers are left out."""

_FAINT = 0.45
_DASHES = {"dashed": [3.5, 2.5], "dotted": [1.0, 2.2], "dash-dot": [5.0, 2.0, 1.2, 2.0]}


def paint_base(look: Look, scale: float, *, small_text: bool) -> QPixmap:
    """What a card's picture shows whatever its state is, with `margin_px(scale)` device pixels around the body.

    Args:
        look: what to show.
        scale: device pixels a scene unit.
        small_text: draw port labels and id too.
    """
    picture = QPixmap(_blank(look.width, look.height, scale, theme.current().name, look.role))
    painter = _painter(picture, scale)
    if look.role == "node":
        _paint_node(painter, look, scale, small_text)
    else:
        _paint_io(painter, look, small_text)
    painter.end()
    return picture


def paint_card(look: Look, scale: float, *, small_text: bool, base: QPixmap | None = None) -> QPixmap:
    """A card's picture: its state over the base.

    Args:
        look: what to show.
        scale: device pixels a scene unit.
        small_text: draw port labels, id and footer too.
        base: of `paint_base`, if it is at hand.
    """
    picture = QPixmap(base if base is not None else paint_base(look, scale, small_text=small_text))
    painter = _painter(picture, scale)
    if look.role == "node":
        if small_text and _has_footer(look):
            _paint_footer(painter, look)
        if not _is_same_title(look):
            _paint_title(painter, look)
    painter.resetTransform()
    painter.drawPixmap(0, 0, _rim(look.rim, small_text and _has_footer(look), scale, theme.current().name))
    painter.end()
    return _faded(picture) if look.is_faint else picture


@lru_cache(maxsize=96)
def _rim(look: Look, has_rule: bool, scale: float, _theme: str) -> QPixmap:
    """Border, badge, ports and the line over the footer, which cards of one type and state share.

    To draw them costs more than to copy.
    """
    picture = _empty(look.width, look.height, scale)
    painter = _painter(picture, scale)
    body = _body(look.width, look.height, scale)
    if has_rule and look.role == "node":
        _paint_rule(painter, look.height - m.FOOTER, body, scale)
    _paint_border(painter, look, body, m.CORNER if look.role == "node" else look.height / 2, scale)
    if look.role == "node":
        paint_badge(painter, QPointF(look.width - 20, 20), look)
    _paint_ports(painter, look, scale)
    painter.end()
    return picture


def draw_card(painter: QPainter, look: Look) -> None:
    """Draw a card in lines and words instead of pixels, in scene units from its corner, as an export wants it."""
    painter.save()
    colours, body = theme.current(), QRectF(0, 0, look.width, look.height)
    is_node = look.role == "node"
    radius = m.CORNER if is_node else look.height / 2
    painter.setOpacity(_FAINT if look.is_faint else 1.0)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colours.node)
    painter.drawRoundedRect(body, radius, radius)
    if is_node:
        _paint_node(painter, look, 1.0, True)
        if _has_footer(look):
            _paint_rule(painter, look.height - m.FOOTER, body, 1.0)
            _paint_footer(painter, look)
        if not _is_same_title(look):
            _paint_title(painter, look)
    else:
        _paint_io(painter, look, True)
    _paint_border(painter, look, body, radius, 1.0)
    if is_node:
        paint_badge(painter, QPointF(look.width - 20, 20), look)
        if look.state == "active" and look.progress is None:
            paint_ring(painter, QPointF(look.width - 20, 20), 0.0)
    _paint_ports(painter, look, 1.0)
    painter.restore()


def _painter(picture: QPixmap, scale: float) -> QPainter:
    painter = QPainter(picture)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    edge = margin_px(scale)
    painter.translate(edge, edge)
    painter.scale(scale, scale)
    return painter


def margin_px(scale: float) -> int:
    """Device pixels around the body in a picture."""
    return ceil(m.MARGIN * scale)


def paint_halo(width: int, height: int, scale: float) -> QPixmap:
    """The ring around a selected card, of the same size as its picture."""
    picture = _empty(width, height, scale)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    edge = margin_px(scale)
    painter.translate(edge, edge)
    painter.scale(scale, scale)
    body = _body(width, height, scale)
    accent = theme.current().accent
    glow = QColor(accent)
    glow.setAlphaF(0.28)
    for colour, pen, gap in ((glow, 5.0, 4.5), (accent, 2.0, 3.0)):
        painter.setPen(QPen(colour, pen))
        radius = m.CORNER + gap
        painter.drawRoundedRect(body.adjusted(-gap, -gap, gap, gap), radius, radius)
    painter.end()
    return picture


def _empty(width: int, height: int, scale: float) -> QPixmap:
    edge = margin_px(scale)
    picture = QPixmap(round(width * scale) + 2 * edge, round(height * scale) + 2 * edge)
    picture.fill(Qt.GlobalColor.transparent)
    return picture


def _body(width: int, height: int, scale: float) -> QRectF:
    """The body's rectangle with its edges on device pixels."""
    return QRectF(0, 0, round(width * scale) / scale, round(height * scale) / scale)


@lru_cache(maxsize=96)
def _blank(width: int, height: int, scale: float, _theme: str, role: str) -> QPixmap:
    """Body and shadow, which all cards of one size share."""
    picture = _empty(width, height, scale)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    edge = margin_px(scale)
    painter.translate(edge, edge)
    painter.scale(scale, scale)
    look = theme.current()
    body = _body(width, height, scale)
    radius = m.CORNER if role == "node" else height / 2
    painter.setPen(Qt.PenStyle.NoPen)
    shade = QColor(0, 0, 0) if look.is_dark else QColor(30, 40, 70)
    for spread in range(10, 0, -1):
        shade.setAlphaF((0.055 if look.is_dark else 0.016) * (1 - spread / 13))
        painter.setBrush(shade)
        grown = body.adjusted(-spread, -spread + 3, spread, spread + 3)
        painter.drawRoundedRect(grown, radius + spread, radius + spread)
    painter.setBrush(look.node)
    painter.drawRoundedRect(body, radius, radius)
    painter.end()
    return picture


def _faded(picture: QPixmap) -> QPixmap:
    faint = QPixmap(picture.size())
    faint.fill(Qt.GlobalColor.transparent)
    painter = QPainter(faint)
    painter.setOpacity(_FAINT)
    painter.drawPixmap(0, 0, picture)
    painter.end()
    return faint


def _pixels(width: float, scale: float) -> float:
    """A line width of whole device pixels, in scene units."""
    return max(1, round(width * scale)) / scale


def _paint_node(painter: QPainter, look: Look, scale: float, small_text: bool) -> None:
    body = _body(look.width, look.height, scale)
    if "missing" in look.marks:
        _paint_hatch(painter, body)
    if small_text:
        _paint_rule(painter, m.HEADER, body, scale)
        _paint_labels(painter, look)
    _paint_tile(painter, look, QRectF(10, 8, 24, 24))
    if _is_same_title(look):
        _paint_title(painter, look)
    if small_text:
        mono = theme.mono(10.5)
        painter.setFont(mono)
        painter.setPen(theme.current().text_3)
        painter.drawText(QPointF(42, 32), elided(look.subtitle, mono, _title_room(look, has_badge=True)))
    if "bypass" in look.marks:
        _paint_bypass(painter, look)


def _paint_io(painter: QPainter, look: Look, small_text: bool) -> None:
    is_input = look.role == "input"
    _paint_tile(painter, look, QRectF(8 if is_input else 14, 8, 24, 24), radius=12)
    left = 40 if is_input else 46
    room = look.width - left - 18
    colours = theme.current()
    title = theme.font(12, 600)
    painter.setPen(colours.text)
    painter.setFont(title)
    if not small_text:
        painter.drawText(QPointF(left, 24), elided(look.title, title, room))
        return
    painter.drawText(QPointF(left, 18), elided(look.title, title, room))
    mono = theme.mono(10)
    painter.setPen(colours.text_3)
    painter.setFont(mono)
    painter.drawText(QPointF(left, 31), elided(look.subtitle, mono, room))


def _paint_hatch(painter: QPainter, body: QRectF) -> None:
    """A type that is not installed: the card keeps its data, and says that it is hollow."""
    painter.save()
    pen = QPen(theme.current().node_line, 1)
    painter.setPen(pen)
    painter.setClipRect(body.adjusted(2, 2, -2, -2))
    for x in range(-int(body.height()), int(body.width()), 10):
        painter.drawLine(QPointF(x, body.height()), QPointF(x + body.height(), 0))
    painter.restore()


def _paint_rule(painter: QPainter, y: float, body: QRectF, scale: float) -> None:
    painter.setPen(QPen(theme.current().line, _pixels(1, scale)))
    at = (round(y * scale) + 0.5) / scale
    painter.drawLine(QPointF(1, at), QPointF(body.width() - 1, at))


def _paint_border(painter: QPainter, look: Look, body: QRectF, radius: float, scale: float) -> None:
    colours = theme.current()
    if "conflict" in look.marks:
        pen = QPen(colours.state("waiting"), _pixels(2, scale))
    elif look.lens:
        pen = QPen(QColor(look.lens), _pixels(2.5, scale))
    elif look.state == "idle":
        pen = QPen(colours.state("error") if "problem" in look.marks else colours.node_line, _pixels(1, scale))
        if "pin" in look.marks:
            pen = QPen(colours.text_3, _pixels(1.5, scale))
        if "missing" in look.marks:
            pen.setDashPattern([4, 3])
    else:
        state = state_for(look.state)
        is_thin = look.state in {"skipped", "cancelled", "not_reached"}
        pen = QPen(colour_of(look.state), _pixels(1 if is_thin else 1.5, scale))
        if state.border in _DASHES:
            pen.setDashPattern(_DASHES[state.border])
    half = pen.widthF() / 2
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(body.adjusted(half, half, -half, -half), radius - half, radius - half)


def _paint_tile(painter: QPainter, look: Look, box: QRectF, radius: float = 6) -> None:
    colour = theme.current().kind(look.kind)
    tint = QColor(colour)
    tint.setAlphaF(0.17 if theme.current().is_dark else 0.13)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tint)
    painter.drawRoundedRect(box, radius, radius)
    glyphs.paint(painter, box.adjusted(4.5, 4.5, -4.5, -4.5), glyphs.name_for(look.icon, look.kind), colour)


def _title_room(look: Look, *, has_badge: bool) -> int:
    pencil = 22 if "edited" in look.marks else 0
    return look.width - 42 - (34 if has_badge else 12) - pencil


def _is_same_title(look: Look) -> bool:
    """True if the title is cut alike with and without a badge beside it."""
    return text_width(look.title, theme.font(13, 600)) <= _title_room(look, has_badge=True)


def _paint_title(painter: QPainter, look: Look) -> None:
    font = theme.font(13, 600)
    painter.setFont(font)
    painter.setPen(theme.current().text)
    small_text = painter.worldTransform().m11() >= SMALL_TEXT_FROM
    room = _title_room(look, has_badge=has_badge(look))
    painter.drawText(QPointF(42, 18.5 if small_text else 24.5), elided(look.title, font, room))


def _paint_labels(painter: QPainter, look: Look) -> None:
    font = theme.font(11)
    painter.setFont(font)
    painter.setPen(theme.current().text_2)
    for row in range(max(len(look.inputs), len(look.outputs))):
        left = look.inputs[row][0] if row < len(look.inputs) else ""
        right = look.outputs[row][0] if row < len(look.outputs) else ""
        room = look.width - 28.0
        share = room if not (left and right) else _split(text_width(left, font), text_width(right, font), room - 12)
        y = m.port_y(row) + 4
        if left:
            painter.drawText(QPointF(14, y), elided(left, font, share))
        if right:
            text = elided(right, font, room if not left else room - 12 - min(share, text_width(left, font)))
            painter.drawText(QPointF(look.width - 14 - text_width(text, font), y), text)


def _split(left: float, right: float, room: float) -> float:
    """How much of a row its left label gets, so that nothing is cut that need not be."""
    if left + right <= room:
        return left + 1
    return min(left + 1, max(room / 2, room - right))


def _has_footer(look: Look) -> bool:
    return bool(look.footer or look.quality or look.strip)


def _paint_footer(painter: QPainter, look: Look) -> None:
    colours = theme.current()
    right = look.width - 12.0
    middle = look.height - m.FOOTER / 2
    if look.strip:
        right = paint_strip(painter, look) - 8
    if look.quality:
        mono = theme.mono(10)
        width = text_width(look.quality, mono) + 12
        box = QRectF(right - width + 4, middle - 7, width, 14)
        _paint_pill(painter, box, look.quality, mono)
        right = box.left() - 6
    if look.footer:
        font = theme.font(10.5)
        painter.setFont(font)
        painter.setPen(colours.state("error") if look.state == "error" else colours.text_3)
        painter.drawText(QPointF(12, middle + 4), elided(look.footer, font, right - 12))


def _paint_pill(painter: QPainter, box: QRectF, text: str, font: QFont) -> None:
    colour = theme.current().state("complete")
    tint = QColor(colour)
    tint.setAlphaF(0.16)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tint)
    painter.drawRoundedRect(box, 7, 7)
    painter.setPen(colour)
    painter.setFont(font)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def _paint_bypass(painter: QPainter, look: Look) -> None:
    """The first input goes straight to the first output, between their names."""
    pen = QPen(theme.current().text_3, 1.5)
    pen.setDashPattern([3, 3])
    painter.setPen(pen)
    y = m.port_y(0)
    font = theme.font(11)
    left = text_width(look.inputs[0][0], font) if look.inputs else 0.0
    right = text_width(look.outputs[0][0], font) if look.outputs else 0.0
    if left + right < look.width - 60:
        painter.drawLine(QPointF(20 + left, y), QPointF(look.width - 20 - right, y))


def _paint_ports(painter: QPainter, look: Look, scale: float) -> None:
    colours = theme.current()
    body = _body(look.width, look.height, scale)
    painter.setPen(QPen(colours.node, _pixels(1.5, scale)))
    for side, x in ((look.inputs, 0.0), (look.outputs, body.width())):
        for row, (_name, type_name) in enumerate(side):
            y = m.port_y(row) if look.role == "node" else look.height / 2
            painter.setBrush(colours.type(type_name))
            painter.drawEllipse(QPointF(x, y), m.PORT / 2, m.PORT / 2)
