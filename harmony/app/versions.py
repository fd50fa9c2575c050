"""Extensions that have changed since a run was played: what of it would run again, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from harmony.app.lookup import Lookup
from harmony.conductor.codes import Codes, chosen_in, code_of, name_of
from harmony.conductor.events import Record
from harmony.conductor.plan.table import FindType, effects_of
from harmony.errors import RunError
from harmony.sdk.manifest import NodeType

Consent = Literal["ask", "again", "keep"]
"""What becomes of finished steps whose extension has changed: `ask` plays them again unless one changes the world."""
_SHOWN = 5
_DONE = ("node.completed", "node.cached")


@dataclass(frozen=True, slots=True)
class Changed:
    """An extension that is another now than the one that finished steps were played with.

    Attributes:
        extension: `csv@1`.
        was, now: version and hash of its code; `was` is empty if the run was played with another major version.
        nodes: paths of the finished nodes that use it.
        writes: those of them that change the world.
    """

    extension: str
    was: tuple[str, ...]
    now: tuple[str, ...]
    nodes: tuple[str, ...]
    writes: tuple[str, ...]

    def __str__(self) -> str:
        """What it means for the run, as a sentence."""
        named = ", ".join(f"`{node}`" for node in self.nodes[:_SHOWN])
        more = f" and {len(self.nodes) - _SHOWN} more" if len(self.nodes) > _SHOWN else ""
        one = len(self.nodes) == 1
        return (
            f"{named}{more} {'runs' if one else 'run'} again, and what follows as far as it gets something else: "
            f"{self.extension.partition('@')[0]} is {self._differs()} since {'it' if one else 'they'} ran."
        )

    def _differs(self) -> str:
        if not self.was:
            return f"{self.now[0]}, another major version"
        same = self.was[0] == self.now[0]
        return f"{self.now[0]} with other code" if same else f"{self.now[0]}, not {self.was[0]},"


def changed(records: Iterable[Record], lookup: Lookup, find_type: FindType) -> list[Changed]:
    """The extensions of finished nodes that are others now; none where the journal does not say what they were."""
    codes: Codes | None = None
    records = list(records)
    chosen = chosen_in(records)
    done: dict[tuple[str, str, tuple[str, ...]], None] = {}
    for record in records:
        if record.kind in (".admitted", ".reopened"):
            codes = record.body.get("extensions") or codes
        elif record.kind in _DONE and not record.body.get("pinned"):
            use, code = chosen.get((record.node, record.pass_), ("", []))
            done[record.node, use, tuple(code)] = None
    if codes is None:
        return []
    found: dict[str, tuple[NodeType, list[str], dict[str, None], dict[str, None]]] = {}
    for path, use, played in done:
        node = lookup.node(path)
        type = find_type(use or node.use) if node is not None else None
        if node is None or type is None:
            continue
        was = list(played[1:]) if use else codes.get(name_of(type), [])
        if was == code_of(type):
            continue
        _, _, nodes, writes = found.setdefault(name_of(type), (type, was, {}, {}))
        nodes[path] = None
        if effects_of(node, type) == "writes":
            writes[path] = None
    return [
        Changed(name, tuple(was), tuple(code_of(type)), tuple(nodes), tuple(writes))
        for name, (type, was, nodes, writes) in found.items()
    ]


def agree(found: list[Changed], consent: Consent, run: str) -> bool:
    """True if finished steps whose extension has changed are to run again.

    Raises:
        RunError: one of them changes the world, and nobody has said what is to become of it.
    """
    writes = [node for one in found for node in one.writes]
    if consent == "ask" and writes:
        told = "\n".join(f"  {one}" for one in found)
        raise RunError(
            f"Extensions have changed since the run {run} was played:\n{told}\n"
            f"`{writes[0]}` changes the world: `harmony runs resume {run} --extensions again` plays it again, "
            "`--extensions keep` keeps what has finished."
        )
    return consent != "keep"
