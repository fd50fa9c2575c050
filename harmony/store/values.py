"""What both kinds of artifact store share: identity, small values inline, the live cache."""

from __future__ import annotations

import tempfile
from collections import OrderedDict
from pathlib import Path
from threading import Lock
from typing import Any

from msgspec import UNSET, msgpack, to_builtins

from harmony.conductor.artifacts import INLINE_BYTES, Artifact
from harmony.errors import ValueRefused
from harmony.sdk import codec
from harmony.sdk.types import item_type
from harmony.sdk.values import File, Table

CACHE_BYTES = 64 * 1024 * 1024
_FILES = frozenset({"table", "file", "image"})
_SCALARS = frozenset({str, int, float, bool, type(None)})
# Python type and port type to the type under which a scalar is stored: the quick way of `put`.
_QUICK = {
    (str, "text"): "text",
    (str, "any"): "text",
    (str, "path"): "path",
    (int, "integer"): "integer",
    (int, "any"): "integer",
    (int, "number"): "number",
    (bool, "boolean"): "boolean",
    (bool, "any"): "boolean",
    (type(None), "any"): "json",
    (type(None), "json"): "json",
}
_WORDS = {True: b"true", False: b"false", None: b"null"}
_LONG = 10**18


class LiveCache:
    """Canonical bytes of values that were used lately, by identity; safe in any thread.

    Bytes and not the values: who asks gets a fresh value, so that a step which changes its
    input in place changes nobody else's.

    Args:
        limit: bytes to keep; the least recently used go first.
    """

    def __init__(self, limit: int = CACHE_BYTES) -> None:
        self._limit = limit
        self._size = 0
        self._values: OrderedDict[str, bytes] = OrderedDict()
        self._lock = Lock()

    def __contains__(self, hash: str) -> bool:
        return hash in self._values

    def get(self, hash: str) -> bytes | None:
        """The bytes, or None."""
        with self._lock:
            data = self._values.get(hash)
            if data is not None:
                self._values.move_to_end(hash)
            return data

    def put(self, hash: str, data: bytes) -> None:
        """Keep `data`; what is larger than a quarter of the cache is not kept."""
        if len(data) > self._limit // 4:
            return
        with self._lock:
            if hash in self._values:
                return
            self._values[hash] = data
            self._size += len(data)
            while self._size > self._limit:
                self._size -= len(self._values.popitem(last=False)[1])


def is_portable(value: Any) -> bool:
    """True if the journal can hold `value` as it is (its whole numbers have 64 bits)."""
    try:
        msgpack.encode(value)
    except (OverflowError, UnicodeEncodeError):
        return False
    return True


def _put_scalar(value: Any, type: str) -> Artifact | None:
    """The artifact of a small scalar; None if it takes the long way."""
    if value.__class__ is int:
        if not -_LONG < value < _LONG:
            return None
        data = b"%d" % value
    elif value.__class__ is str:
        if len(value) > INLINE_BYTES:
            return None
        data = codec.canonical(value, type)
        if len(data) > INLINE_BYTES:
            return None
    else:
        data = _WORDS[value]
    return Artifact(codec.identity(type, data), type, len(data), value)


class Values:
    """Implements `conductor.ports.Artifacts` over four ways to keep bytes and files."""

    def __init__(self, cache: LiveCache | None = None) -> None:
        self._cache = cache or LiveCache()

    # -- what a store must bring -------------------------------------------------------

    @property
    def inbox(self) -> Path:
        """Folder on the store's own disk for files that `adopt` will take."""
        raise NotImplementedError

    def path(self, artifact: Artifact) -> Path:
        """The file that holds the canonical bytes.

        Raises:
            ArtifactDamaged: it is missing.
        """
        raise NotImplementedError

    def _save(self, hash: str, data: bytes) -> None:
        raise NotImplementedError

    def _load(self, artifact: Artifact) -> bytes:
        raise NotImplementedError

    def _take(self, source: Path, hash: str) -> None:
        """Move a file of the inbox into the store."""
        raise NotImplementedError

    def _import(self, source: Path, type: str) -> tuple[str, int]:
        """Copy any file into the store; its identity and size."""
        raise NotImplementedError

    def _verify(self, artifact: Artifact) -> Path:
        """The path of a table or file, its content compared with its hash."""
        raise NotImplementedError

    # -- the port ----------------------------------------------------------------------

    def put(self, value: Any, type: str) -> Artifact:
        """Store a value; plain values of at most 4 KB are only hashed and carried inline.

        Raises:
            ValueRefused: the value cannot be stored as that type.
        """
        quick = _QUICK.get((value.__class__, type))
        if quick is not None and (artifact := _put_scalar(value, quick)) is not None:
            return artifact
        type = codec.settle(value, type)
        value = codec.check(value, type)
        if type in _FILES:
            return self._put_table(value) if type == "table" else self.put_file(value.path, type, value.name)
        if codec.is_compound(type):
            return self.put_list([self._put_item(item, item_type(type)) for item in value], type)
        data = codec.canonical(value, type)
        hash = codec.identity(type, data)
        size = len(data)
        rows = len(value) if isinstance(value, list | tuple) else None
        if size <= INLINE_BYTES and type != "bytes":
            small = value if value.__class__ in _SCALARS else codec.decode(data, type)
            if size < 19 or is_portable(small):
                return Artifact(hash, type, size, small, rows=rows)
        self._save(hash, data)
        self._cache.put(hash, data)
        return Artifact(hash, type, size, rows=rows)

    def _put_item(self, item: Any, type: str | None) -> Artifact | None:
        return None if item is None else self.put(item, type or "any")

    def _put_table(self, table: Table) -> Artifact:
        if table.path is not None:
            return self.put_file(table.path, "table", "", rows=len(table))
        from harmony.sdk import parquet

        with tempfile.NamedTemporaryFile(dir=self.inbox, suffix=".parquet", delete=False) as out:
            target = Path(out.name)
        try:
            parquet.write(table.rows(), target)
            hash, size = codec.identity_of_file("table", target)
            return self.adopt(target, Artifact(hash, "table", size, rows=len(table)))
        except ValueError as error:
            raise ValueRefused(f"The table cannot be stored: {error}.") from error
        finally:
            target.unlink(missing_ok=True)

    def put_list(self, items: list[Artifact | None], type: str) -> Artifact:
        """Store a list of tables, files or bytes whose items are stored already."""
        data = codec.canonical([None if i is None else to_builtins(i) for i in items], "json")
        hash = codec.identity(type, data)
        self._save(hash, data)
        self._cache.put(hash, data)
        return Artifact(hash, type, len(data), rows=len(items))

    def put_file(self, path: Path, type: str, name: str, rows: int | None = None) -> Artifact:
        """Store a copy of a file as `table`, `file` or `image`."""
        hash, size = self._import(Path(path), type)
        return Artifact(hash, type, size, rows=rows, name=name or ("" if type == "table" else Path(path).name))

    def adopt(self, source: Path, artifact: Artifact) -> Artifact:
        """Take a file of the inbox, whose identity `artifact` states, by renaming it."""
        self._take(source, artifact.hash)
        return artifact

    def get(self, artifact: Artifact) -> Any:
        """The value, as the table in `harmony.sdk.values` says; nobody else holds it.

        Raises:
            ArtifactDamaged: the content does not match its hash, or is gone.
        """
        value = artifact.inline
        if value is not UNSET:
            return value if value.__class__ in _SCALARS else to_builtins(value)
        if artifact.type == "table":
            return Table(path=self._verify(artifact))
        if artifact.type in _FILES:
            return File(self._verify(artifact), artifact.name)
        if codec.is_compound(artifact.type):
            return [None if item is None else self.get(item) for item in self.items(artifact)]
        return codec.decode(self.content(artifact), artifact.type)

    def items(self, artifact: Artifact) -> list[Artifact | None]:
        """The items of a list of tables, files or bytes."""
        found = codec.decode(self.content(artifact), "json")
        return [None if item is None else Artifact(**item) for item in found]

    def content(self, artifact: Artifact) -> bytes:
        """Canonical bytes; for tables and files use `path`."""
        if artifact.inline is not UNSET:
            return codec.canonical(artifact.inline, artifact.type)
        data = self._cache.get(artifact.hash)
        if data is None:
            data = self._load(artifact)
            self._cache.put(artifact.hash, data)
        return data

    def is_cheap(self, artifact: Artifact) -> bool:
        """True if `get` takes no I/O: inline, or in the live cache."""
        return artifact.inline is not UNSET or artifact.hash in self._cache
