"""Opens large files without holding the window up.

The engine's process reads the text and checks its shape; here the plain data become the frozen
models in pieces of 8 ms, with progress. Small files are read at once: that is faster.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer

from harmony.board.bridge import Bridge, unpacked
from harmony.errors import MelodyError
from harmony.melody.frozen import FrozenDict
from harmony.melody.load import Loaded
from harmony.melody.model import Melody, Node, Place

SLICE_SECONDS = 0.008
BUNDLE = 20
Progress = Callable[[float], object]
Done = Callable[[Loaded | None], object]


class Loading(QObject):
    """Reads one file.

    Args:
        bridge: the engine.
        path: the file.
        progress: called with a share from 0 to 1.
        done: called with what was read; None where it has to be read in the usual way, which also
            says what is wrong with it.
    """

    def __init__(self, bridge: Bridge, path: Path, progress: Progress, done: Done, parent: QObject) -> None:
        super().__init__(parent)
        self._progress, self._done, self._path = progress, done, path
        self._steps: Iterator[float | Loaded] = iter(())
        self._said = 0
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._work)
        bridge.request("melody.load", {"path": str(path)}, self._take, lambda _error: self._end(None))
        progress(0.0)

    def _take(self, answer: dict[str, Any]) -> None:
        if "plain" not in answer:
            self._end(None)
            return
        self._steps = _quietly(build(answer, self._path))
        self._timer.start()

    def _work(self) -> None:
        """Go on for one slice."""
        end = time.perf_counter() + SLICE_SECONDS
        share: float | Loaded = 0.0
        try:
            while time.perf_counter() < end:
                share = next(self._steps)
                if isinstance(share, Loaded):
                    self._end(share)
                    return
        except (MelodyError, ValueError):
            self._end(None)
            return
        tenth = int(share * 10) if isinstance(share, float) else 10
        if tenth != self._said:
            self._said = tenth
            self._progress(tenth / 10)

    def _end(self, loaded: Loaded | None) -> None:
        self._timer.stop()
        try:
            self._done(loaded)
        finally:
            self._steps = iter(())
            self.deleteLater()


def _quietly(steps: Iterator[float | Loaded]) -> Iterator[float | Loaded]:
    """Without collecting garbage: there is none, and a collection would walk all that is being made."""
    gc.disable()
    try:
        yield from steps
    finally:
        gc.freeze()
        gc.enable()


def build(answer: dict[str, Any], path: Path) -> Iterator[float | Loaded]:
    """Make models of what the engine's `melody.load` answers, bit by bit.

    Returns:
        Shares of the work, and what was made at the end.
    """
    nodes: dict[str, Any] = {}
    places: dict[str, Any] = {}
    total, made = len(answer["nodes"]) + len(answer["places"]) + 1, 0
    for packets, kind, table in ((answer["nodes"], Node, nodes), (answer["places"], Place, places)):
        for packet in packets:
            for number, (key, value) in enumerate(unpacked(packet).items()):
                table[key] = kind.model_validate(value)
                if number % BUNDLE == 0:
                    yield made / total
            made += 1
    yield 1.0
    # The parts are checked already, and were read from a file in which the whole was.
    melody = Melody.model_validate(answer["plain"])
    update: dict[str, Any] = {"nodes": FrozenDict(nodes)}
    if places:
        update["layout"] = melody.layout.model_copy(update={"nodes": FrozenDict(places)})
    yield Loaded(melody.model_copy(update=update), (), answer["text"], path)
