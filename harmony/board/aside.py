"""Work that takes longer than a frame and touches neither Qt nor the document: on a thread, its end on Qt's.

Pure Python gives the window its turn every 5 ms; nothing that paints may be done so.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer

POLL_MS = 20


class Aside(QObject):
    """One piece of work.

    Args:
        work: done on a thread.
        done: called with what it gave, on Qt's thread.
        failed: called with the exception that it ended with.
        parent: with it the wish for an answer goes.
    """

    def __init__(
        self,
        work: Callable[[], Any],
        done: Callable[[Any], object],
        failed: Callable[[Exception], object],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._done, self._failed = done, failed
        self._answer: list[tuple[Any, Exception | None]] = []
        self._poll = QTimer(self, interval=POLL_MS)
        self._poll.timeout.connect(self._look)
        self._poll.start()
        threading.Thread(target=_work, args=(work, self._answer), name="aside", daemon=True).start()

    def drop(self) -> None:
        """The answer is not wanted any more."""
        self._poll.stop()
        self.deleteLater()

    def _look(self) -> None:
        """The thread may not touch this object, which may be gone when it ends."""
        if not self._answer:
            return
        self._poll.stop()
        value, error = self._answer[0]
        if error is None:
            self._done(value)
        else:
            self._failed(error)
        self.deleteLater()


def _work(work: Callable[[], Any], answer: list[tuple[Any, Exception | None]]) -> None:
    try:
        answer.append((work(), None))
    except Exception as error:  # told on Qt's thread, where somebody can decide
        answer.append((None, error))
