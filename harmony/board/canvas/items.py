"""The two graphics items: a card and a wire. Plain items that the scene reuses.

They hold no truth: a card item shows the picture of the look it was given, a wire item the
path it was given. They take no mouse events; gestures ask the plan what lies where.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPixmap, QTransform
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from harmony.board import theme
from harmony.board.canvas import measures as m
from harmony.board.canvas.curves import Box, Point, bounds
from harmony.board.canvas.exposed import Exposed
from harmony.board.canvas.look import Look
from harmony.board.canvas.picture import margin_px
from harmony.board.canvas.pictures import Pictures
from harmony.board.canvas.strokes import EDGE, WireLook, draw_pieces, draw_wire, path_of, pieces, wire_look

if TYPE_CHECKING:
    from harmony.board.canvas.plan import Card, Link

_THIN_BELOW = 0.55

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
        self._picture: QPixmap | None = None
        self._made_for = (0.0, 0)
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
            self._picture = None
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
        picture, made_for = self._ready_picture(self.look, scale)
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

    def _ready_picture(self, look: Look, scale: float) -> tuple[QPixmap | None, float]:
        made_for, generation = self._made_for
        has_old = self._picture is not None and generation == self._pictures.generation
        if not has_old or made_for != scale:
            # While the zoom moves the picture at hand is stretched, within reason.
            will_do = has_old and self._pictures.is_moving and 0.4 < scale / made_for < 2.5
            if not will_do:
                found, found_for = self._pictures.card(look, scale)
                if found is not None or not has_old:
                    self._picture, self._made_for = found, (found_for, self._pictures.generation)
        self.is_stale = self._made_for[0] != scale or self._picture is None
        return self._picture, self._made_for[0]


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

    def __init__(self, exposed: Exposed, pictures: Pictures) -> None:
        super().__init__()
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self.setZValue(WIRE_Z)
        self._exposed = exposed
        self._pictures = pictures
        self._picture: QPixmap | None = None
        self._made_for = (0.0, 0)
        self.link: Link | None = None
        self._drawn: Drawn | None = None
        self._box = QRectF()
        self._is_selected = False
        self._is_hovered = False
        self._is_quiet = False
        self.is_stale = False

    def show_link(self, link: Link, *, is_selected: bool, is_quiet: bool) -> None:
        """Stand for a wire from now on.

        Args:
            link: the wire.
            is_selected: draw the halo.
            is_quiet: nothing came this way in the run that is shown.
        """
        if link is not self.link:
            self.prepareGeometryChange()
            drawn = link.drawn = link.drawn or Drawn(link)
            self._drawn, self._box = drawn, drawn.box
        self.link = link
        self._made_for = (0.0, 0)
        self._picture = None
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
        drawn = self._drawn
        if drawn is None or not self._is_exposed(drawn):
            return
        if self._is_selected or self._is_hovered:
            glow = QColor(theme.current().accent)
            glow.setAlphaF(0.55 if self._is_selected else 0.30)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(glow, 7, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            painter.drawPath(drawn.path)
        transform = painter.worldTransform()
        zoom = transform.m11()
        look = drawn.look(self._is_quiet)
        # From afar a line of one pixel is enough; while the zoom moves no picture would be used twice.
        self.is_stale = False
        if zoom < _THIN_BELOW:
            draw_wire(painter, look, drawn.path, is_thin=True)
            return
        if self._pictures.is_moving:
            self._draw(painter, look, drawn)
            return
        ratio = widget.devicePixelRatioF() if widget else 1.0
        picture = self._ready_picture(look, zoom * ratio)
        if picture is None:
            self._draw(painter, look, drawn)
            return
        painter.setWorldTransform(_IDENTITY)
        x = round((transform.dx() + zoom * self._box.left()) * ratio) / ratio
        y = round((transform.dy() + zoom * self._box.top()) * ratio) / ratio
        if ratio == 1.0:
            painter.drawPixmap(QPoint(int(x), int(y)), picture)
        else:
            size = QRectF(x, y, picture.width() / ratio, picture.height() / ratio)
            painter.drawPixmap(size, picture, QRectF(picture.rect()))

    def _ready_picture(self, look: WireLook, scale: float) -> QPixmap | None:
        wanted = (scale, self._pictures.generation)
        if self._made_for != wanted:
            self._picture, has_time = self._pictures.wire(look, scale)
            self.is_stale = not has_time
            self._made_for = wanted if has_time else (0.0, 0)
        return self._picture

    def _draw(self, painter: QPainter, look: WireLook, drawn: Drawn) -> None:
        """Draw the wire itself: thin if only time is short, and of a large one just what is exposed."""
        if self.is_stale:
            draw_wire(painter, look, drawn.path, is_thin=True)
            return
        draw_pieces(painter, look, [p for box, p in drawn.parts if self._exposed.meets(box)], drawn.path)

    def _is_exposed(self, drawn: Drawn) -> bool:
        """True if the wire itself, not just the box around it, lies in what is to be drawn."""
        meets = self._exposed.meets
        for box, _points in drawn.parts:  # noqa: SIM110 - a generator costs twice as much here
            if meets(box):
                return True
        return False


class Drawn:
    """What is worked out of a wire's shape once, when it is first needed."""

    def __init__(self, link: Link) -> None:
        self._link = link
        left, top, right, bottom = bounds(link.curve)
        self.box = QRectF(left, top, right - left, bottom - top).adjusted(-EDGE, -EDGE, EDGE, EDGE)
        self._looks: dict[bool, WireLook] = {}

    @cached_property
    def path(self) -> QPainterPath:
        """The curve as a path."""
        return path_of(self._link.curve)

    @cached_property
    def parts(self) -> list[tuple[Box, list[Point]]]:
        """Pieces of the curve, with the box around each."""
        return [(_around(points), points) for points in pieces(self._link.curve)]

    def look(self, is_quiet: bool) -> WireLook:
        """What its picture depends on."""
        found = self._looks.get(is_quiet)
        if found is None:
            found = self._looks[is_quiet] = wire_look(self._link, is_quiet=is_quiet)
        return found


def _around(points: list[Point]) -> Box:
    """The box around a piece of a wire, with room for its width and mark."""
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return min(xs) - 8, min(ys) - 8, max(xs) + 8, max(ys) + 8
