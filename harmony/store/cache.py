"""What steps gave before, by what they were given: one small file a key, in the cache folder.

It may be deleted at any time. What cannot be read or written counts as not there: a cache
fails no step.
"""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from msgspec import DecodeError, ValidationError, msgpack

from harmony.conductor.artifacts import Artifact, from_public, to_public
from harmony.errors import HarmonyError
from harmony.sdk import codec
from harmony.store.artifacts import FileArtifacts


class StepCache:
    """Implements `conductor.ports.Cache` in a folder.

    Args:
        folder: where the files lie: `ab/KEY`.
        artifacts: holds what they refer to.
    """

    def __init__(self, folder: Path, artifacts: FileArtifacts) -> None:
        self._folder = folder
        self._artifacts = artifacts

    def find(self, key: str) -> dict[str, Artifact] | None:
        """Outputs by port, all of them still there; None if there are none of that key."""
        try:
            outputs = msgpack.decode(self._place(key).read_bytes(), type=dict[str, dict[str, object]])
            found = {port: from_public(body) for port, body in outputs.items()}
            for artifact in found.values():
                self._touch(artifact)
        except (OSError, DecodeError, ValidationError, TypeError, HarmonyError):
            return None
        return found

    def keep(self, key: str, outputs: dict[str, Artifact]) -> None:
        """Keep outputs for the next time."""
        place = self._place(key)
        with suppress(OSError):
            place.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=place.parent)
            with os.fdopen(handle, "wb") as out:
                out.write(msgpack.encode({port: to_public(artifact) for port, artifact in outputs.items()}))
            Path(name).replace(place)

    def _touch(self, artifact: Artifact) -> None:
        """See that an artifact is there, and make it young, so that nobody prunes it now."""
        if not self._artifacts.is_cheap(artifact):
            os.utime(self._artifacts.path(artifact))
        if codec.is_compound(artifact.type):
            for item in self._artifacts.items(artifact):
                if item is not None:
                    self._touch(item)

    def _place(self, key: str) -> Path:
        return self._folder / key[:2] / key
