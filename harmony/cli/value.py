"""Values that a command is given as files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from harmony.errors import UsageError


def value_in(path: str | Path, option: str) -> Any:
    """The value in a file: JSON where it is, else its text.

    Args:
        path: the file; `~` is the user's folder.
        option: that named it, for the message.

    Raises:
        UsageError: it cannot be read; says why.
    """
    try:
        text = Path(path).expanduser().read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(f"{option}: {path} cannot be read: it is no UTF-8. Save it as UTF-8.") from error
    except OSError as error:
        raise UsageError(f"{option}: {path} cannot be read: {error.strerror or error}.") from error
    try:
        return json.loads(text)
    except ValueError:
        return text
