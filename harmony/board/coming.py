"""Documents that open in a moment: large files are read, long journals made again, while the window answers."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from harmony.board.aside import Aside
from harmony.board.edit_file import name_for
from harmony.board.loading import Loading

if TYPE_CHECKING:
    from harmony.board.bridge import Bridge
    from harmony.board.keeper import Keeper
    from harmony.melody.load import Loaded

Work = Callable[[], "Keeper | None"]


class Coming(QObject):
    """What is on its way; each document once, for a second one would find the first in its way.

    Signals:
        read(path, loaded): a large file was read; None: it is to be read in the usual way.
        back(keeper): a document is there again with its unsaved edits.
        nothing(path): its journal has nothing to bring back; the file is wanted.
        failed(path, error): a document cannot be brought back; the file that was wanted, or None.
        told(sentence, severity): how far it is; empty once that is no longer so.
    """

    read = Signal(object, object)
    back = Signal(object)
    nothing = Signal(object)
    failed = Signal(object, object)
    told = Signal(str, str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._wanted: dict[str, Path | None] = {}

    def has(self, path: Path) -> bool:
        """True if a file opens in a moment anyway; it is wanted from now on."""
        name = name_for(path)
        if name in self._wanted:
            self._wanted[name] = path
        return name in self._wanted

    def load(self, bridge: Bridge, path: Path) -> None:
        """Read a large file, in the engine's process."""
        name = name_for(path)
        self._wanted[name] = path

        def progress(share: float) -> None:
            self.told.emit(f"Opening {path.name}: {share:.0%}", "info")

        def done(loaded: Loaded | None) -> None:
            self._end(name)
            self.read.emit(path, loaded)

        Loading(bridge, path, progress, done, self)

    def bring_back(self, name: str, title: str, work: Work, path: Path | None = None) -> None:
        """Make the edits of a long journal again, on a thread.

        Args:
            name: of the journal.
            title: of the Melody, for people.
            work: gives the document; None if the journal has nothing to bring back.
            path: a file that is wanted in any case.
        """
        self._wanted[name] = path
        self.told.emit(f"Bringing back the unsaved edits of {title}", "info")
        Aside(work, partial(self._done, name), partial(self._failed, name), self)

    def _done(self, name: str, keeper: Keeper | None) -> None:
        wanted = self._end(name)
        if keeper is not None:
            self.back.emit(keeper)
        elif wanted is not None:
            self.nothing.emit(wanted)

    def _failed(self, name: str, error: Exception) -> None:
        self.failed.emit(self._end(name), error)

    def _end(self, name: str) -> Path | None:
        self.told.emit("", "info")
        return self._wanted.pop(name)
