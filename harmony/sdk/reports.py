"""Keeps what a step says within bounds: many lines travel together, and floods lose their oldest."""

from __future__ import annotations

import io
import time
from threading import Lock

TYPE_CHECKING = False  # `typing` is dear: a worker starts faster without it
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

Entry = tuple[str, "dict[str, Any]"]
_PAUSE_SECONDS = 0.02
_BURST = 1000
_PER_SECOND = 2000
_LEAST = 50
_LONGEST_LINE = 16 * 1024
_LOSABLE = frozenset({"log", "chunk"})


class Reports:
    """A step's reports on their way out; any thread may send.

    The first goes at once; what follows within 20 ms goes together. Of progress only the last
    is kept. Of log lines and chunks a thousand may come at once and two thousand a second for
    long; of more than that the oldest are dropped and counted.

    Args:
        emit: takes a batch, in order; called with a lock held, so it must not send.
    """

    def __init__(self, emit: Callable[[list[Entry]], None]) -> None:
        self._emit = emit
        self._entries: list[Entry] = []
        self._losable = self._dropped = 0
        self._sent_at = 0.0
        self._credit, self._counted_at = float(_BURST), time.monotonic()
        self._lock = Lock()

    def send(self, kind: str, body: dict[str, Any]) -> None:
        """Take one report."""
        with self._lock:
            self._add(kind, body)
            now = time.monotonic()
            if now - self._sent_at >= _PAUSE_SECONDS:
                self._sent_at = now
                self._flush()

    def flush(self) -> None:
        """Send what waits."""
        with self._lock:
            self._flush()

    def _add(self, kind: str, body: dict[str, Any]) -> None:
        entries = self._entries
        if kind == "progress" and entries and entries[-1][0] == "progress":
            entries[-1] = (kind, body)
            return
        if kind in _LOSABLE:
            body = _short(kind, body)
            self._losable += 1
            if self._losable > max(_LEAST, self._credit):
                oldest = next(i for i, entry in enumerate(entries) if entry[0] in _LOSABLE)
                del entries[oldest]
                self._losable -= 1
                self._dropped += 1
        entries.append((kind, body))

    def _flush(self) -> None:
        entries, self._entries = self._entries, []
        now = time.monotonic()
        earned = (now - self._counted_at) * _PER_SECOND
        self._credit = min(_BURST, max(0.0, self._credit - self._losable) + earned)
        self._counted_at = now
        if self._dropped:
            entries.append(("log", {"text": f"… {self._dropped} lines or chunks were left out.", "level": "warning"}))
        self._losable = self._dropped = 0
        if entries:
            self._emit(entries)


def _short(kind: str, body: dict[str, Any]) -> dict[str, Any]:
    text = body.get("text")
    if kind == "log" and isinstance(text, str) and len(text) > _LONGEST_LINE:
        return {**body, "text": text[:_LONGEST_LINE] + "…"}
    return body


class Lines(io.TextIOBase):
    """A text stream whose lines become log reports: what `print` writes to in a step.

    Args:
        send: takes a report.
        stream: `stdout` or `stderr`, said with each line.
    """

    def __init__(self, send: Callable[[str, dict[str, Any]], None], stream: str) -> None:
        super().__init__()
        self._send = send
        self._stream = stream
        self._rest = ""
        self.buffer = _Raw(self)

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """Always UTF-8."""
        return "utf-8"

    def write(self, text: str) -> int:
        """Take text; whole lines are sent."""
        *lines, self._rest = (self._rest + text).split("\n")
        for line in lines:
            self._send("log", {"text": line, "stream": self._stream})
        if len(self._rest) > _LONGEST_LINE:
            self.finish()
        return len(text)

    def finish(self) -> None:
        """Send a last line that has no end."""
        if self._rest:
            line, self._rest = self._rest, ""
            self._send("log", {"text": line, "stream": self._stream})

    def fileno(self) -> int:
        """For programs that are started with it; what they write comes another way."""
        return 1 if self._stream == "stdout" else 2

    def reconfigure(self, **_settings: object) -> None:
        """Without effect."""

    def writable(self) -> bool:
        """Always."""
        return True


class _Raw(io.RawIOBase):
    """The bytes below a `Lines`."""

    def __init__(self, lines: Lines) -> None:
        super().__init__()
        self._lines = lines

    def write(self, data: Any) -> int:
        self._lines.write(bytes(data).decode("utf-8", "replace"))
        return len(data)

    def writable(self) -> bool:
        return True
