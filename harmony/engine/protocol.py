"""What both ends agree on: msgpack frames over a local socket or named pipe.

A request is `{id, method, params}`; its answer `{id, result}` or `{id, error}` with
`error = {kind, message, problems}`. Pushed without being asked: `{push: "events", run,
events, dropped}`, and `{push: "resync", run}` when a subscriber fell behind and should read the
store instead.
"""

from __future__ import annotations

import os
import secrets
import sys
import tempfile
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import msgspec

from harmony.sdk.plain import whole

VERSION = 1
TICK_SECONDS = 0.016
BATCH_BYTES = 64 * 1024

_INTEGER, _TEXT = 1, 2
"""Codes of what MessagePack cannot hold: whole numbers of any size, texts with half a character."""
_LEAST, _MOST = -(1 << 63), (1 << 64) - 1


def _restore(code: int, data: memoryview) -> Any:
    return int(bytes(data), 16) if code == _INTEGER else str(data, "utf-8", "surrogatepass")


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(ext_hook=_restore)


def pack(value: Any) -> bytes:
    """Plain data and bytes as a frame."""
    try:
        return _encoder.encode(value)
    except (OverflowError, UnicodeEncodeError):
        return _encoder.encode(_wrapped(value))


def unpack(data: bytes) -> Any:
    """What `pack` made a frame of."""
    return _decoder.decode(data)


def _wrapped(value: Any) -> Any:
    """The same with what a frame cannot hold in a form of our own."""
    if isinstance(value, dict):
        return {
            whole(key): _wrapped(inner) for key, inner in value.items()
        }  # a key of our own form cannot be looked up
    if isinstance(value, list | tuple):
        return [_wrapped(item) for item in value]
    if isinstance(value, str) and not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            return msgspec.msgpack.Ext(_TEXT, value.encode("utf-8", "surrogatepass"))
    if isinstance(value, int) and not _LEAST <= value <= _MOST:
        return msgspec.msgpack.Ext(_INTEGER, format(value, "x").encode())
    return value


def send(connection: Connection, message: dict[str, Any]) -> None:
    """Write one frame; blocks while the other side does not read."""
    connection.send_bytes(pack(message))


def receive(connection: Connection) -> dict[str, Any]:
    """Read one frame.

    Raises:
        EOFError: the other side is gone.
    """
    message = unpack(connection.recv_bytes())
    assert isinstance(message, dict)
    return message


def encoded_size(message: Any) -> int:
    """Bytes of a message on the wire."""
    return len(pack(message))


def new_address() -> str:
    """An address nobody uses: a socket's path, or on Windows a pipe's name."""
    name = f"harmony-{os.getpid()}-{secrets.token_hex(4)}"
    if sys.platform == "win32":
        return rf"\\.\pipe\{name}"
    # Not in the data folder: a socket's path may have about 100 characters.
    return str(Path(tempfile.mkdtemp(prefix="harmony-")) / "engine.sock")


def auth_key(data: Path) -> bytes:
    """The key that every process of this user's data folder shares; made on first use."""
    path = data / "engine.key"
    try:
        return path.read_bytes()
    except FileNotFoundError:
        data.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"engine.key.{os.getpid()}")
    fresh.touch(mode=0o600)
    fresh.write_bytes(secrets.token_bytes(32))
    try:
        # A link fails where the key exists by now: the first writer wins.
        os.link(fresh, path)
    except FileExistsError:
        pass
    except OSError:
        fresh.replace(path)
    fresh.unlink(missing_ok=True)
    return path.read_bytes()
