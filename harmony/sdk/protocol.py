"""How a runner and its worker talk: frames of JSON with binary parts, over pipes.

A frame is the length of the JSON as four bytes, big end first, the JSON, and the parts. The
JSON is `{"m": message, "p": [length of each part]}`; in a message `{"$part": 0}` stands for a
part. Standard library only: the worker may be another Python than ours.

| message | from | holds |
|---|---|---|
| `ready` | worker | `protocol`, `python`: it has started |
| `call` | runner | one step, see `harmony.sdk.worker` |
| `reports` | worker | list of `[kind, body]`, in order |
| `done` | worker | `outputs`: port to value or file; `stained`: the worker must not be used again |
| `failed` | worker | what `StepFailed` holds; `stained` |
"""

from __future__ import annotations

import json

TYPE_CHECKING = False  # `typing` is dear: a worker starts faster without it
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

VERSION = 1
MAX_BYTES = 1 << 30
_HEAD = 4
Message = dict[str, "Any"]


class ProtocolError(Exception):
    """What came is no frame."""


def frame(message: Message) -> bytes:
    """A message as bytes; bytes in it become parts, dates and the like become plain."""
    try:
        head = b'{"m":' + _plainly(message).encode("ascii") + b"}"
    except TypeError:  # bytes, dates and the like
        head, parts = _lifted(message)
        return b"".join((len(head).to_bytes(_HEAD, "big"), head, *parts))
    return len(head).to_bytes(_HEAD, "big") + head


_plainly = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode


def _lifted(message: Message) -> tuple[bytes, list[bytes]]:
    """A message as JSON, and the parts that stand beside it."""
    parts: list[bytes] = []

    def lift(value: Any) -> Any:
        if isinstance(value, bytes | bytearray | memoryview):
            parts.append(bytes(value))
            return {"$part": len(parts) - 1}
        from harmony.sdk.codec import as_plain

        try:
            return as_plain(value)
        except TypeError:
            return repr(value)

    encode = json.JSONEncoder(separators=(",", ":"), check_circular=False, default=lift).encode
    text = encode({"m": message})
    if parts:
        text = f'{text[:-1]},"p":{[len(part) for part in parts]}}}'
    return text.encode("ascii"), parts


def _lower(value: Any, parts: list[bytes]) -> Any:
    if isinstance(value, dict):
        at = value.get("$part") if len(value) == 1 else None
        if isinstance(at, int) and at < len(parts):
            return parts[at]
        return {k: _lower(v, parts) for k, v in value.items()}
    return [_lower(item, parts) for item in value] if isinstance(value, list) else value


_read = json.JSONDecoder().decode


def _whole(data: bytes) -> Message | None:
    """The message that `data` is the frame of, if it is one without parts; the quick way of most."""
    if len(data) < _HEAD or int.from_bytes(data[:_HEAD], "big") != len(data) - _HEAD:
        return None
    try:
        content = _read(data[_HEAD:].decode("utf-8"))
        message: Message | None = None if "p" in content else content["m"]
    except (ValueError, KeyError, TypeError):
        return None  # the long way says what is wrong with it
    return message


class Frames:
    """Cuts what comes through a pipe into messages."""

    def __init__(self) -> None:
        self._data = bytearray()

    def feed(self, data: bytes) -> Iterator[Message]:
        """Take what has come; gives the messages that are whole now.

        Raises:
            ProtocolError: it is no frame.
        """
        if not self._data and (only := _whole(data)) is not None:
            yield only
            return
        self._data += data
        while (message := self._next()) is not None:
            yield message

    def _next(self) -> Message | None:
        data = self._data
        if len(data) < _HEAD:
            return None
        size = int.from_bytes(data[:_HEAD], "big")
        if size > MAX_BYTES:
            raise ProtocolError(f"a frame of {size} bytes")
        end = _HEAD + size
        if len(data) < end:
            return None
        try:
            content = json.loads(data[_HEAD:end])
            sizes = content.get("p", ())
            if len(data) < end + sum(sizes):
                return None
            message: Message = content["m"]
        except (ValueError, KeyError, AttributeError, TypeError) as error:
            raise ProtocolError(str(error)) from error
        parts = []
        for size in sizes:
            parts.append(bytes(data[end : end + size]))
            end += size
        del data[:end]
        return _lower(message, parts) if parts else message
