"""What a step says, as it can be written down: a step may say anything."""

from __future__ import annotations

import json

TYPE_CHECKING = False  # `typing` is dear: a worker starts faster without it
if TYPE_CHECKING:
    from typing import Any


def plain(value: Any) -> Any:
    """As JSON would have it; what is no data of that kind stands as Python shows it."""
    try:
        return whole(json.loads(json.dumps(value, default=repr)))
    except (TypeError, ValueError, RecursionError):
        return whole(repr(value))


def whole(value: Any) -> Any:
    """Texts in plain data without half characters (lone surrogates), which no file, socket or terminal takes."""
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {whole(key): whole(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [whole(item) for item in value]
    return value
