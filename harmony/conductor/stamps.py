"""What the files are that a step is declared to read: their sizes and the hashes of their content.

A file that has been looked at is not read again as long as its size and time of change stay the
same, unless it was changed so lately that both could stay while its content does not.
"""

from __future__ import annotations

import glob
import hashlib
import os
import time
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from threading import Lock
from typing import Any, Final

from harmony.sdk.manifest import NodeType

MOST: Final = 10_000
"""Files of one step; with more it is played every time."""
FRESH_SECONDS: Final = 2.0
_KEPT: Final = 20_000
_seen: OrderedDict[tuple[str, int, int], str] = OrderedDict()
_lock = Lock()


def declared_paths(type: NodeType, params: Mapping[str, Any]) -> list[str]:
    """What a step's parameters of format `path` name."""
    properties: Mapping[str, Any] = type.params.get("properties", {})
    found = [params.get(name) for name, schema in properties.items() if schema.get("format") == "path"]
    return [path for path in found if isinstance(path, str) and path]


def port_paths(type: NodeType, values: Mapping[str, Any]) -> list[str]:
    """What the values of its ports of type path name."""
    found: list[str] = []
    for port in type.inputs:
        value = values.get(port.name)
        if port.type in ("path", "list<path>") and value is not None:
            found += [str(one) for one in (value if isinstance(value, list) else [value])]
    return found


def stamps_of(paths: Iterable[str], base: str) -> list[Any] | None:
    """Path, size and hash of every file that the paths mean, folders and patterns included.

    Args:
        paths: as they are written.
        base: folder that relative ones are relative to.

    Returns:
        Plain data, the same as long as all files are; None if there are too many, or one cannot be read.
    """
    found: list[Any] = []
    try:
        for path in paths:
            files = sorted(_files(os.path.join(base, path)))  # noqa: PTH118 - as steps do it
            if not files:
                found.append([path, "nothing"])
            found += [[file, *_stamp(file)] for file in files]
            if len(found) > MOST:
                return None
    except OSError:
        return None
    return found


def _files(path: str) -> Iterator[str]:
    """The files that a path means: itself, all below it, or all that match it."""
    if os.path.isfile(path):  # noqa: PTH113
        yield path
    elif os.path.isdir(path):  # noqa: PTH112
        count = 0
        for folder, _, names in os.walk(path):
            for name in names:
                count += 1
                yield f"{folder}/{name}"
            if count > MOST:
                return
    elif glob.has_magic(path):
        for match in glob.iglob(path, recursive=True):  # noqa: PTH207
            if os.path.isfile(match):  # noqa: PTH113
                yield match


def _stamp(file: str) -> tuple[int, str]:
    """Size and hash of a file; the hash is remembered."""
    stat = Path(file).stat()
    key = (file, stat.st_size, stat.st_mtime_ns)
    with _lock:
        known = _seen.get(key)
    if known is not None:
        return stat.st_size, known
    with open(file, "rb") as source:  # noqa: PTH123
        digest = hashlib.file_digest(source, "sha256").hexdigest()
    if time.time() - stat.st_mtime > FRESH_SECONDS:
        with _lock:
            _seen[key] = digest
            while len(_seen) > _KEPT:
                _seen.popitem(last=False)
    return stat.st_size, digest
