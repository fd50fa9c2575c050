"""The two graphics items: a card and a wire. Plain items that the scene reuses.

They hold no truth: a card item shows the picture of the look it was given, a wire item the
path it was given. They take no mouse events; gestures ask the plan what lies where.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPixmap, QTransform
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from harmony.board import theme
from harmony.board.canvas import measures as m
from harmony.board.canvas.curves import Curve, bounds, middle
from harmony.board.canvas.look import Look
from harmony.board.canvas.picture import margin_px
from harmony.board.canvas.pictures import Pictures

if TYPE_CHECKING:
    from harmony.board.canvas.plan import Card, Link

WIRE_Z, CARD_Z, CHOSEN_Z = 0.0, 1.0, 2.0


class CardItem(QGraphicsItem):
    """A card, drawn from its picture."""

    def __init__(self, pictures: Pictures) -> None:
        super().__init__()
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self.setZValue(CARD_Z)
        self._pictures = pictures
        self.card_id = ""
        self.look: Look | None = None
        self.is_selected = False
        self.opacity_now = 1.0
        self.is_stale = False
        self._box = QRectF()

    def show_card(self, card: Card, look: Look, *, is_selected: bool) -> None:
        """Stand for a card from now on."""
        self.card_id = card.id
        if (card.width, card.height) != (self._box.width() - 2 * m.MARGIN, self._box.height() - 2 * m.MARGIN):
            self.prepareGeometryChange()
            self._box = QRectF(0, 0, card.width, card.height).adjusted(-m.MARGIN, -m.MARGIN, m.MARGIN, m.MARGIN)
        self.setPos(card.x, card.y)
        self.set_look(look)
        self.set_selected(is_selected)

    def set_look(self, look: Look) -> None:
        """Show another look; nothing is drawn when it is the same."""
        if look != self.look:
            self.look = look
            self.update()

    def set_selected(self, is_selected: bool) -> None:
        """Show or hide the halo."""
        if is_selected != self.is_selected:
            self.is_selected = is_selected
            self.setZValue(CHOSEN_Z if is_selected else CARD_Z)
            self.update()

    def set_faded(self, opacity: float) -> None:
        """Step back while something else is being pointed at."""
        if opacity != self.opacity_now:
            self.opacity_now = opacity
            self.setOpacity(opacity)

    def boundingRect(self) -> QRectF:
        """Body and margin."""
        return self._box

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Draw the picture, on whole device pixels."""
        if self.look is None:
            return
        transform = painter.worldTransform()
        ratio = widget.devicePixelRatioF() if widget else 1.0
        zoom = transform.m11()
        scale = zoom * ratio
        picture, made_for = self._pictures.card(self.look, scale)
        self.is_stale = made_for != scale or picture is None
        if picture is None:
            _paint_plain(painter, self.look)
            return
        painter.setWorldTransform(_IDENTITY)
        x, y = round(transform.dx() * ratio) / ratio, round(transform.dy() * ratio) / ratio
        if self.is_selected:
            _blit(
                painter,
                (x, y),
                self._pictures.halo(self.look.width, self.look.height, made_for),
                made_for,
                scale,
                ratio,
            )
        _blit(painter, (x, y), picture, made_for, scale, ratio)


_IDENTITY = QTransform()


def _blit(
    painter: QPainter, at: tuple[float, float], picture: QPixmap, made_for: float, scale: float, ratio: float
) -> None:
    """Put a picture where its body's corner is `at`, stretched if it was made for another scale."""
    edge = margin_px(made_for)
    if made_for == scale:
        if ratio == 1.0:
            painter.drawPixmap(QPoint(int(at[0]) - edge, int(at[1]) - edge), picture)
        else:
            size = QRectF(at[0] - edge / ratio, at[1] - edge / ratio, picture.width() / ratio, picture.height() / ratio)
            painter.drawPixmap(size, picture, QRectF(picture.rect()))
        return
    by = scale / made_for / ratio
    target = QRectF(at[0] - edge * by, at[1] - edge * by, picture.width() * by, picture.height() * by)
    painter.drawPixmap(target, picture, QRectF(picture.rect()))


def _paint_plain(painter: QPainter, look: Look) -> None:
    """What stands for a card until there is time for its picture."""
    colours = theme.current()
    idle = look.state == "idle"
    painter.setPen(QPen(colours.node_line if idle else colours.state(look.state), 1.5))
    painter.setBrush(colours.node)
    painter.drawRect(QRectF(0, 0, look.width, look.height))


class WireItem(QGraphicsItem):
    """A wire, drawn along its path."""

    def __init__(self) -> None:
        super().__init__()
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self.setZValue(WIRE_Z)
        self.link: Link | None = None
        self._curve: Curve = ()
        self._path = QPainterPath()
        self._box = QRectF()
        self._is_selected = False
        self._is_hovered = False
        self._is_quiet = False

    def show_link(self, link: Link, *, is_selected: bool, is_quiet: bool) -> None:
        """Stand for a wire from now on.

        Args:
            link: the wire.
            is_selected: draw the halo.
            is_quiet: nothing came this way in the run that is shown.
        """
        if self.link is None or link.curve is not self._curve:
            self._curve = link.curve
            self.prepareGeometryChange()
            self._path = path_of(link.curve)
            left, top, right, bottom = bounds(link.curve)
            self._box = QRectF(left, top, right - left, bottom - top).adjusted(-8, -8, 8, 8)
        self.link = link
        if (is_selected, is_quiet) != (self._is_selected, self._is_quiet):
            self._is_selected, self._is_quiet = is_selected, is_quiet
        self.update()

    def set_hovered(self, is_hovered: bool) -> None:
        """Stand out under the pointer."""
        if is_hovered != self._is_hovered:
            self._is_hovered = is_hovered
            self.update()

    def boundingRect(self) -> QRectF:
        """Around the path."""
        return self._box

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Draw the path in the colour of what travels along it."""
        link = self.link
        if link is None:
            return
        if self._is_selected or self._is_hovered:
            glow = QColor(theme.current().accent)
            glow.setAlphaF(0.55 if self._is_selected else 0.30)
            painter.strokePath(self._path, QPen(glow, 7, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.strokePath(self._path, pen_of(link, is_quiet=self._is_quiet))
        if painter.worldTransform().m11() >= 0.5:
            _paint_mark(painter, link)


def path_of(curve: Curve) -> QPainterPath:
    """A curve as a Qt path."""
    path = QPainterPath(QPointF(*curve[0]))
    for i in range(1, len(curve), 3):
        path.cubicTo(*curve[i], *curve[i + 1], *curve[i + 2])
    return path


def pen_of(link: Link, *, is_quiet: bool) -> QPen:
    """The pen of a wire: colour by data type, dashes where nothing comes, thin for mentions."""
    colours = theme.current()
    colour = QColor(colours.type(link.type) if link.type else colours.state("error"))
    if link.kind == "mention":
        colour.setAlphaF(0.35)
        return QPen(colour, 1)
    if link.kind == "after":
        pen = QPen(colours.text_3, 1.5)
        pen.setDashPattern([1, 3])
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        return pen
    pen = QPen(colour, m.WIRE)
    if is_quiet:
        colour.setAlphaF(0.4)
        pen.setColor(colour)
        pen.setDashPattern([2, 2.5])
    elif link.key.back:
        pen.setDashPattern([5, 3])
    return pen


def _paint_mark(painter: QPainter, link: Link) -> None:
    """A diamond where a value is converted, the bound where a wire goes back."""
    if not link.is_converted and not link.key.back:
        return
    colours = theme.current()
    x, y = middle(link.curve)
    painter.setPen(QPen(colours.type(link.type), 1.5))
    painter.setBrush(colours.canvas)
    if link.is_converted and not link.key.back:
        painter.drawPolygon([QPointF(x - 5, y), QPointF(x, y - 5), QPointF(x + 5, y), QPointF(x, y + 5)])
        return
    box = QRectF(x - 17, y - 9, 34, 18)
    painter.drawRoundedRect(box, 9, 9)
    painter.setPen(colours.text_2)
    painter.setFont(theme.mono(10))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, f"↺ {link.key.max or '?'}")
