"""When Python looks for garbage while runs play.

Nearly all that a run makes stays until it ends, or goes at once. Looking through it again and
again finds nothing, and takes the longer the larger the run is.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

LARGE: Final = 1000
"""Nodes from which on a run's tables are left out of the search."""
_THRESHOLDS: Final = (10_000, 20, 50)


@contextmanager
def no_collection() -> Iterator[None]:
    """Look for no garbage: what is made while a journal is read or a run admitted stays.

    Looking takes half the time of reading a long journal. It is to last until the run is known to
    `Calm`: what was made is left out of the search then, else the very next object begins one
    through all of it.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


class Calm:
    """Looks for garbage seldom while a Conductor is open, and not at all in what large runs stand on."""

    def __init__(self) -> None:
        self._before: tuple[int, int, int] | None = None

    def begin(self) -> None:
        """The Conductor opens."""
        self._before = gc.get_threshold()
        if self._before[0]:
            gc.set_threshold(*_THRESHOLDS)

    def admitted(self, nodes: int) -> None:
        """A run of so many nodes is planned: its tables stay as long as it plays."""
        if nodes >= LARGE:
            gc.freeze()

    def ended(self, nodes: int) -> None:
        """A run has ended: what it stood on may be garbage now."""
        if nodes >= LARGE:
            gc.unfreeze()

    def end(self) -> None:
        """The Conductor closes."""
        if self._before is not None:
            gc.set_threshold(*self._before)
            self._before = None
