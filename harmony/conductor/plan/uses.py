"""The use axis of scores: how earlier artifacts of a node fared, and how those of this run do.

`core.uses` is None in a run that has nothing to do with scores: then none of this is called.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, Final

from msgspec import structs

from harmony.conductor.artifacts import Artifact
from harmony.conductor.codes import codes_in
from harmony.conductor.plan.commands import Used
from harmony.conductor.plan.core import Core
from harmony.conductor.plan.option import type_of
from harmony.conductor.plan.state import State
from harmony.conductor.policy.quality import SAYS_NOTHING, score_of, with_use
from harmony.melody.hashes import node_hash

USERS: Final = frozenset({"", "choose", "each", "repeat", "melody", "approve"})
"""Kinds of nodes that do something with what they are given; the others only pass it on."""


class Uses:
    """What is known of earlier uses, and who has made what in this run.

    Attributes:
        known: path of a node to node type to `[uses that ended well, uses, hash]`.
        made: `made_by` of an artifact to the path, type and hash of the node that made it.
        hashes: by path of a node.
    """

    __slots__ = ("hashes", "known", "made")

    def __init__(self, known: Mapping[str, Mapping[str, list[Any]]]) -> None:
        self.known = known
        self.made: dict[str, tuple[str, str, str]] = {}
        self.hashes: dict[str, str] = {}


def scored(core: Core, state: State, outputs: dict[str, Artifact]) -> dict[str, Artifact]:
    """What an attempt gave, with the share of earlier uses that ended well as a part of its score."""
    type = type_of(state)
    if core.uses is None or type is None:
        return outputs
    known = _made(core, state, type.use)
    if known is None:
        return outputs
    well, uses, _hash = known
    ports = _ports(state, outputs)
    return {port: _with_use(a, well, uses) if port in ports else a for port, a in outputs.items()}


def _ports(state: State, outputs: Mapping[str, Artifact]) -> set[str]:
    """The outputs whose score it is a part of: those that are scored otherwise too, else all that it has made."""
    gate, own = state.spec.node.quality, _made_by(state)
    if gate is not None and gate.by is not None:
        return {next(iter(outputs), "")}
    has_meaning = {
        port for port, a in outputs.items() if "meaning" in a.parts or (a.quality is not None and not a.parts)
    }
    return has_meaning or {port for port, a in outputs.items() if a.made_by == own}


def _made(core: Core, state: State, type: str) -> list[Any] | None:
    """Note who made something with which type; what is known of it, if it is still the same node."""
    assert core.uses is not None
    hash = core.uses.hashes.get(state.path)
    if hash is None:
        hash = core.uses.hashes[state.path] = _hash_of(core, state)
    core.uses.made[_made_by(state)] = (state.path, type, hash)
    known = core.uses.known.get(state.path, {}).get(type)
    return known if known is not None and known[2] == hash else None


def _made_by(state: State) -> str:
    return f"{state.path}@{state.pass_}" if state.pass_ else state.path


def _hash_of(core: Core, state: State) -> str:
    """Of a node, of those that are given what it makes, and of the code that they are played with."""
    nodes = [state.spec.node, *(state.scope.table.specs[wire.target].node for wire in state.spec.outs)]
    codes = core.setting.codes
    told = [(node_hash(node), codes_in(node, codes, core.find_type)) for node in nodes]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def _with_use(artifact: Artifact, well: float, uses: float) -> Artifact:
    parts = dict(artifact.parts)
    if not parts:
        parts = {"structure": 1.0} | ({} if artifact.quality is None else {"meaning": artifact.quality})
    parts = with_use(parts, well, uses)
    return structs.replace(artifact, quality=score_of(parts), parts=parts)


def reused(core: Core, state: State) -> None:
    """A node has what it gave before: who uses it now counts for it, if it is known who made it."""
    if state.spec.type is not None and not state.spec.options and state.spec.flow == "":
        _made(core, state, state.spec.type.use)


def completed(core: Core, state: State, outputs: Mapping[str, Artifact]) -> None:
    """A node has ended well, be it from the cache (failures are never cached); a person may say that it will not do."""
    is_asked = state.spec.flow == "approve" and state.play is not None
    if not (is_asked and state.play.is_late):
        _count(core, state, well=not (is_asked and "rejected" in outputs))


def failed(core: Core, state: State, error: Mapping[str, Any]) -> None:
    """A node has failed for good; that its own output fared badly before says nothing of what it was given."""
    is_for_uses = isinstance(detail := error.get("detail"), Mapping) and detail.get("for_uses")
    if error.get("class") not in SAYS_NOTHING and not is_for_uses:
        _count(core, state, well=False)


def _count(core: Core, state: State, *, well: bool) -> None:
    """Count it for all that its wires brought, unless it was not played or only passes on."""
    if core.uses is None or not state.tries or state.spec.flow not in USERS:
        return
    brought = {b.made_by: None for b in state.brought if isinstance(b, Artifact)}
    for made_by in brought:
        maker = core.uses.made.get(made_by)
        if maker is not None:
            core.out.append(Used(*maker, well))
