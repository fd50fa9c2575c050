"""One canvas and the hands on it: each row of the benchmark is a method that gives the times of its frames."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from _board.frames import clock, viewport_size
from harmony.board.canvas.view import CanvasView
from harmony.board.canvas.viewfinder import SETTLE_MS
from harmony.board.document import Document
from harmony.board.playing import Playing


def there(k: int, turn: int) -> int:
    """There and back again, as a hand moves: 0 1 2 … turn … 2 1 0."""
    return turn - abs(k % (2 * turn) - turn)


class Bench:
    """One view and the events that are sent to it."""

    def __init__(self, app: QApplication, document: Document) -> None:
        self.app = app
        self.document = document
        started = clock()
        self.view = CanvasView(document)
        self.size = viewport_size()
        self.view.resize(*self.size)
        self.view.show()
        self.flush()
        self.slowest_ms = 0.0
        while self.view.is_loading:
            begun = clock()
            self.flush()
            self.slowest_ms = max(self.slowest_ms, (clock() - begun) * 1000)
        self.flush()
        self.open_ms = (clock() - started) * 1000
        self.settle()

    def flush(self) -> None:
        self.app.sendPostedEvents()
        self.app.processEvents()

    def settle(self) -> None:
        """Until the pictures of this scale are all there."""
        end = time.perf_counter() + 3
        while time.perf_counter() < end:
            self.flush()
            if self.is_settled() and (self.view.is_far or self.view.under.is_ready):
                break

    def is_settled(self) -> bool:
        view = self.view
        return not view._settle.isActive() and not view._draft.is_on and not view.stage.stale_items()

    def frames(self, events: Iterator[Callable[[], None]]) -> list[float]:
        times = []
        for send in events:
            started = clock()
            send()
            self.flush()
            times.append((clock() - started) * 1000)
        return times

    def at_60(self, events: Iterator[Callable[[], None]]) -> list[float]:
        """As `frames`, with an event each 60th of a second; what still runs when one is due delays it, and counts."""
        times, due = [], time.perf_counter()
        for send in events:
            due = max(due + 1 / 60, time.perf_counter())
            while (left := due - time.perf_counter()) > 0:
                QTest.qWait(1) if left > 0.002 else self.flush()
            late, started = time.perf_counter() - due, clock()
            send()
            self.flush()
            times.append((clock() - started + late) * 1000)
        return times

    def mouse(self, kind: QEvent.Type, x: float, y: float, button: Qt.MouseButton, held: bool = True) -> None:
        at = QPointF(x, y)
        buttons = button if held else Qt.MouseButton.NoButton
        event = QMouseEvent(
            kind, at, self.view.viewport().mapToGlobal(at), button, buttons, Qt.KeyboardModifier.NoModifier
        )
        self.app.sendEvent(self.view.viewport(), event)

    def drag(
        self, button: Qt.MouseButton, start: QPoint, steps: list[tuple[float, float]], *, is_kept: bool = True
    ) -> list[float]:
        """Press, move along `steps` (a frame each), release; or give it up, so that there is no edit to take back."""
        self.mouse(QEvent.Type.MouseButtonPress, start.x(), start.y(), button)
        times = self.frames(
            iter([lambda p=p: self.mouse(QEvent.Type.MouseMove, p[0], p[1], button) for p in steps])  # type: ignore[misc]
        )
        if not is_kept:
            self.view.cancel_gesture()
        self.mouse(QEvent.Type.MouseButtonRelease, *steps[-1], button, held=False)
        self.flush()
        return times

    def wheel(self, delta: int) -> None:
        at = QPointF(self.size[0] / 2, self.size[1] / 2)
        event = QWheelEvent(
            at, self.view.viewport().mapToGlobal(at), QPoint(), QPoint(0, delta), Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        self.app.sendEvent(self.view.viewport(), event)

    def middle(self) -> None:
        bounds = self.view.plan.bounds()
        if bounds:
            self.view.centre_at((bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2)

    # The rows

    def full(self) -> list[float]:
        return self.frames(iter([self.view.viewport().update] * 60))

    def pan(self, percent: int, dx: int = 17, dy: int = 9) -> list[float]:
        self.view.zoom_to(percent)
        self.middle()
        self.settle()
        steps = [
            (self.size[0] // 2 + dx * (there(k, 60) - 30), self.size[1] // 2 + dy * (there(k, 44) - 22))
            for k in range(180)
        ]
        return self.drag(
            Qt.MouseButton.MiddleButton, QPoint(self.size[0] // 2 - 30 * dx, self.size[1] // 2 - 22 * dy), steps
        )

    def sweep(self) -> list[float]:
        self.view.zoom_to(5)
        self.middle()
        self.settle()
        notches = [120] * 34 + [-120] * 34
        return self.frames(iter([lambda d=d: self.wheel(d) for d in notches * 3]))  # type: ignore[misc]

    def rest(self) -> list[float]:
        """The frames in which a zoom that has come to rest becomes sharp."""
        times = []
        for percent in (40, 60, 100, 45, 150, 50):
            self.view.zoom_to(20)
            self.settle()
            self.view.zoom_to(percent, is_moving=True)
            self.flush()
            self.view._settle.setInterval(0)
            self.view._settle.start()
            for _ in range(400):
                times += self.frames(iter([lambda: None]))
                if self.is_settled():
                    break
            self.view._settle.setInterval(SETTLE_MS)
        return times

    def jump(self) -> list[float]:
        """The frame after a key that goes to another zoom at once: 100 %, everything, the selection."""
        times = []
        for percent in (100, 50, 200, 20, 70):
            times += self.frames(iter([lambda p=percent: self.view.zoom_to(p)]))  # type: ignore[misc]
            self.settle()
            times += self.frames(iter([self.view.fit]))
            self.settle()
        return times

    def carry(self, percent: int) -> list[float]:
        self.view.zoom_to(percent)
        self.middle()
        seen = self.view.seen()
        x, y = seen[0] + self.size[0] / 2 / self.view.zoom, seen[1] + self.size[1] / 2 / self.view.zoom
        cards = sorted(self.view.plan.cards.values(), key=lambda c: abs(c.x - x) + abs(c.y - y))[:200]
        self.document.select(c.id for c in cards)
        self.settle()
        held = cards[0]
        start = self.view.view_point(held.x + 100, held.y + 70)
        steps = [(start.x() + 7 * (there(k, 40) - 20), start.y() + 5 * (there(k, 30) - 15)) for k in range(120)]
        times = self.drag(Qt.MouseButton.LeftButton, start, steps, is_kept=False)
        self.document.select(())
        return times

    def states(self, percent: int, in_view: bool = True) -> list[float]:
        """500 state changes a second at 60 frames a second, while panning."""
        self.view.zoom_to(percent)
        self.middle()
        self.settle()
        seen = self.view.seen()
        names = sorted(self.view.plan.card_grid.inside(seen)) if in_view else sorted(self.view.plan.cards)
        playing = Playing("bench")
        self.document.show_run(playing)
        chance, kinds = random.Random(3), ("queued", "started", "completed", "failed")
        seq = 0
        self.mouse(QEvent.Type.MouseButtonPress, 500, 300, Qt.MouseButton.MiddleButton)

        def one(k: int) -> None:
            nonlocal seq
            events = []
            for _ in range(8 + (k % 3 == 0)):
                seq += 1
                kind = chance.choice(kinds)
                events.append({"seq": seq, "at": 1.0 + seq, "kind": f"node.{kind}", "node": chance.choice(names)})
            self.document.apply_events(events)
            self.mouse(
                QEvent.Type.MouseMove, 500 + 9 * there(k, 40), 300 + 5 * there(k, 40), Qt.MouseButton.MiddleButton
            )

        # At more frames a second it would be more states a second.
        times = self.at_60(iter([lambda k=k: one(k) for k in range(180)]))  # type: ignore[misc]
        self.mouse(QEvent.Type.MouseButtonRelease, 500, 300, Qt.MouseButton.MiddleButton, held=False)
        self.document.show_run(None)
        return times

    def close(self) -> None:
        self.view.close()
        self.view.deleteLater()
        self.document.deleteLater()
        self.flush()
