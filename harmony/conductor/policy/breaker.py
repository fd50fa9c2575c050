"""Circuit breaker: what fails again and again because nobody answers is left alone for a while."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

FAILURES: Final = 5
"""Failures in a row that open it."""
REST: Final = 30.0
"""Seconds that it stays open; then one step is let through to see."""
CLASSES: Final = frozenset({"network", "timeout", "rate_limit", "unavailable"})
"""Failures that say nothing about the step itself."""


class Breaker(Struct):
    """What is known of one node type in a run: closed, open until a moment, or half open.

    Attributes:
        failures: in a row.
        until: when it may be tried again; 0 while it is closed.
        probe: key of the step that is let through to see.
    """

    failures: int = 0
    until: float = 0.0
    probe: tuple[str, str] | None = None

    def wait(self, key: tuple[str, str], at: float) -> float:
        """Seconds that a step has to wait; 0 if it may start, as the one that tries where it is open."""
        if not self.until or self.probe == key:
            return 0.0
        if at < self.until:
            return self.until - at
        if self.probe is not None:
            return REST
        self.probe = key
        return 0.0

    def went_well(self) -> None:
        """A step of the type has completed: it is closed."""
        self.failures, self.until, self.probe = 0, 0.0, None

    def failed(self, error_class: str, key: tuple[str, str], at: float) -> bool:
        """A step of the type has failed; True if that opens it."""
        was_probe = self.probe == key
        if was_probe:
            self.probe = None
        if error_class not in CLASSES:
            return False
        self.failures += 1
        is_opened = was_probe or (self.failures >= FAILURES and not self.until)
        if is_opened:
            self.until = at + REST
        return is_opened

    def withdrawn(self, key: tuple[str, str]) -> None:
        """A step was stopped: if it was the one that tries, another may."""
        if self.probe == key:
            self.probe = None
