"""Wiring by keyboard: letters on the ports, first those to start from, then those that fit."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from harmony.board import theme
from harmony.board.canvas import acts, hits
from harmony.board.canvas.match import Fitting, PortRef, ports_of

if TYPE_CHECKING:
    from harmony.board.canvas.view import CanvasView

_LETTERS = "ASDFGHJKLQWERTYUIOPZXCVBNM"


class Letters:
    """The letters that are shown now.

    Args:
        canvas: where.
        ids: cards whose ports a wire may start from.
    """

    def __init__(self, canvas: CanvasView, ids: frozenset[str]) -> None:
        self._canvas = canvas
        self.start: PortRef | None = None
        self._typed = ""
        cards = [canvas.plan.cards[i] for i in sorted(ids) if i in canvas.plan.cards]
        self.codes = _coded([r for c in cards for r in (*ports_of(c, "out"), *ports_of(c, "in"))])

    def type(self, text: str) -> bool:
        """Take a letter; False when the letters are done with."""
        self._typed += text.upper()
        hit = self.codes.get(self._typed)
        if hit is None:
            return any(code.startswith(self._typed) for code in self.codes)
        self._typed = ""
        if self.start is None:
            self.start = hit
            self.codes = _coded(self._fitting(hit))
            return bool(self.codes)
        self._join(self.start, hit)
        return False

    def _fitting(self, start: PortRef) -> list[PortRef]:
        plan, fitting = self._canvas.plan, Fitting(self._canvas.plan, start)
        seen = plan.card_grid.inside(self._canvas.seen())
        side = "in" if start.side == "out" else "out"
        refs = [r for i in sorted(seen) for r in ports_of(plan.cards[i], "in" if side == "in" else "out")]
        good = [r for r in refs if fitting.of(r).is_good]
        if side == "in":  # a node that takes inputs of any name has one more, which is not there yet
            open_ = (plan.cards[i] for i in sorted(seen) if plan.cards[i].is_open and fitting.may_reach(i))
            good += [PortRef(c.id, "in", len(c.inputs)) for c in open_]
        return good

    def _join(self, start: PortRef, end: PortRef) -> None:
        out, into = (start, end) if start.side == "out" else (end, start)
        canvas = self._canvas
        if into.row < len(canvas.plan.cards[into.card].inputs):
            canvas.join(out, into)
        else:
            acts.connect_open(canvas.document, canvas.plan, out, into.card)

    def paint(self, painter: QPainter) -> None:
        """Draw a plate with its letter beside each port, in viewport pixels whatever the zoom."""
        colours, font = theme.current(), theme.mono(11)
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font)
        for code, ref in self.codes.items():
            if not code.startswith(self._typed):
                continue
            at = self._canvas.mapFromScene(QPointF(*hits.port_place(self._canvas.plan.cards[ref.card], ref)))
            box = QRectF(at.x() - 11, at.y() - 9, 22 if len(code) == 1 else 28, 18)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours.accent)
            painter.drawRoundedRect(box, 4, 4)
            painter.setPen(colours.on_accent)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, code)
        painter.restore()


def _coded(refs: list[PortRef]) -> dict[str, PortRef]:
    """One letter each, or two where there are more ports than letters."""
    codes = list(_LETTERS) if len(refs) <= len(_LETTERS) else [a + b for a, b in product(_LETTERS, repeat=2)]
    return dict(zip(codes, refs, strict=False))
