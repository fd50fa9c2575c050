"""Zoom and scroll by wheel, trackpad and pinch.

Wheel and Ctrl+wheel zoom at the pointer, Shift+wheel goes sideways; a person may prefer that the
wheel alone scrolls. Two fingers on a trackpad
(events in pixels, or with a phase) pan; a pinch zooms.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QNativeGestureEvent, QWheelEvent

from harmony.board import theme
from harmony.board.canvas.gestures.base import CTRL, SHIFT

if TYPE_CHECKING:
    from harmony.board.canvas.view import CanvasView

STEP = 1.15
"""One notch of the wheel."""

_NOTCH = 120
_SIDEWAYS_PX = 90


def wheel(canvas: CanvasView, event: QWheelEvent) -> None:
    """Answer a wheel event."""
    delta, pixels = event.angleDelta(), event.pixelDelta()
    modifiers = event.modifiers()
    is_trackpad = not pixels.isNull() and event.phase() != Qt.ScrollPhase.NoScrollPhase
    if is_trackpad and not modifiers & CTRL:
        canvas.pan_by(pixels.x(), pixels.y())
    elif modifiers & SHIFT:
        turned = delta.y() or delta.x()
        canvas.pan_by(round(turned / _NOTCH * _SIDEWAYS_PX), 0)
    elif theme.wheel() == "pan" and not modifiers & CTRL:
        canvas.pan_by(round(delta.x() / _NOTCH * _SIDEWAYS_PX), round(delta.y() / _NOTCH * _SIDEWAYS_PX))
    elif delta.y():
        zoom_by(canvas, STEP ** (delta.y() / _NOTCH), event.position())
    elif delta.x():
        canvas.pan_by(round(delta.x() / _NOTCH * _SIDEWAYS_PX), 0)
    event.accept()


def pinch(canvas: CanvasView, event: QNativeGestureEvent) -> bool:
    """Answer a pinch; False for other gestures of the system."""
    if event.gestureType() != Qt.NativeGestureType.ZoomNativeGesture:
        return False
    zoom_by(canvas, 1 + event.value(), event.position())
    return True


def zoom_by(canvas: CanvasView, factor: float, at: QPointF) -> None:
    """Zoom by a factor, by one percent at least."""
    now = canvas.zoom_percent
    wanted = now * factor
    if round(wanted) == now:
        wanted = now + (1 if factor > 1 else -1)
    # 100 % is where everything is sharpest: the wheel does not run past it.
    if (now < 100 < wanted) or (wanted < 100 < now):
        wanted = 100
    canvas.zoom_to(wanted, at, is_moving=True)
