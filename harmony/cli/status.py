"""What the command line ends with."""

from __future__ import annotations

FAILED = 1
"""The run failed, or the file is invalid."""
USAGE = 2
"""The call was wrong."""
BUG = 3
"""A fault in Harmony itself."""
WAITING = 4
"""The run waits for a person, or is paused."""
INTERRUPTED = 130
"""Somebody pressed Ctrl+C."""
