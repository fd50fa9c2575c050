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

VERSION = 1
TICK_SECONDS = 0.016
BATCH_BYTES = 64 * 1024

_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder()


def send(connection: Connection, message: dict[str, Any]) -> None:
    """Write one frame; blocks while the other side does not read."""
    connection.send_bytes(_encoder.encode(message))


def receive(connection: Connection) -> dict[str, Any]:
    """Read one frame.

    Raises:
        EOFError: the other side is gone.
    """
    message = _decoder.decode(connection.recv_bytes())
    assert isinstance(message, dict)
    return message


def encoded_size(message: Any) -> int:
    """Bytes of a message on the wire."""
    return len(_encoder.encode(message))


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
