"""What goes into a plan.

Messages carry the time at which they happened; they are what the journal keeps (`journal.py`),
so they hold plain data and artifact references only.
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from harmony.conductor.artifacts import Artifact


class Began(Struct):
    """The run is admitted and begins.

    `cpu` is the share of the processors that is free, `slots` how many threads and processes
    there are, by name, `breakers` the circuit breakers that are not as new: failures, open until.
    `uses` says by node and type how earlier artifacts fared: `[ended well, uses, hash]`; None where
    the Melody has nothing to do with scores.
    """

    at: float
    cpu: float = 1.0
    slots: dict[str, int] = {}
    breakers: dict[str, list[float]] = {}
    uses: dict[str, dict[str, list[Any]]] | None = None


class Completed(Struct, gc=False):
    """An attempt gave its outputs; `cached`: they are those of an earlier one."""

    at: float
    node: str
    pass_: str
    attempt: int
    outputs: dict[str, Artifact]
    spent: dict[str, float] = {}
    cached: bool = False


class Failed(Struct):
    """An attempt failed. `error` is `{class, message, retryable, retry_after?, detail}`."""

    at: float
    node: str
    pass_: str
    attempt: int
    error: dict[str, Any]
    spent: dict[str, float] = {}


class Evaluated(Struct):
    """An expression was evaluated; `error` is a sentence, or empty."""

    at: float
    node: str
    pass_: str
    purpose: str
    value: Any = None
    error: str = ""


class Built(Struct):
    """Values were merged, converted, split or gathered; `error` is a sentence, or empty."""

    at: float
    node: str
    pass_: str
    purpose: str
    slots: dict[str, Artifact | None] = {}
    items: list[Artifact] = []
    keys: list[Any] = []
    error: str = ""


class Timer(Struct):
    """An armed timer rang."""

    at: float
    node: str
    pass_: str
    purpose: str


class Cancelled(Struct):
    """Someone cancels the run."""

    at: float
    reason: str = ""


class Resumed(Struct):
    """A process goes on with the run: what was outstanding is asked for again.

    `answers` are `[node, pass, choice, value]` that people gave meanwhile; `slots` and `breakers`
    as it begins.
    """

    at: float
    answers: list[list[Any]] = []
    slots: dict[str, int] = {}
    breakers: dict[str, list[float]] = {}


class Reopened(Struct):
    """The run is planned afresh, and keeps of its past what is as it was.

    Attributes:
        why: failed, melody, letters, damaged or fork.
        drop: `[node, pass]` of dead letters that are sent again.
        edits: what they are given instead: `[node, pass, port, artifact]`; an empty port is the item.
        lost: hashes of artifacts that are not there any more: what gave them is played again.
        melody, melodies: what is played from now on, as documents; None if it is what was played.
        melody_hash: of `melody`.
        extensions: what it is played with from now on; None if that is as it was.
        players: versions and hashes of what Players that were chosen so far are now; empty if they count as they were.
        uses: as it begins.
    """

    at: float
    why: str
    cpu: float = 1.0
    slots: dict[str, int] = {}
    drop: list[list[str]] = []
    edits: list[list[Any]] = []
    lost: list[str] = []
    melody: dict[str, Any] | None = None
    melody_hash: str = ""
    melodies: dict[str, Any] | None = None
    extensions: dict[str, list[str]] | None = None
    players: dict[str, list[str]] = {}
    breakers: dict[str, list[float]] = {}
    uses: dict[str, dict[str, list[Any]]] | None = None


class Answered(Struct):
    """A person answers a waiting or paused node."""

    at: float
    node: str
    pass_: str
    choice: str
    value: Artifact | None = None


class Sent(Struct):
    """An event by name reaches the run; `mail` is its number in the store, 0 if it did not come from there."""

    at: float
    name: str
    value: Artifact | None = None
    mail: int = 0


class Shared(Struct):
    """Other runs came or went: how many threads and processes this one may hold now."""

    at: float
    slots: dict[str, int]


class Tripped(Struct):
    """Another run has seen the circuit breaker of a node type open, or close (`until` 0)."""

    at: float
    name: str
    failures: int
    until: float


class Debugged(Struct):
    """A debugger acts: see `gates.debug` for the actions."""

    at: float
    action: str
    node: str = ""
    pass_: str = ""
    on: bool = True
    outputs: dict[str, Artifact] = {}


Event = (
    Began
    | Reopened
    | Completed
    | Failed
    | Evaluated
    | Built
    | Timer
    | Cancelled
    | Resumed
    | Answered
    | Sent
    | Shared
    | Tripped
    | Debugged
)
