"""Twins of the journal and the artifact store that keep everything in memory; for tests and benchmarks.

Tables and files need a path to be read from: those lie in a temporary folder that goes with the store.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import weakref
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from harmony.conductor.artifacts import Artifact
from harmony.conductor.events import Record
from harmony.conductor.ports import Experience, Fared
from harmony.errors import ArtifactDamaged
from harmony.sdk import codec
from harmony.store.tally import Tally, experience, fared
from harmony.store.values import Values


class MemoryArtifacts(Values):
    """Implements `conductor.ports.Artifacts` in memory."""

    def __init__(self) -> None:
        super().__init__()
        self._data: dict[str, bytes] = {}
        self._folder: Path | None = None
        self._delete: weakref.finalize[..., MemoryArtifacts] | None = None

    @property
    def inbox(self) -> Path:
        """A temporary folder."""
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="harmony-"))
            self._delete = weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        return self._folder

    def path(self, artifact: Artifact) -> Path:
        """A file with the canonical bytes, written when first asked for."""
        target = self.inbox / artifact.hash
        if not target.exists():
            target.write_bytes(self.content(artifact))
        return target

    def is_cheap(self, artifact: Artifact) -> bool:
        """Always: nothing is on disk that is not there for others."""
        return True

    def close(self) -> None:
        """Delete the temporary folder; it also goes with this object."""
        if self._delete is not None:
            self._delete()
        self._folder = self._delete = None

    def _save(self, hash: str, data: bytes) -> None:
        self._data[hash] = data

    def _load(self, artifact: Artifact) -> bytes:
        if artifact.hash in self._data:
            return self._data[artifact.hash]
        file = self.inbox / artifact.hash
        if not file.exists():
            raise ArtifactDamaged(f"The artifact {artifact.hash[:12]} is not in this store: play its step again.")
        return file.read_bytes()

    def _take(self, source: Path, hash: str) -> None:
        source.replace(self.inbox / hash)

    def _import(self, source: Path, type: str) -> tuple[str, int]:
        hash, size = codec.identity_of_file(type, source)
        target = self.inbox / hash
        if not target.exists():
            shutil.copyfile(source, target)
        return hash, size

    def _verify(self, artifact: Artifact) -> Path:
        return self.path(artifact)


class MemoryJournal:
    """Implements `conductor.ports.Journal` in memory."""

    def __init__(self) -> None:
        self._runs: dict[str, list[Record]] = defaultdict(list)

    def append(self, run: str, records: Sequence[Record]) -> None:
        """Keep records; those that are only told (`seq` -1) are left out."""
        self._runs[run] += [r for r in records if r.seq >= 0]

    def durable(self, run: str) -> asyncio.Future[None] | None:
        """None: memory has nothing to wait for."""
        return None

    def configure(self, run: str, durability: str = "step") -> None:
        """Accepted and without effect."""

    def read(self, run: str, after: int = -1) -> list[Record]:
        """Records with seq > `after`, in order."""
        return [r for r in self._runs[run] if r.seq > after]

    def close(self) -> None:
        """Nothing to do."""


class MemoryLearnt:
    """Implements `conductor.ports.Learnt` in memory."""

    def __init__(self) -> None:
        self._tallies: dict[tuple[str, str], Tally] = defaultdict(Tally)

    def known(self, players: Sequence[str], capability: str) -> dict[str, Experience]:
        """What is known of each."""
        named = {id: self._tallies.get((id, "")) if capability else None for id in players}
        pairs = {id: (self._tallies.get((id, capability)), named[id]) for id in players}
        return {id: experience(*pair) for id, pair in pairs.items() if any(pair)}

    def learn(
        self,
        player: str,
        capability: str,
        ok: bool,
        quality: float | None,
        spent: Mapping[str, float],
        reached: bool | None = None,
    ) -> None:
        """Keep how one attempt went."""
        self._tallies[player, capability].add(ok=ok, quality=quality, spent=spent, reached=reached)


class MemoryUses:
    """Implements `conductor.ports.Uses` in memory."""

    def __init__(self) -> None:
        self._rows: dict[str, dict[tuple[str, str], Fared]] = defaultdict(dict)

    def known(self, melody: str) -> Sequence[Fared]:
        """What is known of the nodes of a Melody."""
        return list(self._rows[melody].values())

    def used(self, melody: str, node: str, type: str, hash: str, well: bool) -> None:
        """Count one use."""
        rows = self._rows[melody]
        rows[node, type] = fared(rows.get((node, type)), Fared(node, type, hash, float(well), 1.0))


class MemoryTokens:
    """Implements `conductor.ports.Tokens` in memory, for the runs of one process."""

    def __init__(self) -> None:
        self._held: dict[tuple[str, str, str], dict[str, float]] = {}

    def take(self, run: str, node: str, pass_: str, needs: Mapping[str, list[float]]) -> tuple[str, str] | None:
        """Take tokens, all or none; else what is lacking and who holds it."""
        for name, (amount, limit) in needs.items():
            holders = {key: held[name] for key, held in self._held.items() if name in held}
            if sum(holders.values()) + amount > limit:
                return name, ", ".join(f"`{node}` of run {run}" for run, node, _ in holders) or "nobody"
        self._held[run, node, pass_] = {name: amount for name, (amount, _) in needs.items()}
        return None

    def give_back(self, run: str, node: str, pass_: str) -> None:
        """Give back what a node holds."""
        self._held.pop((run, node, pass_), None)

    def renew(self) -> None:
        """This process lives as long as this object does."""

    def held(self) -> list[tuple[str, str, str]]:
        """Name, run and node of all that is held, the oldest first."""
        return [(name, run, node) for (run, node, _), held in self._held.items() for name in held]
