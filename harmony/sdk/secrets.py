"""Secrets in a step: tokens become values last thing before the call, values become stars after it.

A token is `⟨secret:NAME:nonce⟩`. Until here, and in everything that is written down, only
tokens are seen.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

from harmony.sdk.context import Context
from harmony.sdk.values import File, Table

_TOKEN = re.compile(r"⟨secret:([^:⟩]+):([^⟩]+)⟩")
_SHORTEST = 6


def names_in(value: Any, secrets: Mapping[str, str]) -> dict[str, str]:
    """Name to value of the secrets whose tokens stand in `value`.

    Args:
        value: plain data.
        secrets: nonce to value.
    """
    found: dict[str, str] = {}

    def look(text: str) -> str:
        found.update({name: secrets[nonce] for name, nonce in _TOKEN.findall(text) if nonce in secrets})
        return text

    each_text(value, look)
    return found


def fill(value: Any, secrets: Mapping[str, str]) -> Any:
    """A copy of `value` with the secrets in the place of their tokens."""
    return each_text(value, lambda text: _TOKEN.sub(lambda m: secrets.get(m[2], m[0]), text) if "⟨" in text else text)


def each_text(value: Any, change: Callable[[str], str]) -> Any:
    """A copy of plain data with every text in it, keys included, changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {change(k) if isinstance(k, str) else k: each_text(v, change) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [each_text(item, change) for item in value]
    return value


class Redactor:
    """Takes the values of a step's secrets out of all that the step gives or says.

    Args:
        secrets: nonce or name to value; values of less than 6 characters are not looked for.

    Attributes:
        hits: how often something was taken out.
    """

    def __init__(self, secrets: Mapping[str, str]) -> None:
        self._text, self._bytes = _patterns(tuple(secrets.values()))
        self.hits = 0

    def text(self, text: str) -> str:
        """`text` without secrets."""
        if self._text is None:
            return text
        clean, hits = self._text.subn("⟨secret⟩", text)
        self.hits += hits
        return clean

    def bytes(self, data: bytes) -> bytes:
        """`data` without secrets."""
        if self._bytes is None:
            return data
        clean, hits = self._bytes.subn("⟨secret⟩".encode(), data)
        self.hits += hits
        return clean

    def value(self, value: Any) -> Any:
        """Any value but a file without secrets."""
        if self._text is None:
            return value
        if isinstance(value, bytes | bytearray):
            return self.bytes(bytes(value))
        if isinstance(value, Table):
            before = self.hits
            rows = [self.value(row) for row in value.rows()]
            return value if self.hits == before else Table(rows)
        if isinstance(value, Mapping):
            return {self.text(k) if isinstance(k, str) else k: self.value(v) for k, v in value.items()}
        if isinstance(value, list | tuple):
            return [self.value(item) for item in value]
        return self.text(value) if isinstance(value, str) else value

    def output(self, value: Any, context: Context) -> Any:
        """Any value of a port without secrets; of a file that holds one a cleaned copy is made."""
        if isinstance(value, list | tuple):
            return [self.output(item, context) for item in value]
        if not isinstance(value, File):
            return self.value(value)
        before = self.hits
        data = self.bytes(value.read_bytes())
        if self.hits == before:
            return value
        copy = context.folder / f"clean-{self.hits}"
        copy.write_bytes(data)
        return File(copy, value.name or Path(value.path).name)


@lru_cache(maxsize=32)
def _patterns(secrets: tuple[str, ...]) -> tuple[re.Pattern[str] | None, re.Pattern[bytes] | None]:
    """What to look for; kept, as all steps of a run ask for the same."""
    needles = {form for secret in secrets if len(secret) >= _SHORTEST for form in _forms(secret)}
    if not needles:
        return None, None
    ordered = sorted(needles, key=len, reverse=True)
    return (
        re.compile("|".join(re.escape(n) for n in ordered)),
        re.compile(b"|".join(re.escape(n.encode()) for n in ordered)),
    )


def _forms(secret: str) -> set[str]:
    """How a secret may be written: as it is, in JSON, in an address, in base64 at any offset."""
    forms = {secret, json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1]}
    forms |= {quote(secret), quote(secret, safe=""), quote_plus(secret)}
    data = secret.encode()
    for offset in range(3):
        # The characters at the ends also hold bits of what stands beside the secret.
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            text = encode(b"\0" * offset + data).decode().rstrip("=")
            start = (0, 2, 3)[offset]
            end = len(text) - (1 if (offset + len(data)) % 3 else 0)
            if end - start >= _SHORTEST:
                forms.add(text[start:end])
    return forms
