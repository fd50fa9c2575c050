"""The other end: starts an engine process, or attaches to one that runs.

Thread-safe, and knows neither asyncio nor Qt: answers are `concurrent.futures.Future`s,
pushes arrive on the reader's thread.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future
from multiprocessing.connection import Client, Connection
from pathlib import Path
from typing import Any

from harmony.engine import protocol
from harmony.errors import EngineLost, HarmonyError, MelodyError
from harmony.melody.problems import Problem
from harmony.settings import Settings

_LOG_BYTES = 4 * 1024 * 1024


def engine_command() -> list[str]:
    """How an engine process is started; a frozen program starts itself."""
    return [sys.executable, "engine"] if getattr(sys, "frozen", False) else [sys.executable, "-m", "harmony", "engine"]


class EngineClient:
    """One connection to an engine.

    Attributes:
        on_push: called on the reader's thread with every pushed message.
        on_lost: called once on the reader's thread when the engine is gone.
        limits: `processes` and `threads` of an engine started by `spawn`, as it said them; else nothing.
    """

    def __init__(self, connection: Connection, process: subprocess.Popen[str] | None = None) -> None:
        self.on_push: Callable[[dict[str, Any]], None] = lambda _message: None
        self.on_lost: Callable[[], None] = lambda: None
        self.limits: dict[str, int] = {}
        self._connection = connection
        self._process = process
        self._lock = threading.Lock()
        self._ids = itertools.count(1)
        self._pending: dict[int, Future[Any]] = {}
        self._closing = False
        self.is_lost = False
        self._reader = threading.Thread(target=self._read, name="engine reader", daemon=True)
        self._reader.start()

    @classmethod
    def spawn(cls, settings: Settings) -> EngineClient:
        """Start an engine process for these folders and connect to it.

        Raises:
            EngineLost: it does not start; says what it printed last.
        """
        settings.logs.mkdir(parents=True, exist_ok=True)
        log = settings.logs / "engine.log"
        _begin_anew(log)
        command = [*engine_command(), "--data", str(settings.data), "--config", str(settings.config)]
        with log.open("a", encoding="utf-8") as errors:
            process = subprocess.Popen(
                [*command, "--cache", str(settings.cache)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                start_new_session=True,
            )
        assert process.stdout is not None
        line = process.stdout.readline()
        try:
            hello = json.loads(line)
            address, limits = hello["address"], hello["limits"]
        except (ValueError, KeyError) as error:
            process.kill()
            process.wait()
            process.stdout.close()
            raise EngineLost(f"The engine did not start; {log} says why: {_last_line(log)}") from error
        client = cls(_connect(address, settings.data), process)
        client.limits = limits
        return client

    @classmethod
    def attach(cls, address: str, data: Path) -> EngineClient:
        """Connect to an engine that runs.

        Raises:
            EngineLost: nobody answers there.
        """
        return cls(_connect(address, data))

    @property
    def pid(self) -> int | None:
        """Process id of an engine started by `spawn`."""
        return self._process.pid if self._process else None

    def request(self, method: str, params: dict[str, Any] | None = None) -> Future[Any]:
        """Ask for something; the future holds the result, or a `HarmonyError`."""
        future: Future[Any] = Future()
        with self._lock:
            if self.is_lost:
                future.set_exception(EngineLost("The engine is gone. Start it again, then resume the run."))
                return future
            number = next(self._ids)
            self._pending[number] = future
            try:
                protocol.send(self._connection, {"id": number, "method": method, "params": params or {}})
            except (OSError, ValueError):
                del self._pending[number]
                future.set_exception(EngineLost("The engine is gone. Start it again, then resume the run."))
        return future

    def close(self, timeout: float = 5.0) -> None:
        """Leave; an engine that was spawned ends by itself once its runs have ended."""
        self._closing = True
        with contextlib.suppress(OSError):  # it is gone already
            _wake_reader(self._connection)
            self._connection.close()
        self._reader.join(timeout)
        if self._process is not None and self._process.stdout is not None:
            self._process.stdout.close()

    def stop(self, timeout: float = 5.0) -> None:
        """Ask a spawned engine to end now; what it plays can be resumed."""
        if not self.is_lost:
            with contextlib.suppress(HarmonyError, TimeoutError):  # it is ended below, whatever it answers
                self.request("engine.stop").result(timeout)
        self.close(timeout)
        if self._process is not None:
            try:
                self._process.wait(timeout)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def _read(self) -> None:
        try:
            while True:
                self._take(protocol.receive(self._connection))
        except (OSError, EOFError, ValueError, TypeError):
            # TypeError: the connection was closed under a read that was about to begin.
            self._lose()

    def _take(self, message: dict[str, Any]) -> None:
        if "push" in message:
            self.on_push(message)
            return
        with self._lock:
            future = self._pending.pop(message["id"], None)
        if future is None or not future.set_running_or_notify_cancel():
            return  # whoever asked has given up
        if "error" in message:
            future.set_exception(_error(message["error"]))
        else:
            future.set_result(message["result"])

    def _lose(self) -> None:
        with self._lock:
            self.is_lost = True
            pending, self._pending = self._pending, {}
        for future in pending.values():
            if future.set_running_or_notify_cancel():
                future.set_exception(EngineLost("The engine is gone. Start it again, then resume the run."))
        if not self._closing:
            self.on_lost()


def _wake_reader(connection: Connection) -> None:
    """End the read that a thread waits in: closing alone leaves it there until something comes."""
    if sys.platform != "win32":
        with socket.socket(fileno=os.dup(connection.fileno())) as end:
            end.shutdown(socket.SHUT_RDWR)


def _connect(address: str, data: Path) -> Connection:
    try:
        connection = Client(address, authkey=protocol.auth_key(data))
    except (OSError, EOFError) as error:
        raise EngineLost(f"No engine answers at {address}; it may have ended.") from error
    assert isinstance(connection, Connection)
    return connection


def _error(error: dict[str, Any]) -> HarmonyError:
    problems = [Problem(**p) for p in error.get("problems", ())]
    return MelodyError(error["message"], problems) if problems else HarmonyError(error["message"])


def _begin_anew(log: Path) -> None:
    """Put a log that has grown large aside; the one that was put aside before goes."""
    with contextlib.suppress(OSError):  # not there yet, or open in another engine where that forbids it (Windows)
        if log.stat().st_size > _LOG_BYTES:
            log.replace(log.with_suffix(".old.log"))


def _last_line(path: Path) -> str:
    lines = path.read_text(encoding="utf-8", errors="replace").strip().splitlines() if path.exists() else []
    return lines[-1] if lines else "nothing was printed"
