"""Scalars: how values are written on one line or as a block of text.

Texts are quoted only where a YAML 1.2 or a 1.1 reader would take them for something else.
"""

from __future__ import annotations

import json
import math
import re
from functools import lru_cache
from typing import Any

# What some reader (1.1 or 1.2) takes for something other than text.
_OTHER = re.compile(
    r"(?:y|n|yes|no|on|off|true|false|null|~|=|<<)"
    r"|[-+]?\.(?:inf|nan)"
    r"|[-+]?(?:0[box])?[0-9a-f_]*[0-9][0-9a-f_,]*(?::[0-9_.:]+)?"  # 12, 0x1f, 1_000, 12:30:45
    r"|[-+]?[0-9_]*\.?[0-9_]*(?:e[-+]?[0-9]+)?"
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[t\s].*)?",
    re.IGNORECASE,
)
_FIRST = set("-?:,[]{}#&*!|>'\"%@`")
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def is_plain(text: str, *, in_flow: bool = False) -> bool:
    """True if `text` may stand unquoted and every reader takes it for text."""
    if not text or (text[0] in _FIRST and not _dash_word(text)) or text != text.strip() or text[-1] == ":":
        return False
    if "\n" in text or "\t" in text or ": " in text or " #" in text or _UNSAFE.search(text):
        return False
    if in_flow and any(c in text for c in ",[]{}"):
        return False
    return _OTHER.fullmatch(text) is None and not text.startswith(("---", "..."))


def _dash_word(text: str) -> bool:
    """`-x` and `:x` are texts although they begin with an indicator."""
    return len(text) > 1 and text[0] == "-" and text[1] not in " -,[]{}#&*!|>'\"%@`:?"


def double(text: str) -> str:
    """`text` in double quotes."""
    body = "".join(_ESCAPES.get(c, c) for c in text)
    return '"' + _UNSAFE.sub(lambda m: _escape(m[0]), body) + '"'


def json_safe(text: str) -> str:
    """JSON in which what YAML readers refuse (control characters, odd line breaks) is escaped."""
    return _UNSAFE.sub(lambda m: m[0] if m[0] in "\r" else f"\\u{ord(m[0]):04x}", text)


def _escape(char: str) -> str:
    return f"\\x{ord(char):02x}" if ord(char) < 256 else f"\\u{ord(char):04x}"


def single(text: str) -> str | None:
    """`text` in single quotes; None if that cannot hold it on one line."""
    return None if "\n" in text or _UNSAFE.search(text) else "'" + text.replace("'", "''") + "'"


@lru_cache(maxsize=8192)
def text_scalar(text: str, *, in_flow: bool = False, quote: str = "") -> str:
    """A text on one line: with the wanted quote if it can be, else plain, else quoted."""
    if quote == "'":
        return single(text) or double(text)
    if quote != '"' and is_plain(text, in_flow=in_flow):
        return text
    if quote != '"' and ('"' in text or "\\" in text) and "'" not in text:
        return single(text) or double(text)
    return double(text)


def scalar(value: Any, *, in_flow: bool = False, quote: str = "") -> str:
    """A scalar on one line.

    Args:
        value: text, number, truth or None.
        in_flow: it stands inside `{}` or `[]`.
        quote: the quote that a text had before, which it keeps.

    Raises:
        TypeError: it is no plain data.
    """
    if isinstance(value, str):
        return text_scalar(value, in_flow=in_flow, quote=quote)
    if value is None or isinstance(value, bool | int):
        return json.dumps(value)
    if isinstance(value, float):
        return _float(value)
    raise TypeError(f"{type(value).__name__} is no plain data of a file")


def _float(value: float) -> str:
    if value != value:
        return ".nan"
    if math.isinf(value):
        return ".inf" if value > 0 else "-.inf"
    text = repr(value)
    if "e" in text and "." not in text:  # YAML 1.1 takes 1e-05 for text
        text = text.replace("e", ".0e")
    return text


def literal(text: str, indent: int) -> list[str] | None:
    """A text as a literal block scalar: the header (`|`), then its lines.

    Returns:
        None if a block cannot hold the text as it is.
    """
    if _UNSAFE.search(text) or not text.strip("\n") or text.endswith("\n\n"):
        return None  # `|+` would take blank lines below it for its own: such texts are quoted
    header = "|" if text.endswith("\n") else "|-"
    lines = text.removesuffix("\n").split("\n")
    first = next(line for line in lines if line)
    if first[0] == " " or lines[0] == "":
        header = "|2" + header[1:]
    if first[0] == "\t":
        return None
    return [header, *(" " * indent + line if line else "" for line in lines)]


def folded(text: str, indent: int) -> list[str] | None:
    """A text as a folded block scalar, a paragraph a line; None where folding would change it."""
    lines = text.removesuffix("\n").split("\n")
    if _UNSAFE.search(text) or any(line[:1] in (" ", "\t", "") for line in lines):
        return None
    body = [line for paragraph in lines for line in ("", " " * indent + paragraph)][1:]
    return [">" if text.endswith("\n") else ">-", *body]
