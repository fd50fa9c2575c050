"""Counts that are written behind a run's back: added up in memory, written by a thread of its own."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import Generic, TypeVar

from harmony.errors import StoreError

_logger = logging.getLogger(__name__)
K = TypeVar("K")
T = TypeVar("T")
R = TypeVar("R")


class Later(Generic[K, T]):
    """Counts by key that wait to be written; from any thread.

    Args:
        what: what is counted, for people.
        write: writes them, added to what is there.
    """

    def __init__(self, what: str, write: Callable[[Mapping[K, T]], None]) -> None:
        self._what = what
        self._put = write
        self._lock = Lock()
        self._waiting: dict[K, T] = {}
        self._writing: dict[K, T] = {}
        self._written = 0
        self._pool: ThreadPoolExecutor | None = None

    def note(self, key: K, add: Callable[[T | None], T]) -> None:
        """Count something: `add` makes of what waits for a key what waits now."""
        with self._lock:
            is_due = not self._waiting
            self._waiting[key] = add(self._waiting.get(key))
            if is_due:
                if self._pool is None:
                    self._pool = ThreadPoolExecutor(1, "counts")
                self._pool.submit(self._write)

    def together(self, read: Callable[[], R]) -> tuple[R, list[tuple[K, T]]]:
        """What `read` finds written, and what is not written yet, the older first."""
        while True:
            before = self._written
            found = read()
            with self._lock:
                if self._written == before:  # else it lies in neither: it was written after it was looked for
                    return found, [*self._writing.items(), *self._waiting.items()]

    def forget(self) -> None:
        """Drop what waits."""
        with self._lock:
            self._waiting.clear()

    def close(self) -> None:
        """Write what waits."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown()

    def _write(self) -> None:
        with self._lock:
            self._writing, self._waiting = self._waiting, {}
        try:
            self._put(self._writing)
        except StoreError as error:  # counting fails no run
            _logger.warning("%s cannot be kept: %s", self._what, error)
        with self._lock:
            self._written += 1
            self._writing = {}
