"""How bars, the names of rows and the axis are painted."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from harmony.board import glyphs, theme
from harmony.board.panels.timeline.axis import Axis
from harmony.board.panels.timeline.rows import NAMES, ROW
from harmony.board.tracks import Bar
from harmony.board.wording import seconds
from harmony.board.wording import state as state_text


def name_picture(path: str, title: str, word: str, ratio: float) -> QPixmap:
    """State and title of a row, as a picture."""
    look = theme.current()
    made = QPixmap(round(NAMES * ratio), round(ROW * ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    left = 14 + 14 * path.count("/")
    glyphs.paint(painter, QRectF(left, 6, 12, 12), glyphs.STATE_GLYPHS[word], look.state(word))
    painter.setFont(theme.ui_font(12.5))
    painter.setPen(look.text if word in {"active", "error"} else look.text_2)
    room = QRectF(left + 19, 0, NAMES - left - 27, ROW)
    shown = painter.fontMetrics().elidedText(title, Qt.TextElideMode.ElideRight, int(room.width()))
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)
    painter.end()
    return made


def paint_axis(painter: QPainter, axis: Axis, area: QRectF) -> None:
    """Draw round times over the chart."""
    look = theme.current()
    painter.fillRect(area, look.panel)
    painter.fillRect(QRectF(0, area.bottom() - 1, area.width(), 1), look.line)
    painter.setFont(theme.ui_font(11))
    for x, text in axis.ticks(area.width() - NAMES):
        if x < 0:
            continue
        painter.fillRect(QRectF(NAMES + x, 8, 1, area.height() - 9), look.node_line)
        if NAMES + x + 5 + painter.fontMetrics().horizontalAdvance(text) > area.width():
            continue
        painter.setPen(look.text_3)
        painter.drawText(QRectF(NAMES + x + 5, 2, 80, area.height() - 4), Qt.AlignmentFlag.AlignVCenter, text)


def paint_bar(painter: QPainter, bar: Bar, box: QRectF, now: float) -> None:
    """Draw one bar: working is filled, waiting dashed and tinted, queued a thin dashed line."""
    look = theme.current()
    colour = look.state(bar.word)
    if bar.word == "queued":
        painter.setPen(QPen(colour, 1.2, Qt.PenStyle.DashLine))
        middle = box.center().y()
        painter.drawLine(QPointF(box.left() + 1, middle), QPointF(box.right() - 1, middle))
        return
    radius = min(3.5, box.width() / 2, box.height() / 2.5)
    if bar.word == "waiting":
        tinted = QColor(colour)
        tinted.setAlphaF(0.18)
        painter.setPen(QPen(colour, 1, Qt.PenStyle.DashLine))
        painter.setBrush(tinted)
        ink = look.text_2
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(fill(bar.word))
        ink = theme.ink_on(colour) if look.is_dark else look.text
    painter.drawRoundedRect(box, radius, radius)
    if box.height() < 12 or box.width() < 24:
        return
    text = bar.label or seconds((bar.end or now) - bar.start)
    painter.setFont(theme.ui_font(11, 500))
    if box.width() > painter.fontMetrics().horizontalAdvance(text) + 12:
        painter.setPen(ink)
        painter.drawText(box.adjusted(6, 0, -4, 0), Qt.AlignmentFlag.AlignVCenter, text)


def fill(word: str) -> QColor:
    """The ground of a bar. On white the full colours are too dark for dark text and too light for white text."""
    look = theme.current()
    return look.state(word) if look.is_dark else theme.tint(look.state(word), 0.5)


def tip(bar: Bar, now: float) -> str:
    """What a bar's tool tip says."""
    parts = [state_text(bar.word), seconds((bar.end or now) - bar.start)]
    if bar.attempt > 1:
        parts.append(f"attempt {bar.attempt}")
    if bar.pass_:
        parts.append(f"pass {bar.pass_}")
    return " · ".join(parts)
