"""Standard streams that bear whatever is, or is not, at their other end."""

from __future__ import annotations

import os
import sys


def settle() -> None:
    """Make both streams writable: closed ones lead nowhere, signs that the encoding lacks become `?`."""
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    for stream in (sys.stdout, sys.stderr):
        change = getattr(stream, "reconfigure", None)
        if change is not None:
            change(errors="replace")


def give_up(error: OSError) -> None:
    """What is still printed goes nowhere: a reader that has left is nothing to speak of, a full disk is."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
    if not isinstance(error, BrokenPipeError):
        print(f"The output cannot be written: {error.strerror or error}.", file=sys.stderr)
