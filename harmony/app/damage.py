"""Artifacts that were lost or changed: which steps gave them, so that a resumed run makes them again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harmony.conductor.artifacts import Artifact, from_public
from harmony.conductor.events import Record
from harmony.conductor.journal import unpack
from harmony.store import FileArtifacts, RunRow

DAMAGED = "damaged"
"""Class of the error that a run was left with when it met such an artifact."""
_ENDS = ("node.completed", "node.cached", "node.failed")
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Lost:
    """One artifact whose content is not there any more.

    Attributes:
        artifact: which.
        path: the file that should hold it.
        nodes: `NODE@PASS` of those that gave it; empty for an input of the run.
    """

    artifact: Artifact
    path: Path
    nodes: tuple[str, ...]

    def __str__(self) -> str:
        """What becomes of it, as a sentence."""
        if not self.nodes:
            return f"{self.path} was lost or damaged; it is stored again from what the run was given."
        named = ", ".join(f"`{node}`" for node in self.nodes[:_SHOWN])
        more = f" and {len(self.nodes) - _SHOWN} more" if len(self.nodes) > _SHOWN else ""
        is_are = "is" if len(self.nodes) == 1 else "are"
        return f"{named}{more} {is_are} played again: {self.path} was lost or damaged."


def was_met(row: RunRow) -> bool:
    """True if a run stopped because it met such an artifact."""
    return (row.outcome.get("error") or {}).get("class") == DAMAGED


def lost(records: Iterable[Record], artifacts: FileArtifacts) -> list[Lost]:
    """The artifacts of a run whose content is not what it was; every one is read."""
    makers: dict[str, tuple[Artifact, list[str]]] = {}
    for record in records:
        for artifact in _outputs(record):
            _, nodes = makers.setdefault(artifact.hash, (artifact, []))
            if record.node:
                nodes.append(f"{record.node}@{record.pass_}" if record.pass_ else record.node)
    return [
        Lost(artifact, artifacts.place(artifact), tuple(dict.fromkeys(nodes)))
        for artifact, nodes in makers.values()
        if not artifacts.is_whole(artifact)
    ]


def _outputs(record: Record) -> Iterator[Artifact]:
    """What nodes gave, and at the admission what the run was given."""
    if record.kind in _ENDS:
        yield from (from_public(value) for value in record.body.get("outputs", {}).values())
    elif record.kind == ".admitted":
        yield from _inside([unpack(record.body["inputs"]), unpack(record.body["pins"])])


def _inside(value: Any) -> Iterator[Artifact]:
    if isinstance(value, Artifact):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _inside(item)
