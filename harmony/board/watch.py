"""Notices that another program has written a document's file."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

SETTLE_MS = 120
"""Editors write in several steps, or put a new file in the place of the old one."""


class FileWatch(QObject):
    """Watches one file, also while it is replaced or not there.

    Qt watches a file by its inode, and loses it when a program saves by renaming; so its folder is
    watched as well, and the file again after every change. A folder that goes (another branch is
    checked out) is waited for in the nearest one that is there.

    Signals:
        touched(): something happened to it; whether its content is another one is not known.
    """

    touched = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path: Path | None = None
        self._watcher: QFileSystemWatcher | None = None
        self._timer = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._timer.timeout.connect(self._settled)

    def follow(self, path: Path | None) -> None:
        """Watch this file from now on; None: nothing."""
        if path == self._path:
            return
        self._path = path
        if self._watcher is not None:
            self._watcher.deleteLater()
            self._watcher = None
        if path is None:
            self._timer.stop()
            return
        self._watcher = QFileSystemWatcher(self)
        self._watcher.fileChanged.connect(self._timer.start)
        self._watcher.directoryChanged.connect(self._timer.start)
        self._look_out()

    def _look_out(self) -> None:
        """Watch the file and its folder, as far as they are there."""
        watcher, path = self._watcher, self._path
        if watcher is None or path is None:
            return
        folder = str(next(folder for folder in path.parents if _is_there(folder)))
        others = [known for known in watcher.directories() if known != folder]
        if others:
            watcher.removePaths(others)
        if folder not in watcher.directories():
            watcher.addPath(folder)
        if str(path) not in watcher.files() and _may_read(str(path)):
            watcher.addPath(str(path))

    def _settled(self) -> None:
        self._look_out()
        self.touched.emit()


def _is_there(folder: Path) -> bool:
    """False also where the folder above may not be looked into; the root always is."""
    try:
        return folder == folder.parent or folder.is_dir()
    except OSError:
        return False


def _may_read(path: str) -> bool:
    """Watching a file that may not be read is refused aloud; its folder tells when that changes."""
    return os.access(path, os.R_OK, effective_ids=os.access in os.supports_effective_ids)
