"""What a run is admitted with, and what becomes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from harmony.conductor.artifacts import Artifact
from harmony.melody.model import Melody


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """A run, ready to be played.

    Attributes:
        run: its id.
        melody: what is played.
        inputs: values by name; those left out take their default.
        base: folder that relative paths of the document are relative to.
        pins: `NODE.PORT` (NODE a path) to the value used instead of running the node.
        start, stop: `--from` and `--to`.
        secrets: name to value; never written down.
        melodies: what `flow.melody` nodes play, by absolute path.
        seed: what draws (jitter) depend on.
        file: where the Melody lies; what earlier runs tell of its nodes is kept by it, else by its name.
        history: seconds that nodes took before, by id: with them the longest way goes first.
    """

    run: str
    melody: Melody
    inputs: Mapping[str, Any] = field(default_factory=dict)
    base: str = ""
    pins: Mapping[str, Any] = field(default_factory=dict)
    start: str | None = None
    stop: str | None = None
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    melodies: Mapping[str, Melody] = field(default_factory=dict)
    seed: int = 0
    file: str = ""
    history: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run stands when it stops playing.

    Attributes:
        status: completed, failed, cancelled or waiting.
        outputs: by name; None where the node was skipped or failed.
        gaps: skips that a failure was let go with.
        error: why it failed.
        spent: `usd`, `tokens`.
    """

    status: str
    outputs: dict[str, Artifact | None] = field(default_factory=dict)
    gaps: tuple[dict[str, Any], ...] = ()
    error: dict[str, Any] | None = None
    spent: dict[str, float] = field(default_factory=dict)
