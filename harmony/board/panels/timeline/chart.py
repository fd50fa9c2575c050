"""The chart's widget: paints what is in view, zooms, pans, and picks nodes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from itertools import islice
from time import perf_counter

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QRegion,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip, QWidget

from harmony.board import theme
from harmony.board.document import Document
from harmony.board.panels.timeline.axis import Axis
from harmony.board.panels.timeline.bars import name_picture, paint_axis, tip
from harmony.board.panels.timeline.past import Past, paint_track, sight_of
from harmony.board.panels.timeline.rows import NAMES, ROW, order
from harmony.board.playing import Playing
from harmony.board.widgets.empty import paint_empty

HEAD = 26
LIVE_MS = 33
MANY_ROWS = 500
MANY_PASTS = 100
BUDGET_S = 0.004
"""So long a frame may paint bars that are over; the rest of them comes in the next."""

LEAST_FILLED, GROWTH = 0.4, 1.25
"""While a live run is fitted its line of now stands right of the first; each step of the axis gives so much room."""


class Timeline(QAbstractScrollArea):
    """Live Gantt chart of the run that a document shows.

    Signals:
        picked(node_path): a row was clicked.
    """

    picked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.axis = Axis()
        self.clock: Callable[[], float] = time.time
        self.document: Document | None = None
        self.rows: list[str] = []
        self._known = -1
        self._ordered = 0.0
        self.is_fitted = True
        self._drag: QPoint | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName("Timeline")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setMouseTracking(True)
        self._clock = QTimer(self, interval=LIVE_MS)
        self._clock.timeout.connect(self._tick)
        self._more = QTimer(self, singleShot=True, interval=0)
        self._more.timeout.connect(self.viewport().update)
        self._names: dict[tuple[str, str, str, float], QPixmap] = {}
        self._pasts: dict[str, Past] = {}
        self._marks: dict[str, tuple[int, int, str, str]] = {}
        self._axis_made: tuple[object, QPixmap] | None = None
        self._now_x, self._until = 0.0, 0.0
        theme.changes.changed.connect(self._theme_changed)

    def set_document(self, document: Document | None) -> None:
        """Follow another document."""
        if self.document is not None:
            self.document.states_changed.disconnect(self._refresh)
            self.document.run_changed.disconnect(self._run_changed)
            self.document.selection_changed.disconnect(self._selected)
        self.document = document
        if document is not None:
            document.states_changed.connect(self._refresh)
            document.run_changed.connect(self._run_changed)
            document.selection_changed.connect(self._selected)
        self._run_changed()

    def _theme_changed(self) -> None:
        self._names.clear()
        self._pasts.clear()
        self.viewport().update()

    @property
    def playing(self) -> Playing | None:
        """The run that is shown."""
        return self.document.playing if self.document else None

    def now(self) -> float:
        """The right end of bars that still last, seconds since the epoch."""
        playing = self.playing
        if playing is None:
            return 0.0
        return max(self.clock(), playing.last) if playing.is_live else (playing.ended or playing.last)

    def fit(self) -> None:
        """Show the whole run, and go on showing all of it while it grows."""
        self.is_fitted = True
        playing = self.playing
        if playing is not None:
            self.axis.fit(0.0, self.now() - playing.started, max(60, self._wide()))
        self.viewport().update()

    def _wide(self) -> float:
        return float(self.viewport().width() - NAMES - 16)

    def _run_changed(self) -> None:
        self._known = -1
        self.is_fitted = True
        self._pasts.clear()
        self._marks.clear()
        self._refresh()
        self.viewport().update()

    def _refresh(self, _ids: object = None) -> None:
        playing = self.playing
        count = len(playing.tracks) if playing else 0
        # Rows of large runs are put in order ten times a second, not with every batch.
        is_due = count < MANY_ROWS or not self._clock.isActive() or self.clock() - self._ordered > 0.1
        if count != self._known and is_due:
            self._ordered = self.clock()
            fresh = list(islice(playing.tracks, self._known, None)) if playing and 0 <= self._known < count else []
            if fresh and not any("/" in path for path in fresh):
                self.rows.extend(fresh)
            else:
                self.rows = order(list(playing.tracks)) if playing else []
            self._known = count
            self._range()
            self.viewport().update()
        live = playing is not None and playing.is_live
        if live and self.isVisible() and not self._clock.isActive():
            self._clock.start()
        elif not live:
            self._clock.stop()
        if not self._clock.isActive():  # else the next tick draws, thirty times a second
            self._redraw()

    def _redraw(self) -> None:
        if self.is_fitted:
            self.fit()
        self.viewport().update()

    def _tick(self) -> None:
        playing = self.playing
        if playing is None or not playing.is_live or not self.isVisible():
            self._clock.stop()
        self._refresh()
        if playing is None or not self._clock.isActive():
            return
        now_x = self.axis.x(self.now() - playing.started)
        if self.is_fitted and not self._wide() * LEAST_FILLED <= now_x <= self._wide():
            self.axis.fit(0.0, (self.now() - playing.started) * GROWTH, max(60, self._wide()))
            self.viewport().update()
        else:
            self.viewport().update(self._changed(playing, NAMES + now_x))

    def _changed(self, playing: Playing, now_x: float) -> QRegion:
        """What looks different: the line of now and the ends of bars at it, and rows that are worked on."""
        left = min(now_x, self._now_x)
        strip = QRectF(left - 4, 0, max(now_x, self._now_x) - left + 8, self.viewport().height())
        region = QRegion(strip.toAlignedRect())
        for index, rect in self._rows_in_view():
            path = self.rows[index]
            track = playing.tracks[path]
            mark = (len(track.ended), track.lanes, track.word, self._title(path))
            if track.at_work or self._marks.get(path) != mark:
                self._marks[path] = mark
                region += rect
        return region

    def _range(self) -> None:
        bar = self.verticalScrollBar()
        room = self.viewport().height() - HEAD
        bar.setRange(0, max(0, len(self.rows) * ROW + 6 - room))
        bar.setSingleStep(ROW)
        bar.setPageStep(max(ROW, room))

    def _selected(self) -> None:
        """Bring the row of a single selected node into view."""
        chosen = self.document.selection if self.document else frozenset()
        if len(chosen) == 1 and (node := next(iter(chosen))) in self.rows:
            top, bar = self.rows.index(node) * ROW, self.verticalScrollBar()
            room = self.viewport().height() - HEAD
            if not bar.value() <= top <= bar.value() + room - ROW:
                bar.setValue(top - room // 2)
        self.viewport().update()

    # Qt's events

    def resizeEvent(self, event: object) -> None:
        """Keep what is fitted fitted."""
        self._range()
        if self.is_fitted:
            self.fit()

    def showEvent(self, event: QShowEvent) -> None:
        """A live run goes on being drawn."""
        self._refresh()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Shown by a line."""
        super().focusInEvent(event)
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """W S zoom, A D pan, F fit, arrows choose a row."""
        key, middle = event.key(), self._wide() / 2
        if key in (Qt.Key.Key_W, Qt.Key.Key_Plus):
            self._zoom(1.25, middle)
        elif key in (Qt.Key.Key_S, Qt.Key.Key_Minus):
            self._zoom(1 / 1.25, middle)
        elif key in (Qt.Key.Key_A, Qt.Key.Key_Left):
            self._pan(-middle / 3)
        elif key in (Qt.Key.Key_D, Qt.Key.Key_Right):
            self._pan(middle / 3)
        elif key == Qt.Key.Key_F:
            self.fit()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._step(-1 if key == Qt.Key.Key_Up else 1)
        else:
            super().keyPressEvent(event)

    def _step(self, by: int) -> None:
        chosen = next(
            (i for i, path in enumerate(self.rows) if self._is_chosen(path)), -1 if by > 0 else len(self.rows)
        )
        if 0 <= chosen + by < len(self.rows):
            self.picked.emit(self.rows[chosen + by])

    def _zoom(self, factor: float, at_x: float) -> None:
        self.is_fitted = False
        self.axis.zoom(factor, at_x)
        self.viewport().update()

    def _pan(self, pixels: float) -> None:
        self.is_fitted = False
        self.axis.pan(pixels)
        self.viewport().update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel scrolls rows, with Ctrl it zooms at the cursor, with Shift it pans."""
        steps = event.angleDelta().y() / 120 or event.angleDelta().x() / 120
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._zoom(1.2**steps, event.position().x() - NAMES)
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier or event.angleDelta().x():
            self._pan(-steps * 60)
        else:
            self.verticalScrollBar().setValue(self.verticalScrollBar().value() - round(steps * ROW * 2))
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Left picks a row, middle pans."""
        if event.button() == Qt.MouseButton.MiddleButton:
            self._drag = event.position().toPoint()
        elif event.button() == Qt.MouseButton.LeftButton:
            path = self.row_at(event.position().y())
            if path:
                self.picked.emit(path)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Panning."""
        if self._drag is not None:
            at = event.position().toPoint()
            self._pan(self._drag.x() - at.x())
            self._drag = at

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Panning has ended."""
        self._drag = None

    def viewportEvent(self, event: QEvent) -> bool:
        """Tool tips of bars."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            text = self.tip_at(event.pos())
            QToolTip.showText(event.globalPos(), text, self.viewport())
            return True
        return super().viewportEvent(event)

    def row_at(self, y: float) -> str:
        """Node path of the row at a height; empty outside."""
        index = int((y - HEAD + self.verticalScrollBar().value()) // ROW)
        return self.rows[index] if y >= HEAD and 0 <= index < len(self.rows) else ""

    def tip_at(self, point: QPoint) -> str:
        """What is known of the bar under a point."""
        path, playing = self.row_at(point.y()), self.playing
        if not path or playing is None:
            return ""
        at, now = playing.started + self.axis.seconds(point.x() - NAMES), self.now()
        near = 2 / self.axis.scale
        track = playing.tracks[path]
        under = (b for b in (*track.queues, *track.bars) if b.start - near <= at <= (b.end or now) + near)
        lines = [path, *(tip(bar, now) for bar in under)]
        return "\n".join(lines[:8])

    def _is_chosen(self, path: str) -> bool:
        return self.document is not None and path in self.document.selection

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Axis, rows in view, the line of now."""
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look, area = theme.current(), QRectF(self.viewport().rect())
        painter.fillRect(area, look.panel)
        playing = self.playing
        if playing is None or not self.rows:
            text = "The run has begun" if playing else "Nothing has run yet"
            way = "Press Run (Ctrl+Enter)" if self.document else "Open a Melody, then press Run"
            paint_empty(painter, area, "chart-gantt", text, "" if playing else way)
            painter.end()
            return
        now, region, is_whole = self.now(), event.region(), True
        self._until = perf_counter() + BUDGET_S
        painter.setClipRect(area.adjusted(0, HEAD, 0, 0))
        for index, rect in self._rows_in_view():
            if region.intersects(rect) and not self._paint_row(painter, index, rect.top(), playing, now):
                is_whole = False
        painter.setClipping(False)
        painter.drawPixmap(QPointF(), self._axis_picture())
        self._now_x = x = NAMES + self.axis.x(now - playing.started)
        if NAMES <= x <= area.width():
            painter.fillRect(QRectF(x, HEAD - 4, 1.6, area.height() - HEAD + 4), look.accent)
        painter.end()
        if not is_whole:
            self._more.start()

    def _rows_in_view(self) -> Iterator[tuple[int, QRect]]:
        """Rows, and where they are."""
        offset, size = self.verticalScrollBar().value(), self.viewport().size()
        first = offset // ROW
        for index in range(first, min(len(self.rows), first + size.height() // ROW + 2)):
            yield index, QRect(0, HEAD + index * ROW - offset, size.width(), ROW)

    def _axis_picture(self) -> QPixmap:
        """The axis, drawn again only when it is another one."""
        width, ratio = self.viewport().width(), self.viewport().devicePixelRatioF()
        key = (self.axis.start, self.axis.scale, width, ratio, theme.current().name)
        if self._axis_made is None or self._axis_made[0] != key:
            made = QPixmap(round(width * ratio), round(HEAD * ratio))
            made.setDevicePixelRatio(ratio)
            painter = QPainter(made)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_axis(painter, self.axis, QRectF(0, 0, width, HEAD))
            painter.end()
            self._axis_made = (key, made)
        return self._axis_made[1]

    def _paint_row(self, painter: QPainter, index: int, top: int, playing: Playing, now: float) -> bool:
        """Draw a row; False if there was no time for all of its bars."""
        path, look, width = self.rows[index], theme.current(), float(self.viewport().width())
        if self._is_chosen(path):
            painter.fillRect(QRectF(0, top, width, ROW), theme.tint(look.accent, 0.16))
        elif index % 2 == 0:
            painter.fillRect(QRectF(0, top, width, ROW), look.raised)
        track = playing.tracks[path]
        painter.drawPixmap(QPointF(0, top), self._name(path, track.word))
        past = self._pasts.get(path)
        if past is None or past.track is not track:
            if len(self._pasts) > MANY_PASTS:
                self._pasts.clear()
            past = self._pasts[path] = Past(track)
        sight = sight_of(self.axis, playing.started, width, track.lanes, self.viewport().devicePixelRatioF())
        painter.save()
        painter.setClipRect(QRectF(NAMES - 1, max(top, HEAD), width - NAMES + 1, ROW))
        painter.translate(NAMES, top)
        is_whole = paint_track(painter, past, sight, now, self._until)
        painter.restore()
        return is_whole

    def _title(self, path: str) -> str:
        return self.document.title_of(path) if self.document else path

    def _name(self, path: str, word: str) -> QPixmap:
        """State and title of a row as a picture: drawing texts anew thirty times a second is dear."""
        ratio = self.viewport().devicePixelRatioF()
        title = self._title(path)
        key = (path, title, word, ratio)
        found = self._names.get(key)
        if found is None:
            if len(self._names) > MANY_ROWS:
                self._names.clear()
            found = self._names[key] = name_picture(path, title, word, ratio)
        return found
