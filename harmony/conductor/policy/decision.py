"""What every rule returns: its choice and its reasons."""

from __future__ import annotations

from typing import Any

from msgspec import Struct, field


class Decision(Struct):
    """A choice that a person may ask about.

    Attributes:
        choice: what is done.
        factors: what was looked at, by name.
        rationale: one sentence.
    """

    choice: str
    factors: dict[str, Any] = field(default_factory=dict)
    rationale: str = ""
