"""files.read: the text of a file."""

from __future__ import annotations

from typing import Annotated, Any

from harmony.sdk import FilePath, Out, StepFailed, node
from harmony.sdk.paths import chosen


@node(title="Read file", icon="fa6s.file-import", effects="reads", idempotent=True, blocking="io")
def read(file: Any = None, *, path: FilePath = "", encoding: str = "utf-8") -> Annotated[str, Out("content")]:
    """File → text.

    Args:
        file: The file to read; without it `path` counts.
        path: The file to read.
        encoding: How it is encoded, such as utf-8 or latin-1.

    Returns:
        Its text.
    """
    source, *more = chosen(file, path, suffixes=("",), port="file")
    if more:
        raise StepFailed(
            f"One file is read at a time, and there are {len(more) + 1}: use flow.each.",
            error_class="invalid_input",
            retryable=False,
        )
    try:
        return source.read_text(encoding=encoding)
    except (UnicodeDecodeError, LookupError) as error:
        raise StepFailed(
            f"{source} cannot be read as {encoding}: {error}. Set `encoding`.",
            error_class="invalid_input",
            retryable=False,
        ) from error
