"""What a press is, and what a gesture offers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter

from harmony.board.canvas.hits import Dot
from harmony.board.canvas.match import PortRef
from harmony.melody.wires import WireEnd

if TYPE_CHECKING:
    from harmony.board.canvas.view import CanvasView

DRAG_PX = 4
"""A press that moves less is a click."""

MENU_PX = 6
"""A right press that moves less opens the menu."""

SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier


@dataclass(frozen=True, slots=True)
class Press:
    """Where and how a mouse button went down.

    Attributes:
        at: viewport pixels.
        scene: scene units.
        has_space: the space bar is held.
        port, card, wire: what lies under it; a port hides its card, a card the wires.
        dot: a point of a wire that lies under it.
    """

    at: QPointF
    scene: QPointF
    button: Qt.MouseButton
    modifiers: Qt.KeyboardModifier
    has_space: bool = False
    port: PortRef | None = None
    card: str | None = None
    wire: WireEnd | None = None
    dot: Dot | None = None

    def holds(self, modifier: Qt.KeyboardModifier) -> bool:
        """True if a modifier key is down."""
        return bool(self.modifiers & modifier)

    @property
    def is_on_wire(self) -> bool:
        """True if a wire, or one of its points, is the uppermost thing under it."""
        return self.port is None and self.card is None and (self.wire is not None or self.dot is not None)

    @property
    def is_left(self) -> bool:
        """True for the left button."""
        return self.button == Qt.MouseButton.LeftButton


class Gesture:
    """One gesture, from press to release.

    Args:
        canvas: where it happens.
        press: how it began.
    """

    cursor: Qt.CursorShape | None = None

    def __init__(self, canvas: CanvasView, press: Press) -> None:
        self.canvas = canvas
        self.press = press
        self.has_moved = False

    @classmethod
    def take(cls, canvas: CanvasView, press: Press) -> Self | None:
        """The gesture that a press begins; None if it is not this one."""
        raise NotImplementedError

    def is_drag(self, at: QPointF, threshold: float = DRAG_PX) -> bool:
        """True from the moment on when the pointer has left the place of the press."""
        if not self.has_moved:
            away = at - self.press.at
            self.has_moved = max(abs(away.x()), abs(away.y())) >= threshold
        return self.has_moved

    def move(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """The pointer moved to `at` (viewport pixels)."""

    def release(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """The button went up: make the edit."""

    def cancel(self) -> None:
        """Given up by Esc: leave everything as it was."""

    def paint(self, painter: QPainter) -> None:
        """Draw over the canvas, in scene coordinates."""
