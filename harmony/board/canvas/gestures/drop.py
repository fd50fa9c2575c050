"""Drop a node type from the palette: a ghost shows where it lands; on a wire it is inserted.

Files from the desktop are welcome too; what becomes of them is for the window to say.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QDragEnterEvent, QDragMoveEvent, QDropEvent, QPainter, QPen

from harmony.board import glyphs, theme
from harmony.board.canvas import acts, hits
from harmony.board.canvas import measures as m
from harmony.board.canvas.texts import elided

if TYPE_CHECKING:
    from harmony.board.canvas.view import CanvasView

MIME = "application/x-harmony-node-type"


class Drop:
    """What is being dragged over the canvas from elsewhere."""

    def __init__(self, canvas: CanvasView) -> None:
        self._canvas = canvas
        self._use = ""
        self._ghost = QRectF()

    def enter(self, event: QDragEnterEvent) -> None:
        """Take node types and files, refuse all else."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()
            return
        if not event.mimeData().hasFormat(MIME):
            event.ignore()
            return
        self._use = bytes(event.mimeData().data(MIME).data()).decode()
        event.acceptProposedAction()

    def move(self, event: QDragMoveEvent) -> None:
        """Show the ghost at the place where the node would stand."""
        if not self._use:
            event.setAccepted(event.mimeData().hasUrls())
            return
        self._canvas.update_scene(self._ghost, 4)
        point = self._canvas.scene_pos(event.position())
        self._ghost = self._place(point)
        self._canvas.update_scene(self._ghost, 4)
        self._canvas.hover_wire(hits.wire_at(self._canvas.plan, point.x(), point.y(), 20))
        event.acceptProposedAction()

    def leave(self) -> None:
        """Forget it."""
        self._canvas.update_scene(self._ghost, 4)
        self._canvas.hover_wire(None)
        self._use, self._ghost = "", QRectF()

    def drop(self, event: QDropEvent) -> None:
        """Add the node, into the wire under it if it fits there; hand files on."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()
            self._canvas.files_dropped.emit(event.mimeData(), self._canvas.scene_pos(event.position()))
            return
        if not event.mimeData().hasFormat(MIME):
            event.ignore()
            return
        use = bytes(event.mimeData().data(MIME).data()).decode()
        point = self._canvas.scene_pos(event.position())
        self.leave()
        event.acceptProposedAction()
        self._canvas.setFocus()
        self.add(use, point)

    def add(self, use: str, point: QPointF) -> str | None:
        """Add a node of a type under a point of the scene; inserted where that is a wire."""
        canvas = self._canvas
        key = hits.wire_at(canvas.plan, point.x(), point.y(), 20)
        if key is None or hits.card_at(canvas.plan, point.x(), point.y()) is not None:
            return canvas.add_at(use, point)
        at = self._place(point)
        name = acts.add_on_wire(canvas.document, canvas.plan, use, (int(at.left()), int(at.top())), key)
        if name is None:
            return canvas.add_at(use, point)
        canvas.choose([name])
        return name

    def paint(self, painter: QPainter) -> None:
        """Draw the ghost."""
        if not self._use or self._ghost.isEmpty():
            return
        colours = theme.current()
        kind = self._canvas.document.catalog.find(self._use)
        fill = QColor(colours.node)
        fill.setAlphaF(0.85)
        pen = QPen(colours.accent, 1.5)
        pen.setDashPattern([4, 3])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(pen)
        painter.setBrush(fill)
        painter.drawRoundedRect(self._ghost, m.CORNER, m.CORNER)
        name = kind.kind if kind else "operator"
        tile = QRectF(self._ghost.left() + 14, self._ghost.top() + 12, 16, 16)
        glyphs.paint(painter, tile, glyphs.name_for(kind.icon if kind else "", name), colours.kind(name))
        font = theme.font(13, 600)
        painter.setFont(font)
        painter.setPen(colours.text)
        title = (kind.title or kind.id) if kind else self._use
        painter.drawText(self._ghost.topLeft() + QPointF(42, 25), elided(title, font, m.NODE_WIDTH - 54))

    def _place(self, point: QPointF) -> QRectF:
        kind = self._canvas.document.catalog.find(self._use)
        height = m.node_height(len(kind.inputs), len(kind.outputs)) if kind else m.node_height(1, 1)
        return QRectF(m.snap(point.x() - m.NODE_WIDTH / 2), m.snap(point.y() - m.HEADER / 2), m.NODE_WIDTH, height)
