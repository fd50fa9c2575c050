"""What a step says, as it can be written down: a step may say anything."""

from __future__ import annotations

import json

TYPE_CHECKING = False  # `typing` is dear: a worker starts faster without it
if TYPE_CHECKING:
    from typing import Any


LONGEST = 4000
"""Characters of a text in a failure, which stands in several events, each of them in the journal."""
MOST = 64 * 1024
"""Characters of a detail; what is larger is cut, and stands as a text."""


def plain(value: Any) -> Any:
    """As JSON would have it, within bounds; what is no data of that kind stands as Python shows it."""
    try:
        made = short(whole(json.loads(json.dumps(value, default=repr))))
        text = json.dumps(made, ensure_ascii=False)
        return made if len(text) <= MOST else f"{text[:MOST]}…"
    except (TypeError, ValueError, RecursionError):
        return short(whole(repr(value)))


def short(value: Any) -> Any:
    """Plain data with its texts cut to `LONGEST`."""
    if isinstance(value, str):
        return value if len(value) <= LONGEST else f"{value[:LONGEST]}… ({len(value):,} characters)"
    if isinstance(value, dict):
        return {key: short(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [short(item) for item in value]
    return value


def whole(value: Any) -> Any:
    """Texts in plain data without half characters (lone surrogates), which no file, socket or terminal takes."""
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {whole(key): whole(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [whole(item) for item in value]
    return value
