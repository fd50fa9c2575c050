"""Pan: middle drag, Space and left drag, right drag (a right press that stays opens the menu)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from PySide6.QtCore import QPointF, Qt

from harmony.board.canvas.gestures.base import MENU_PX, Gesture, Press

if TYPE_CHECKING:
    from harmony.board.canvas.view import CanvasView


class Pan(Gesture):
    """Moves the sheet with the pointer."""

    cursor = Qt.CursorShape.ClosedHandCursor

    def __init__(self, canvas: CanvasView, press: Press) -> None:
        super().__init__(canvas, press)
        self._last = press.at.toPoint()

    @classmethod
    def take(cls, canvas: CanvasView, press: Press) -> Self | None:
        """Middle and right always, left while Space is held."""
        buttons = Qt.MouseButton.MiddleButton, Qt.MouseButton.RightButton
        return cls(canvas, press) if press.button in buttons or (press.is_left and press.has_space) else None

    def move(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Follow the pointer."""
        is_right = self.press.button == Qt.MouseButton.RightButton
        if is_right and not self.is_drag(at, MENU_PX):
            return
        now = at.toPoint()
        step = now - self._last
        self._last = now
        self.canvas.pan_by(step.x(), step.y())

    def release(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """A right press that stayed asks for the menu."""
        if self.press.button == Qt.MouseButton.RightButton and not self.has_moved:
            self.canvas.ask_menu(self.press)


class MapPan(Gesture):
    """Press and drag on the minimap: what lies there comes into the middle."""

    @classmethod
    def take(cls, canvas: CanvasView, press: Press) -> Self | None:
        """The left button on the minimap."""
        if not press.is_left or not canvas.overlay.is_on_map(press.at):
            return None
        gesture = cls(canvas, press)
        gesture.move(press.at, press.modifiers)
        return gesture

    def move(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Centre what the pointer is on."""
        point = self.canvas.overlay.map_point(at)
        self.canvas.centre_at(point.x(), point.y())


class ChipPress(Gesture):
    """A press on Fit, Tidy or the zoom; it counts when the button goes up on the same one."""

    @classmethod
    def take(cls, canvas: CanvasView, press: Press) -> Self | None:
        """The left button on a chip."""
        return cls(canvas, press) if press.is_left and canvas.overlay.chip_at(press.at) else None

    def release(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Do what the chip says."""
        chip = self.canvas.overlay.chip_at(at)
        if chip is not None and chip is self.canvas.overlay.chip_at(self.press.at):
            chip.action()
