"""Artifacts as files: one file a hash, written beside its place and renamed into it.

Equal content is stored once. A file is never changed after it has its name; content that does
not match its hash is noticed when it is read.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from threading import Lock

from msgspec import UNSET

from harmony.conductor.artifacts import Artifact
from harmony.errors import ArtifactDamaged, StoreError, ValueRefused
from harmony.sdk import codec
from harmony.sdk.transfer import is_own_file
from harmony.sdk.values import Table
from harmony.store import lease
from harmony.store.faults import store_error
from harmony.store.values import Values

_FORBIDDEN = re.compile(r'[\x00-\x1f<>:"/\\|?*]')
_LONGEST_NAME = 120
_STALE_SECONDS = 86_400
RENEW_SECONDS = 600.0
"""A file's time may lag so far behind its last storing."""


class FileArtifacts(Values):
    """Implements `conductor.ports.Artifacts` in a folder; safe in any thread.

    Args:
        folder: where the files lie: `ab/HASH`, and `inbox/` and `named/` beside them.

    Raises:
        StoreError: the folder cannot be made.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = Path(folder)
        self._unsynced: set[Path] = set()
        self._verified: dict[str, tuple[int, int]] = {}
        self._lock = Lock()
        self._made: set[str] = set()
        try:
            self.inbox.mkdir(parents=True, exist_ok=True)
            self._sweep()
        except OSError as error:
            raise store_error(self._folder, error) from error

    @property
    def inbox(self) -> Path:
        """Where files are written before they have their names."""
        return self._folder / "inbox"

    def path(self, artifact: Artifact) -> Path:
        """The file that holds the canonical bytes.

        Raises:
            ArtifactDamaged: it is missing.
        """
        place = self._place(artifact.hash)
        if not place.exists():
            if self.is_cheap(artifact):
                self._save(artifact.hash, self.content(artifact))
                return place
            raise ArtifactDamaged(f"The artifact {place} is missing: {_WAY_OUT}")
        return place

    def place(self, artifact: Artifact) -> Path:
        """Where its canonical bytes belong, whether they are there or not."""
        return self._place(artifact.hash)

    def is_whole(self, artifact: Artifact) -> bool:
        """True if its content is there and is what it was, that of a list's items too; all of it is read."""
        if artifact.inline is not UNSET:
            return True
        try:
            if artifact.type in codec.BULKY:
                self._verify(artifact)
                return True
            self._load(artifact)
            items = self.items(artifact) if codec.is_compound(artifact.type) else []
        except StoreError:
            return False
        return all(item is None or self.is_whole(item) for item in items)

    def put_aside(self, artifact: Artifact) -> None:
        """Take files that are not what they were out of the way, to be looked at: its own, or those of its items.

        Raises:
            StoreError: one cannot be moved.
        """
        if codec.is_compound(artifact.type):
            try:
                items = self.items(artifact)
            except ArtifactDamaged:
                items = []
            for item in items:
                if item is not None and not self.is_whole(item):
                    self.put_aside(item)
            if items:
                return
        self._move_aside(artifact.hash)

    def _move_aside(self, hash: str) -> None:
        place = self._place(hash)
        aside = self._folder / "damaged"
        try:
            if place.exists():
                aside.mkdir(exist_ok=True)
                place.replace(aside / hash)
        except OSError as error:
            raise store_error(place, error) from error
        self._verified.pop(hash, None)

    def named(self, artifact: Artifact) -> Path:
        """A file with the artifact's own name, for programs that go by suffixes (a browser).

        Raises:
            ArtifactDamaged: the content does not match its hash, or is gone.
        """
        source = self._verify(artifact)
        name = _FORBIDDEN.sub("_", artifact.name).strip(". ")[-_LONGEST_NAME:] or f"artifact.{_suffix(artifact)}"
        target = self._folder / "named" / artifact.hash[:16] / name
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                os.link(source, target)
            except FileExistsError:
                pass  # another has just made it
            except OSError:  # another disk, or one that knows no links
                shutil.copyfile(source, target)
        return target

    @property
    def is_synced(self) -> bool:
        """True if all that was stored is on disk."""
        return not self._unsynced

    def sync(self) -> None:
        """Bring what was stored since the last call to disk, so that it survives a power cut."""
        with self._lock:
            waiting, self._unsynced = self._unsynced, set()
        for path in waiting:
            _sync_path(path)
        for folder in {path.parent for path in waiting}:
            _sync_path(folder)

    def _sweep(self) -> None:
        """Delete what processes that were killed left in the inbox."""
        for left in self.inbox.iterdir():
            kind, _, rest = left.name.partition("-")
            pid = rest.partition("-")[0]
            if kind == "worker" and pid.isdigit():
                if not lease.is_alive(int(pid)):
                    shutil.rmtree(left, ignore_errors=True)
                continue
            with suppress(FileNotFoundError):  # another process has just given it its name
                if time.time() - left.stat().st_mtime > _STALE_SECONDS:
                    left.unlink()

    def _place(self, hash: str) -> Path:
        return self._folder / hash[:2] / hash

    def _save(self, hash: str, data: bytes) -> None:
        if _renew(self._place(hash)):
            return
        try:
            handle, name = tempfile.mkstemp(dir=self.inbox)
            with os.fdopen(handle, "wb") as out:
                out.write(data)
            self._take(Path(name), hash)
        except OSError as error:
            with suppress(OSError, UnboundLocalError):
                Path(name).unlink()
            raise store_error(self._place(hash), error) from error

    def _take(self, source: Path, hash: str) -> None:
        target = self._place(hash)
        try:
            if hash[:2] not in self._made:
                target.parent.mkdir(exist_ok=True)
                self._made.add(hash[:2])
            if _renew(target):
                source.unlink()
                return
            source.chmod(0o444)
            os.utime(source)  # a step may hand over an old file: `prune` goes by the time of storing
            source.replace(target)
        except OSError as error:
            raise store_error(target, error) from error
        with self._lock:
            self._unsynced.add(target)

    def _put_table(self, table: Table) -> Artifact:
        try:
            return super()._put_table(table)
        except OSError as error:
            raise store_error(self._folder, error) from error

    def _import(self, source: Path, type: str) -> tuple[str, int]:
        try:
            handle, name = tempfile.mkstemp(dir=self.inbox)
            os.close(handle)
            # Copied first: the hash is of what is stored, whatever happens to the source meanwhile.
            shutil.copyfile(source, name)
            hash, size = codec.identity_of_file(type, Path(name))
        except OSError as error:
            with suppress(OSError, UnboundLocalError):
                Path(name).unlink()
            if is_own_file(error, self.inbox):
                raise ValueRefused(f"{source} cannot be read: {error}.") from error
            raise store_error(self._folder, error) from error
        self._take(Path(name), hash)
        return hash, size

    def _load(self, artifact: Artifact) -> bytes:
        place = self._place(artifact.hash)
        try:
            data = place.read_bytes()
        except FileNotFoundError:
            raise ArtifactDamaged(f"The artifact {place} is missing: {_WAY_OUT}") from None
        except OSError as error:
            raise StoreError(f"The artifact {place} cannot be read: {error}.") from error
        if codec.identity(artifact.type, data) != artifact.hash:
            raise _damaged(place)
        return data

    def _verify(self, artifact: Artifact) -> Path:
        """The path of a table or file; its content is compared once, and again when it has changed."""
        place = self._place(artifact.hash)
        try:
            found = place.stat()
        except FileNotFoundError:
            raise ArtifactDamaged(f"The artifact {place} is missing: {_WAY_OUT}") from None
        mark = (found.st_mtime_ns, found.st_size)
        if self._verified.get(artifact.hash) != mark:
            if codec.identity_of_file(artifact.type, place)[0] != artifact.hash:
                raise _damaged(place)
            self._verified[artifact.hash] = mark
        return place


def _renew(path: Path) -> bool:
    """True if the file is there; then it is taken for new, so that `prune` leaves it to who wants it now."""
    try:
        if time.time() - path.stat().st_mtime > RENEW_SECONDS:
            os.utime(path)
    except FileNotFoundError:
        return False
    except OSError:
        return True  # there, but not ours to change
    return True


_WAY_OUT = "put the file back from a copy and resume the run; resumed without it, the run makes it again."


def _damaged(place: Path) -> ArtifactDamaged:
    return ArtifactDamaged(f"The artifact {place} has been changed or damaged: {_WAY_OUT}")


def _suffix(artifact: Artifact) -> str:
    return {"table": "parquet", "text": "txt"}.get(artifact.type, "bin" if artifact.type in codec.BULKY else "json")


def _sync_path(path: Path) -> None:
    try:
        handle = os.open(path, os.O_RDONLY)
    except OSError:
        return  # deleted since, or a folder where folders cannot be opened (Windows)
    try:
        with suppress(OSError):  # some disks know no such order; a file that is not whole is noticed when it is read
            os.fsync(handle)
    finally:
        os.close(handle)
