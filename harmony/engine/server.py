"""Accepts connections and serves them beside the app's loop.

One thread accepts, one a connection reads, one writes (`outbox`); requests are carried out as
tasks on the app's loop. A spawned engine ends when nobody is connected and nothing plays: the
board may die, its run goes on.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
import time
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Connection, Listener
from pathlib import Path
from typing import Any, Self

from harmony.app import App
from harmony.app.observe import Observed, observed
from harmony.engine import protocol
from harmony.engine.methods import METHODS
from harmony.engine.outbox import Outbox
from harmony.errors import HarmonyError, MelodyError
from harmony.settings import Settings

GRACE_SECONDS = 2.0
_PAUSE_SECONDS = 0.1
log = logging.getLogger(__name__)


class Server:
    """Serves an app at an address.

    Args:
        app: started by the caller.
        address: socket path or pipe name, from `protocol.new_address`.
    """

    def __init__(self, app: App, address: str) -> None:
        self.app = app
        self.address = address
        self.stopped = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._listener = Listener(address, authkey=protocol.auth_key(app.settings.data))
        self._outboxes: dict[Connection, Outbox] = {}
        self._closing = False
        self._had_client = False

    async def __aenter__(self) -> Self:
        self._tasks = asyncio.TaskGroup()
        await self._tasks.__aenter__()
        self.app.listen(self._push)
        self._accepting = threading.Thread(target=self._accept, name="engine accept", daemon=True)
        self._accepting.start()
        return self

    async def __aexit__(self, *exc: Any) -> None:
        self._closing = True
        self.app.unlisten(self._push)
        await asyncio.to_thread(self._wake_and_close)
        for connection, outbox in list(self._outboxes.items()):
            await asyncio.to_thread(outbox.close)
            connection.close()
        await self._tasks.__aexit__(None, None, None)

    async def wait_idle(self) -> None:
        """Return when asked to stop, or when nobody is connected and nothing plays."""
        idle_since: float | None = None
        while not self.stopped.is_set():
            busy = bool(self._outboxes or self.app.playing) or not self._had_client
            now = self._loop.time()
            idle_since = None if busy else (idle_since or now)
            if idle_since is not None and now - idle_since > GRACE_SECONDS:
                return
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.stopped.wait(), 0.25)

    def _wake_and_close(self) -> None:
        # accept() blocks in the kernel and close() does not wake it: a last connection does.
        with contextlib.suppress(OSError, EOFError, AuthenticationError):
            Client(self.address, authkey=protocol.auth_key(self.app.settings.data)).close()
        self._accepting.join(2)
        self._listener.close()
        path = Path(self.address)
        if path.name == "engine.sock":
            with contextlib.suppress(OSError):
                path.parent.rmdir()

    def _accept(self) -> None:
        while not self._closing:
            try:
                connection = self._listener.accept()
            except (AuthenticationError, EOFError, ConnectionError) as error:
                log.warning("refused a connection: %s", error)
                continue
            except OSError as error:
                log.warning("a connection is not accepted: %s", error)  # too many open files, for now
                time.sleep(_PAUSE_SECONDS)
                continue
            self._loop.call_soon_threadsafe(self._add, connection)

    def _add(self, connection: Connection) -> None:
        if self._closing:
            connection.close()
            return
        self._had_client = True
        self._outboxes[connection] = Outbox(connection)
        threading.Thread(target=self._read, args=(connection,), name="engine reader", daemon=True).start()

    def _read(self, connection: Connection) -> None:
        try:
            while True:
                message = protocol.receive(connection)
                self._loop.call_soon_threadsafe(self._begin, connection, message)
        except (OSError, EOFError, ValueError, TypeError):
            with contextlib.suppress(RuntimeError):  # the loop has ended before the connection
                self._loop.call_soon_threadsafe(self._remove, connection)

    def _remove(self, connection: Connection) -> None:
        outbox = self._outboxes.pop(connection, None)
        if outbox is not None:
            outbox.close()
            connection.close()

    def _begin(self, connection: Connection, message: dict[str, Any]) -> None:
        if not self._closing:
            self._tasks.create_task(self._serve(connection, message), name=f"serve {message.get('method')}")

    async def _serve(self, connection: Connection, message: dict[str, Any]) -> None:
        answer = {"id": message.get("id"), **await self._answer(message)}
        outbox = self._outboxes.get(connection)
        if outbox is not None:
            outbox.put(answer)

    async def _answer(self, message: dict[str, Any]) -> dict[str, Any]:
        name = message.get("method", "")
        if name == "engine.stop":
            self.stopped.set()
            return {"result": {}}
        method = METHODS.get(name)
        if method is None:
            return {"error": {"kind": "usage", "message": f"This engine knows no method “{name}”."}}
        try:
            return {"result": await method(self.app, message.get("params", {}))}
        except HarmonyError as error:
            return {"error": _error(error)}
        except Exception as error:  # the connection and other runs go on
            log.exception("%s failed", name)
            return {"error": {"kind": "bug", "message": f"The engine failed on {name}: {error!r}"}}

    def _push(self, run: str, events: list[dict[str, Any]]) -> None:
        for outbox in self._outboxes.values():
            outbox.put_events(run, events)


def _error(error: HarmonyError) -> dict[str, Any]:
    answer: dict[str, Any] = {"kind": type(error).__name__, "message": error.message}
    if isinstance(error, MelodyError) and error.problems:
        from dataclasses import asdict

        answer["problems"] = [asdict(p) for p in error.problems]
    return answer


async def serve(settings: Settings, announce: Any, what: Observed | None = None) -> None:
    """Run an engine until nobody needs it; `announce(address)` is called once it listens."""
    address = protocol.new_address()
    async with App(settings, endpoint=address) as app, Server(app, address) as server:
        with observed(app, what or Observed()):
            announce(address)
            await server.wait_idle()
