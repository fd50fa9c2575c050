"""What the Conductor says aloud, and what it writes down.

The journal holds `Record`s. Most are public events as they stand; those with a kind in
`PRIVATE` are for replay only. Progress, chunks and logs are told but not written (`seq` -1).
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct

PUBLIC = frozenset(
    "run.started run.paused run.resumed run.waiting run.completed run.failed run.cancelled "
    "node.queued node.started node.progress node.output node.completed node.cached node.skipped "
    "node.failed node.retrying node.waiting decision gap letter log".split()
)
ENDS = frozenset({"run.completed", "run.failed", "run.cancelled", "run.waiting"})
EPHEMERAL = -1


class Record(Struct, array_like=True, gc=False):
    """One line of a run's journal.

    Attributes:
        seq: position in the run's journal from 0; EPHEMERAL when it is not written.
        at: seconds since the epoch; never goes back within a run.
        kind: one of PUBLIC, or a private kind, which begins with a dot (`.admitted`).
        node: path of the node, ids joined by `/`; empty for the run itself.
        pass_: a number for each enclosing loop, joined by dots; empty at the top.
        attempt: from 1; 0 where it means nothing.
        body: plain data; artifacts as `msgspec.to_builtins` gives them.
    """

    seq: int
    at: float
    kind: str
    node: str = ""
    pass_: str = ""
    attempt: int = 0
    body: dict[str, Any] = {}

    @property
    def is_public(self) -> bool:
        """True if other programs are told."""
        return not self.kind.startswith(".")


def public(run: str, record: Record) -> dict[str, Any]:
    """A public record in the form that `--json`, subscribers and files rely on."""
    event: dict[str, Any] = {"seq": record.seq, "at": record.at, "run": run, "kind": record.kind}
    if record.node:
        event["node"] = record.node
        event["pass"] = record.pass_
    if record.attempt:
        event["attempt"] = record.attempt
    return event | record.body
