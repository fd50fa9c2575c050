"""Writing a block whole when it cannot be changed in place; its comments move to its top."""

from __future__ import annotations

import re
from typing import Any

from harmony.melody import form, plain
from harmony.melody.change import Path
from harmony.melody.text import blocks, dump, places, spans
from harmony.melody.text.spans import TextError
from harmony.melody.text.splice import Look

_ANCHOR = re.compile(r"(?:^|[\s\[{,:-])[&*][A-Za-z0-9_]|<<[ \t]*:")


def anchored(text: str) -> bool:
    """True if the text has anchors, aliases, merge keys or tags."""
    if _ANCHOR.search(text) is None:
        return False
    try:
        spans.parse(text)
    except TextError:
        return True
    return False


def says(text: str, data: Any) -> bool:
    """True if the text means exactly `data`, and shares nothing by anchors."""
    try:
        return plain.same(spans.value(spans.parse(text)), data)
    except TextError:
        return False


def rewrite(text: str, path: Path, value: Any, look: Look) -> str:
    """The text of a block (of the document, if `path` is empty) that says `value`.

    Comments above it stay; those inside stand below them, before the block.
    """
    if look.is_json:
        return dump.json_text(value, dump.STEP) + (look.newline if text.endswith("\n") else "")
    column = blocks.column_in(text, 0) if path else 0
    lead = _lead(text)
    inner = [" " * column + comment for comment in _comments(text[len(lead) :])]
    if path:
        lines = dump.entry(str(path[-1]), value, column, form.form_at(path))
        body = look.newline.join(lines) + look.newline
    else:
        body = dump.document(value, look.newline)
    body = lead + "".join(line + look.newline for line in inner) + body
    return body if text.endswith("\n") else body.removesuffix(look.newline)


def _lead(text: str) -> str:
    """Blank lines and comments above the first key."""
    at = 0
    while at < len(text):
        stop = places.line_stop(text, at)
        line = text[at:stop].strip()
        if line and not line.startswith("#"):
            break
        at = stop
    return text[:at]


def _comments(text: str) -> list[str]:
    try:
        return spans.comments(text, spans.parse(text, lenient=True))
    except TextError:  # only lines that are nothing but a comment are surely one
        return [line.strip() for line in text.split("\n") if line.lstrip().startswith("#")]
