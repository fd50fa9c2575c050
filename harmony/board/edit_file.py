"""The file of an edit journal, and the lock that says which window has the document; no Qt.

It lies in the board and not in `harmony.melody`, which has no files, threads and clocks, nor in
`harmony.store`, which belongs to the engine's process: edits must be safe when there is no engine,
and a window must not wait for the engine's modules to be imported.

A frame is handed to the system at once, so a killed window loses nothing; a timer thread brings it
to the disk within 100 ms, so a power cut loses at most what was done in that time.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
import threading
import time
from collections.abc import Iterable
from io import FileIO
from pathlib import Path
from typing import Final

from harmony.melody import edit_log
from harmony.melody.edit_log import Log, Record

SYNC_SECONDS: Final = 0.05
SUFFIX: Final = ".log"
_SYNC = getattr(os, "fdatasync", os.fsync)


def name_for(path: Path) -> str:
    """The name of a file's journal: the same for all ways to write its path."""
    return hashlib.sha256(os.path.realpath(path).encode("utf-8", "surrogatepass")).hexdigest()[:24]


class Lock:
    """A lock file that a live process holds; the system gives it back when the process dies.

    Its content (process and time) is for people. Taking it over puts another file in its place,
    which the old holder notices by `is_mine`.

    Args:
        path: the lock file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: FileIO | None = None

    def take(self, *, by_force: bool = False) -> bool:
        """Take it; False if another live window has it.

        Raises:
            OSError: there can be no lock file in this place.
        """
        self._path.parent.mkdir(parents=True, exist_ok=True)
        if by_force:
            self._path.unlink(missing_ok=True)
            if self._file is not None:  # of a lock that was taken over from this one, and comes back
                self._file.close()
                self._file = None
        while True:
            file = self._path.open("a+b", buffering=0)
            if not _hold(file):
                file.close()
                return False
            self._file = file
            if self.is_mine:
                break
            file.close()  # it was put aside between opening and holding it
        with contextlib.suppress(OSError):  # who has it is for people: a full disk does not keep one from having it
            file.truncate(0)
            file.write(f"{os.getpid()} {time.strftime('%H:%M')}\n".encode())
        return True

    @property
    def is_mine(self) -> bool:
        """True if this object holds it; two system calls."""
        if self._file is None:
            return False
        try:
            return os.path.samestat(os.fstat(self._file.fileno()), self._path.stat())
        except OSError:
            return False

    @property
    def holder(self) -> str:
        """Who has it, for people: `process 812, since 14:02`."""
        with contextlib.suppress(OSError, ValueError):
            pid, since = self._path.read_text(encoding="ascii").split()
            return f"process {pid}, since {since}"
        return "another process"

    def give_back(self) -> None:
        """Let it go; its file goes too, if it is still this one."""
        if self._file is not None:
            if self.is_mine:
                with contextlib.suppress(OSError):
                    self._path.unlink()
            self._file.close()
            self._file = None


def _hold(file: FileIO) -> bool:
    """Hold an open file for this process, if nobody else does."""
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(2**20)  # behind all content, which others may read then
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


class EditFile:
    """The journal file of one document.

    Args:
        folder: of all journals; made when it is needed.
        name: from `name_for`, or any for a document without a file.

    Attributes:
        problem: why edits are not safe at the moment, as a sentence; empty if they are.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self.path = folder / f"{name}{SUFFIX}"
        self.lock = Lock(folder / f"{name}.lock")
        self.problem = ""
        self.records = 0
        self._fd = -1
        self._size = 0
        self._guard = threading.Lock()
        self._timer: threading.Timer | None = None

    @property
    def is_begun(self) -> bool:
        """True if there is a log that can be added to."""
        return self._fd >= 0

    @property
    def size(self) -> int:
        """Bytes of the log."""
        return self._size

    def read(self) -> Log:
        """What the log holds; a torn end is cut when it is gone on with.

        Raises:
            MelodyError: it is of another version of Harmony.
        """
        try:
            return edit_log.read(self.path.read_bytes())
        except FileNotFoundError:
            return Log((), 0)

    def go_on(self, log: Log) -> None:
        """Add to a log that was read, its torn end cut; trouble with the disk is told by `problem`."""
        try:
            self._open(os.O_WRONLY)
            os.ftruncate(self._fd, log.size)
            os.lseek(self._fd, 0, os.SEEK_END)
        except OSError as error:
            self._fail(error)
        self._size, self.records = log.size, len(log.records)

    def begin(self, records: Iterable[Record]) -> None:
        """Put a new log in the place of what is there; a crash leaves the old one or the new one.

        Trouble with the disk is told by `problem`.
        """
        records = list(records)
        data = edit_log.packed(records)
        fresh = self.path.with_suffix(".new")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with fresh.open("wb") as file:
                file.write(data)
                file.flush()
                if self.path.exists():  # a first log may wait for the thread like any edit
                    _SYNC(file.fileno())
            self._shut()
            fresh.replace(self.path)
            self._open(os.O_WRONLY)
            os.lseek(self._fd, 0, os.SEEK_END)
        except OSError as error:
            with contextlib.suppress(OSError):  # half a log would only take room
                fresh.unlink()
            self._fail(error)
            return
        self._size, self.records, self.problem = len(data), len(records), ""
        self._sync_soon()

    def add(self, record: Record) -> None:
        """Write a record; when this returns, killing the process does not lose it.

        Trouble with the disk is told by `problem`: the log is to be begun again then.
        """
        data = edit_log.pack(record)
        try:
            written = os.write(self._fd, data)
            if written < len(data):  # the disk is full: half a frame would hide all that follow
                os.ftruncate(self._fd, self._size)
                raise OSError(28, "the disk is full")
        except OSError as error:
            self._fail(error)
            return
        self._size += len(data)
        self.records += 1
        self._sync_soon()

    def close(self, *, keep: bool) -> None:
        """End; without `keep` the log is not needed any more."""
        self._shut()
        if not keep and self.lock.is_mine:
            self.path.unlink(missing_ok=True)
        self.lock.give_back()

    def _open(self, flags: int) -> None:
        self._fd = os.open(self.path, flags | getattr(os, "O_BINARY", 0))

    def _shut(self) -> None:
        with self._guard:
            timer, self._timer = self._timer, None
            fd, self._fd = self._fd, -1
        if timer is not None:
            timer.cancel()
        if fd >= 0:
            with contextlib.suppress(OSError):
                _SYNC(fd)
            os.close(fd)

    def unsafe(self, error: OSError) -> str:
        """What a person is told when edits cannot be journalled."""
        reason = error.strerror or str(error)
        return f"Edits cannot be kept safe in {self.path.parent}: {reason}. Save often, or free the place."

    def _fail(self, error: OSError) -> None:
        self._shut()
        self.problem = self.unsafe(error)

    def _sync_soon(self) -> None:
        with self._guard:
            if self._timer is None:
                self._timer = threading.Timer(SYNC_SECONDS, self._sync)
                self._timer.name, self._timer.daemon = "edits", True
                self._timer.start()

    def _sync(self) -> None:
        with self._guard:  # a descriptor of its own: writing goes on meanwhile
            self._timer = None
            fd = os.dup(self._fd) if self._fd >= 0 else -1
        if fd >= 0:
            with contextlib.suppress(OSError):
                _SYNC(fd)
            os.close(fd)


def left_behind(folder: Path) -> list[str]:
    """Names of the journals of windows that are gone, oldest first, and of those that cannot be taken."""
    found: list[tuple[int, str]] = []
    for path in folder.glob(f"*{SUFFIX}"):
        lock = Lock(path.with_suffix(".lock"))
        with contextlib.suppress(FileNotFoundError):  # another window closes its document at this moment
            written = path.stat().st_mtime_ns
            try:
                is_free = lock.take()
            except OSError:  # said by whoever opens it
                is_free = True
            lock.give_back()
            if is_free:
                found.append((written, path.name.removesuffix(SUFFIX)))
    return [name for _, name in sorted(found)]
