"""files.list: the files of a folder that match a pattern."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatch
from pathlib import Path
from typing import Annotated

from harmony.sdk import FilePath, Out, Param, StepFailed, node


@node(title="List files", icon="fa6s.folder-open", effects="reads", idempotent=True, blocking="io")
def list_(
    *,
    path: FilePath = ".",
    pattern: Annotated[str, Param(placeholder="**/*.py")] = "*",
    exclude: Sequence[str] = (),
) -> Annotated[list[FilePath], Out("files")]:
    """Folder → files.

    Args:
        path: The folder to look in.
        pattern: Which files, such as *.csv; **/*.py looks in the folders below too.
        exclude: Names of files and folders to leave out, such as .venv or test_*.

    Returns:
        Absolute paths, sorted.
    """
    folder = Path(path)
    if folder.is_file():
        return [str(folder)]
    if not folder.is_dir():
        raise StepFailed(f"There is no folder {folder}.", error_class="invalid_input", retryable=False)
    try:
        found = [file for file in folder.glob(pattern) if file.is_file()]
    except (ValueError, NotImplementedError) as error:
        raise StepFailed(
            f"`{pattern}` is no pattern of files: {error}.", error_class="invalid_input", retryable=False
        ) from error
    return [str(file) for file in sorted(found) if not _is_left_out(file.relative_to(folder), exclude)]


def _is_left_out(inner: Path, exclude: Sequence[str]) -> bool:
    """True if a part of the path, or all of it, matches."""
    names = (*inner.parts, inner.as_posix())
    return any(fnmatch(name, pattern) for name in names for pattern in exclude)
