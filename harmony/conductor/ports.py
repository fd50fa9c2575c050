"""What the Conductor asks of others. Implemented by `runners`, `store` and the tests' fakes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, Protocol

from msgspec import Struct

from harmony.conductor.artifacts import Artifact, Slot
from harmony.conductor.events import Record
from harmony.sdk.manifest import NodeType


class Clock(Protocol):
    """Time as a run sees it: the real one, or one that jumps to the next timer."""

    def now(self) -> float:
        """Seconds since the epoch; never goes back within a process."""

    def call_at(self, when: float, callback: Callable[[], None]) -> Callable[[], None]:
        """Call back at `when` on the loop's thread; returns what cancels it."""

    def hold(self) -> None:
        """Something runs: a virtual clock stands still."""

    def release(self) -> None:
        """It runs no more; when nothing does, a virtual clock may jump."""


class StepCall(Struct, kw_only=True, gc=False):
    """One attempt of one step, ready to run.

    Attributes:
        run, node, pass_, attempt: its key.
        type: its node type.
        inputs: port to reference; expressions are done, conversions made.
        params: evaluated parameters; secrets are still tokens `⟨secret:NAME:nonce⟩`.
        isolation: where it runs.
        secrets: nonce of each token to the secret's value; never journalled.
        base: folder that relative paths are relative to.
        idempotency_key: stable over attempts and restarts.
        resources: what it holds while it runs.
    """

    run: str
    node: str
    pass_: str
    attempt: int
    type: NodeType
    inputs: dict[str, Slot]
    params: dict[str, Any]
    isolation: str
    secrets: dict[str, str] = {}
    base: str = ""
    idempotency_key: str = ""
    resources: dict[str, float] = {}


class StepDone(Struct, gc=False):
    """What a step gave.

    Attributes:
        outputs: port to reference; a port that is missing did not deliver.
        spent: `usd` and `tokens`, as far as reported.
    """

    outputs: dict[str, Artifact]
    spent: dict[str, float] = {}


Report = Callable[[str, dict[str, Any]], None]
"""`report(kind, body)` with kind progress, log, chunk, spend or score, on the loop's thread."""


class Runner(Protocol):
    """Runs steps."""

    async def run(self, call: StepCall, report: Report) -> StepDone:
        """Run one attempt to its end.

        Cancelling the awaiting task stops the step within 100 ms: async code is cancelled, a
        process is killed with its children, a thread is abandoned and its result dropped.

        Raises:
            StepFailed: the step failed; its `error_class` says how.
            StoreError: the store failed, not the step: the run stops here and can be resumed.
        """

    async def close(self) -> None:
        """End every worker."""


class Experience(Struct):
    """How it went with a Player, for one capability and when it was named outright.

    Attributes:
        ok, failed: attempts that went well, and that failed by its own fault.
        scored, quality: results that were scored, and their mean score.
        gated, reached: results that a gate looked at, and those of them that it let through.
        spent: mean of what an attempt took: `usd`, `tokens`, `time` in seconds.
    """

    ok: float = 0
    failed: float = 0
    scored: float = 0
    quality: float | None = None
    spent: dict[str, float] = {}
    gated: float = 0
    reached: float = 0


class Cache(Protocol):
    """What steps gave before, by what they were given."""

    def find(self, key: str) -> dict[str, Artifact] | None:
        """Outputs by port, whose content is still there; None if nothing is known."""

    def keep(self, key: str, outputs: dict[str, Artifact]) -> None:
        """Keep outputs for the next time; never fails a step."""


class Learnt(Protocol):
    """What was learnt of Players in earlier runs."""

    def known(self, players: Sequence[str], capability: str) -> dict[str, Experience]:
        """What is known of each, by id; for one that was never seen there is nothing."""

    def learn(
        self,
        player: str,
        capability: str,
        ok: bool,
        quality: float | None,
        spent: Mapping[str, float],
        reached: bool | None = None,
    ) -> None:
        """Keep how one attempt went, and whether it reached its gate, if it had one; never fails a step."""


class Fared(Struct):
    """How what a node made with a type fared with those who were given it.

    Attributes:
        node: its path; type: the node type; hash: of the node, and of those behind it.
        well, uses: how many uses ended well, and how many there were.
    """

    node: str
    type: str
    hash: str
    well: float
    uses: float


class Uses(Protocol):
    """Uses of artifacts in earlier runs of a Melody."""

    def known(self, melody: str) -> Sequence[Fared]:
        """What is known of the nodes of a Melody."""

    def used(self, melody: str, node: str, type: str, hash: str, well: bool) -> None:
        """Count one use; what was counted for another hash is forgotten. Never fails a step."""


class Breakers(Protocol):
    """Circuit breakers of node types, kept over runs."""

    def known(self) -> dict[str, list[float]]:
        """Failures in a row and, where it is open, the end of its rest, by node type.

        Raises:
            StoreError: the store cannot be read.
        """

    def put(self, name: str, failures: int, until: float) -> None:
        """Keep the state of one; no failures: it is as new."""


class Tokens(Protocol):
    """Tokens of the machine, seen by all its processes; called on a thread of its own."""

    def take(self, run: str, node: str, pass_: str, needs: Mapping[str, list[float]]) -> tuple[str, str] | None:
        """Take tokens, all or none.

        Args:
            run, node, pass_: who holds them.
            needs: name to how much is taken and how much there is.

        Returns:
            None if they are taken; else what is lacking, and who holds it, for people.

        Raises:
            StoreError: the store cannot be written.
        """

    def give_back(self, run: str, node: str, pass_: str) -> None:
        """Give back what a node holds."""

    def renew(self) -> None:
        """Say that this process lives."""


class Mailer(Protocol):
    """Takes events by name to other runs, whoever plays them."""

    def find(self, run: str, name: str) -> tuple[str, bool] | None:
        """How a run stands, and whether it waits for events of that name somewhere; None if there is none.

        Raises:
            StoreError: it cannot be looked for.
        """

    def send(self, sender: str, to: str, name: str, value: Artifact | None, key: str) -> None:
        """Send an event to a run, or to `all`; on disk when this returns, and once for each `key` and value.

        Raises:
            StoreError: it cannot be written: the run stops here and can be resumed.
        """


class Artifacts(Protocol):
    """Values by content."""

    def put(self, value: Any, type: str) -> Artifact:
        """Store a value; small plain values are only hashed and carried inline.

        Raises:
            ValueRefused: the value cannot be stored as that type.
        """

    def get(self, artifact: Artifact) -> Any:
        """The value, as the table in `harmony.sdk.values` says.

        Raises:
            ArtifactDamaged: the content does not match its hash.
        """

    def is_cheap(self, artifact: Artifact) -> bool:
        """True if `get` takes no I/O: inline, or in the live cache."""

    def put_list(self, items: list[Artifact | None], type: str) -> Artifact:
        """Store a list of tables, files or bytes whose items are stored already."""

    def items(self, artifact: Artifact) -> list[Artifact | None]:
        """The items of such a list."""


Durability = Literal["step", "batch", "exit"]


class Journal(Protocol):
    """One ordered, append-only log a run."""

    def append(self, run: str, records: Sequence[Record]) -> None:
        """Queue records, in order; returns at once. They are written as one commit or more."""

    def configure(self, run: str, durability: Durability = "step") -> None:
        """Say how durable a run's records are to be: step, batch or exit."""

    def durable(self, run: str) -> asyncio.Future[None] | None:
        """Done when all that was appended so far is on disk; None if it already is."""

    def read(self, run: str, after: int = -1) -> list[Record]:
        """Records with seq > `after`, in order."""
