"""Saving: the whole file or none of it, and never over somebody else's changes."""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import tempfile
from pathlib import Path

from harmony.errors import MelodyError

_BOM = b"\xef\xbb\xbf"


class FileChanged(MelodyError):
    """The file on the disk is not the one that was opened."""


def text_hash(text: str) -> str:
    """SHA-256 of a text as its file holds it."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def file_hash(path: Path) -> str | None:
    """SHA-256 of a file's content, without a byte order mark; None if there is no file."""
    try:
        return hashlib.sha256(path.read_bytes().removeprefix(_BOM)).hexdigest()
    except FileNotFoundError:
        return None


def save(path: Path | str, text: str, *, expected: str | None = None) -> str:
    """Write a text to a file, atomically: a crash leaves the old file or the new one.

    Args:
        path: the file; a link is followed, its mode is kept.
        text: what to write, as UTF-8, line breaks as they are.
        expected: `text_hash` of what the file held when it was opened or last saved, empty if
            it must not be there; None: write whatever is there.

    Returns:
        The hash of what was written, for the next save.

    Raises:
        FileChanged: the file is not as expected; nothing was written.
        MelodyError: it cannot be written; the old file is as it was.
    """
    path = Path(path)
    try:
        path = path.resolve()
        _check(path, expected)
        has_bom = path.is_file() and path.read_bytes()[:3] == _BOM
        _write(path, (_BOM if has_bom else b"") + text.encode("utf-8"))
    except OSError as error:
        reason = error.strerror or str(error)
        raise MelodyError(f"{path} cannot be saved: {reason}. Save under another name, or free the place") from error
    return text_hash(text)


def _check(path: Path, expected: str | None) -> None:
    if expected is None:
        return
    found = file_hash(path)
    if found is None and expected:
        return  # deleted meanwhile: writing it again loses nothing
    if found is not None and found != expected:
        what = "there is a file already" if not expected else "it was changed by another program since it was opened"
        raise FileChanged(f"{path} was not saved: {what}. Save under another name, or look at the changes first")


def _write(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        Path(name).chmod(_mode(path))
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
    _sync_folder(path.parent)


def _mode(path: Path) -> int:
    """The mode of the file that is there, else what a new file gets."""
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask


def _sync_folder(folder: Path) -> None:
    """Make the renaming itself safe against power loss, where the system can."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
