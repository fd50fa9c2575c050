"""The graphics item of a card. A plain item that the scene reuses.

It holds no truth: it shows the picture of the look that it was given. It takes no mouse events;
gestures ask the plan what lies where. Wires are painted by the underlay.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPixmap, QTransform
from PySide6.QtWidgets import QGraphicsRectItem, QStyleOptionGraphicsItem, QWidget

from harmony.board import theme
from harmony.board.canvas import measures as m
from harmony.board.canvas.badges import ring_at, ring_picture
from harmony.board.canvas.look import Look
from harmony.board.canvas.picture import margin_px
from harmony.board.canvas.pictures import Pictures

if TYPE_CHECKING:
    from harmony.board.canvas.plan import Card

CARD_Z, CHOSEN_Z = 1.0, 2.0
_RING_FROM = 0.35


class CardItem(QGraphicsRectItem):
    """A card, drawn from its picture.

    Its box is the rectangle of Qt's own item: Qt asks for it ten times a frame, and Python would answer slowly.
    """

    def __init__(self, pictures: Pictures) -> None:
        super().__init__()
        self.setPen(Qt.PenStyle.NoPen)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self.setZValue(CARD_Z)
        self._pictures = pictures
        self.card_id = ""
        self.look: Look | None = None
        self.is_selected = False
        self.opacity_now = 1.0
        self.is_stale = False
        self._is_hidden = False
        self.turn = 0.0
        self._picture: QPixmap | None = None
        self._made_for = (0.0, 0)
        self._shown: Look | None = None
        self._edge = 0
        self._box = QRectF()

    def show_card(self, card: Card, look: Look, *, is_selected: bool) -> None:
        """Stand for a card from now on."""
        if card.id != self.card_id:
            self.card_id, self._picture = card.id, None
        if (card.width, card.height) != (self._box.width() - 2 * m.MARGIN, self._box.height() - 2 * m.MARGIN):
            self._box = QRectF(0, 0, card.width, card.height).adjusted(-m.MARGIN, -m.MARGIN, m.MARGIN, m.MARGIN)
            self.setRect(self._box)
        self.setPos(card.x, card.y)
        self.set_look(look)
        self.set_selected(is_selected)

    def set_look(self, look: Look) -> None:
        """Show another look; nothing is drawn when it is the same. Until there is time for it the old one stands."""
        if look != self.look:
            self.look = look
            self.update()

    def set_selected(self, is_selected: bool) -> None:
        """Show or hide the halo."""
        if is_selected != self.is_selected:
            self.is_selected = is_selected
            self.setZValue(CHOSEN_Z if is_selected else CARD_Z)
            self.update()

    def set_hidden(self, is_hidden: bool) -> None:
        """Let a gesture draw it, or draw it again."""
        if is_hidden != self._is_hidden:
            self._is_hidden = is_hidden
            self.update()

    def set_faded(self, opacity: float) -> None:
        """Step back while something else is being pointed at."""
        if opacity != self.opacity_now:
            self.opacity_now = opacity
            self.setOpacity(opacity)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Draw the picture, unless a gesture draws it."""
        if not self._is_hidden:
            self.paint_card(painter, widget, has_halo=self.is_selected)

    def paint_card(self, painter: QPainter, widget: QWidget | None, *, has_halo: bool) -> None:
        """Draw the picture, on whole device pixels; the painter's transform may be another one afterwards."""
        look = self.look
        if look is None:
            return
        transform = painter.worldTransform()
        zoom = transform.m11()
        ratio = widget.devicePixelRatioF() if widget else 1.0
        scale = zoom * ratio
        if not self._is_made(look, scale):
            was_stale = self.is_stale
            self._find_picture(look, scale)
            if was_stale and not self.is_stale:
                self.update()  # all of it: this may be a part
        elif self.is_stale:
            self.is_stale = False
            self.update()
        picture, made_for = self._picture, self._made_for[0]
        if picture is None:
            _paint_plain(painter, look)
            return
        painter.setWorldTransform(_IDENTITY)
        if ratio == 1.0 and made_for == scale and not has_halo:
            # The way that hundreds of cards go in every frame.
            painter.drawPixmap(round(transform.dx()) - self._edge, round(transform.dy()) - self._edge, picture)
        else:
            x, y = round(transform.dx() * ratio) / ratio, round(transform.dy() * ratio) / ratio
            if has_halo:
                halo = self._pictures.halo(look.width, look.height, made_for)
                _blit(painter, (x, y), halo, made_for, scale, ratio)
            _blit(painter, (x, y), picture, made_for, scale, ratio)
        if look.state == "active" and self.turns and made_for == scale and zoom > _RING_FROM:
            left, top = ring_at(look.width, scale)
            at = QPointF((round(transform.dx() * ratio) + left) / ratio, (round(transform.dy() * ratio) + top) / ratio)
            painter.drawPixmap(at, ring_picture(self.turn, look.width, scale, ratio, theme.current().name))

    @property
    def turns(self) -> bool:
        """True if it shows a ring that turns: it runs, and does not say how far it is."""
        return self.look is not None and self.look.state == "active" and self.look.progress is None

    def find_picture(self, scale: float) -> None:
        """Have the picture for a scale before it is shown; `is_stale` if there was no time for it."""
        if self.look is not None and not self._is_made(self.look, scale):
            self._find_picture(self.look, scale)
        else:
            self.is_stale = False

    def _is_made(self, look: Look, scale: float) -> bool:
        """True if the picture at hand is that of the look at this scale."""
        is_sharp = self._picture is not None and self._made_for == (scale, self._pictures.generation)
        return is_sharp and self._shown is look

    def _find_picture(self, look: Look, scale: float) -> None:
        """Have the best picture that there is time for."""
        made_for, generation = self._made_for
        has_old = self._picture is not None and generation == self._pictures.generation
        # While the zoom moves the picture at hand is stretched, within reason.
        will_do = has_old and self._shown is look and self._pictures.is_moving and 0.4 < scale / made_for < 2.5
        if not will_do:
            found, found_for = self._pictures.card(look, scale)
            if found is not None or not has_old:
                self._picture, self._made_for = found, (found_for, self._pictures.generation)
                self._shown = look
                self._edge = margin_px(found_for)
        self.is_stale = not self._is_made(look, scale)


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
