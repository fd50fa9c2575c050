"""When a step's result is taken from an earlier one with the same inputs, parameters and code."""

from __future__ import annotations

from typing import Final

WORTH: Final = 0.05
"""Seconds of work from which on a result is kept without being told to."""


def may_look(cache: str, *, effects: str, deterministic: bool, is_inline: bool) -> bool:
    """True if an earlier result may stand for the step.

    Args:
        cache: the node's word: auto, off or always.
        effects, deterministic: of its type; what reads or writes, or draws lots, is not the
            same the next time, unless the author says `always`.
        is_inline: it runs on the loop itself, where looking takes as long as playing.
    """
    return cache == "always" or (cache == "auto" and effects == "none" and deterministic and not is_inline)


def is_worth_keeping(cache: str, seconds: float) -> bool:
    """True if a result is kept for later runs."""
    return cache == "always" or seconds >= WORTH
