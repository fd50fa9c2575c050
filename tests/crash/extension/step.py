"""A step that runs in a process of its own and leaves a line in a file."""

import os
from typing import Any

from harmony.sdk import node


@node(title="Mark", effects="writes", isolation="process")
def mark(*, value: Any, line: str, file: str, **ports: Any) -> Any:
    """Append a line to a file.

    Args:
        value: what it gives.
        line: what it writes.
        file: where to.
    """
    lines = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(lines, line.encode() + b"\n")
    os.close(lines)
    return value
