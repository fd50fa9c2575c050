"""files.write: any value to a file."""

from __future__ import annotations

import errno
import json
import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any

from harmony.sdk import Context, File, FilePath, Out, StepFailed, Table, node
from harmony.sdk.codec import plain
from harmony.sdk.parquet import connect, quote
from harmony.sdk.tables import view


@node(title="Write file", icon="fa6s.file-export", effects="writes", idempotent=True, blocking="io")
def write(
    content: Any, *, ctx: Context, path: FilePath, encoding: str = "utf-8"
) -> Annotated[str, Out("path", type="path")]:
    """Value → file.

    Args:
        content: A text is written as it is, a file is copied, a table goes by the suffix, the rest becomes JSON.
        path: The file; its folder is made if need be, a file that is there is replaced.
        encoding: How text is encoded.

    Returns:
        The file that was written.
    """
    target = Path(path)
    try:
        if target.is_dir():
            raise StepFailed(f"{target} is a folder: name a file.", error_class="invalid_input", retryable=False)
        target.parent.mkdir(parents=True, exist_ok=True)
        _replace(target, content, encoding, ctx)
    except UnicodeEncodeError as error:
        raise StepFailed(
            f"The text cannot be written as {encoding}: {error}.", error_class="invalid_input", retryable=False
        ) from error
    except OSError as error:
        if error.errno in _PLACE:
            said = f"{target} cannot be written: {error.strerror}. Choose another place, or make this one yours."
            raise StepFailed(said, error_class="invalid_input", retryable=False) from error
        raise
    return str(target)


_PLACE = frozenset(
    {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOENT, errno.ENOTDIR, errno.EEXIST, errno.ENAMETOOLONG}
)
"""What is wrong with the place itself, so that trying again cannot help."""


def _replace(target: Path, content: Any, encoding: str, ctx: Context) -> None:
    """Write beside the target and move it over: a reader never sees half a file."""
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        _put(content, part, target.suffix.lower(), encoding, ctx)
        part.replace(target)
    finally:
        with suppress(OSError):  # it has its name, or could not even be begun
            part.unlink()


def _put(content: Any, part: Path, suffix: str, encoding: str, ctx: Context) -> None:
    """Write `content` to `part`, in the way of its type."""
    if isinstance(content, File):
        shutil.copyfile(content.path, part)
    elif isinstance(content, bytes):
        part.write_bytes(content)
    elif isinstance(content, str):
        part.write_text(content, encoding=encoding, newline="")
    elif isinstance(content, Table) and suffix in (".csv", ".parquet"):
        kind = "FORMAT csv, HEADER" if suffix == ".csv" else "FORMAT parquet, COMPRESSION zstd"
        with connect() as db:
            view(db, "content", content, ctx.folder)
            db.execute(f"COPY content TO {quote(part)} ({kind})")
    else:
        text = json.dumps(plain(content), ensure_ascii=False, indent=2)
        part.write_text(text + "\n", encoding=encoding, newline="")
