"""One board for one home: a second `harmony board FILE` hands its file to the window that is there.

Who holds the lock has the window. The system gives the lock back when its process dies, so a
board that crashed is in nobody's way: the socket that it left is put aside by the next one.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from harmony.board.edit_file import Lock

WAIT_MS: Final = 3000
"""How long a second board waits for the first, which may still be starting."""
_MOST: Final = 1_000_000


class Single(QObject):
    """The only board of a home, or the way to it.

    Signals:
        asked(message): another start of the board has a wish: `path` (a file, or None) and `run`.

    Args:
        home: folder of the board's data.
    """

    asked = Signal(object)

    def __init__(self, home: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        mark = hashlib.sha256(str(home.absolute()).encode("utf-8", "surrogatepass")).hexdigest()[:20]
        self._name = f"harmony-board-{mark}"
        self._lock = Lock(home / "board.lock")
        self._server: QLocalServer | None = None

    def begin(self) -> bool:
        """Be the only board; False if another one is. A home that takes no lock is shared without more ado."""
        try:
            if not self._lock.take():
                return False
        except OSError:
            return True
        server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        QLocalServer.removeServer(self._name)
        if server.listen(self._name):
            server.newConnection.connect(self._come)
            self._server = server
        return True

    def hand_over(self, message: Mapping[str, Any], wait_ms: int = WAIT_MS) -> bool:
        """Give a wish to the board that is there; False if it does not answer in time."""
        end = time.monotonic() + wait_ms / 1000
        while time.monotonic() < end:
            socket = QLocalSocket()
            socket.connectToServer(self._name)
            if socket.waitForConnected(200):
                socket.write(json.dumps(dict(message)).encode() + b"\n")
                socket.flush()
                return socket.waitForReadyRead(max(1, int((end - time.monotonic()) * 1000)))
            time.sleep(0.05)
        return False

    def close(self) -> None:
        """Let the next board be the one."""
        for talk in self.findChildren(_Talk):
            talk.end()
        if self._server is not None:
            self._server.close()
            self._server.deleteLater()
            self._server = None
        self._lock.give_back()

    def _come(self) -> None:
        while self._server is not None and self._server.hasPendingConnections():
            _Talk(self._server.nextPendingConnection(), self)


class _Talk(QObject):
    """One connection: reads a line, answers, and goes when the other side does."""

    def __init__(self, socket: QLocalSocket, single: Single) -> None:
        super().__init__(single)
        self._socket, self._single, self._data = socket, single, b""
        socket.readyRead.connect(self._read)
        socket.disconnected.connect(self.end)
        self._read()

    def _read(self) -> None:
        self._data += bytes(self._socket.readAll().data())
        if len(self._data) > _MOST:
            self._socket.abort()
        elif self._data.endswith(b"\n"):
            message, self._data = _parsed(self._data), b""
            self._socket.write(b"ok\n")
            self._socket.flush()
            if message is not None:
                self._single.asked.emit(message)

    def end(self) -> None:
        """Hang up."""
        self._socket.readyRead.disconnect(self._read)
        self._socket.disconnected.disconnect(self.end)
        self._socket.close()
        self._socket.deleteLater()
        self.deleteLater()


def _parsed(data: bytes) -> dict[str, Any] | None:
    try:
        message = json.loads(data)
    except ValueError:
        return None
    return message if isinstance(message, dict) else None


def wish(path: str | None, options: Mapping[str, Any]) -> dict[str, Any]:
    """What a start of the board wants, for another process: the file as an absolute path."""
    return {"path": str(Path(path).expanduser().absolute()) if path else None, "run": bool(options.get("run"))}
