"""A process that plays steps, one after the other: `python -m harmony.sdk.worker`.

It reads calls from standard input and answers on standard output (`harmony.sdk.protocol`),
which it first moves out of the way: what a step prints becomes log reports and never reaches
the protocol. Only the standard library is imported until a step needs more.

A call holds `folder` and `function` (where the code is), `inputs` (port to slot, see
`harmony.sdk.transfer`), `params`, `outputs` (port to type), `secrets` (nonce to value), `key`
(node, attempt, idempotency key, base folder) and `inbox` (where large outputs are written).
"""

from __future__ import annotations

import io
import os
import signal
import sys
import threading
import time

from harmony.sdk import protocol
from harmony.sdk.reports import Entry, Lines, Reports

TYPE_CHECKING = False  # `typing` and `pathlib` are dear: what a step needs is imported beside the engine's work
if TYPE_CHECKING:
    from typing import Any, BinaryIO

_WATCH_SECONDS = 0.2
_READ_BYTES = 1 << 16


class Worker:
    """Plays calls until the pipe ends.

    Args:
        source, target: the two ends of the protocol.
    """

    def __init__(self, source: BinaryIO, target: BinaryIO) -> None:
        self._source = source
        self._target = target
        self._lock = threading.Lock()
        self._reports = Reports(self._emit)
        self._redactor: Any = None
        self._pid = os.getpid()
        self._home = os.getcwd()  # noqa: PTH109
        self._functions: dict[tuple[str, str], Any] = {}
        self._out, self._err = Lines(self._send, "stdout"), Lines(self._send, "stderr")
        sys.stdout, sys.stderr = self._out, self._err
        self._threads = 0

    def serve(self) -> None:
        """Answer calls; returns when the runner has gone."""
        threading.Thread(target=self._watch, name="harmony-watch", daemon=True).start()
        self._threads = threading.active_count()
        self._write({"ready": {"protocol": protocol.VERSION, "python": sys.version.split()[0]}})
        _prepare()
        frames = protocol.Frames()
        read = self._source.raw.read if hasattr(self._source, "raw") else self._source.read
        while data := read(_READ_BYTES):
            for message in frames.feed(data):
                self._answer(message["call"])

    def _answer(self, call: dict[str, Any]) -> None:
        said: dict[str, Any]
        try:
            kind, said = "done", {"outputs": self._play(call)}
        except BaseException as error:
            kind, said = "failed", self._failed(error)
        self._out.finish()
        self._err.finish()
        if os.getpid() != self._pid:
            os._exit(0)  # the step forked itself: one answer is enough
        if self._redactor is not None and self._redactor.hits:
            text = "A secret stood in what this step gave; it was taken out."
            self._reports.send("log", {"level": "warning", "text": text})
        self._reports.flush()
        self._redactor = None
        said["stained"] = self._is_stained()
        self._write({kind: said})

    def _play(self, call: dict[str, Any]) -> dict[str, Any]:
        hand_over, invoke_sync, receive, StepContext = _prepare()
        secrets, names = call["secrets"], {}
        params = call["params"]
        if secrets:
            from harmony.sdk import secrets as tokens

            self._redactor = tokens.Redactor(secrets)
            names = tokens.names_in(params, secrets)
        function = self._function(call["folder"], call["function"])
        context = StepContext(call["key"], self._send, names, scratch=call["inbox"])
        try:
            inputs = {port: receive(slot) for port, slot in call["inputs"].items()}
            if secrets:
                params = tokens.fill(params, secrets)
            given = invoke_sync(function, inputs, params, context)
            if self._redactor is not None:
                given = {port: self._redactor.output(value, context) for port, value in given.items()}
            inbox, types = call["inbox"], call["outputs"]
            return {port: hand_over(port, value, types.get(port, "any"), inbox) for port, value in given.items()}
        finally:
            context.close()

    def _function(self, folder: str, ref: str) -> Any:
        """The step's code, loaded once: finding out that it is loaded takes longer than most calls."""
        function = self._functions.get((folder, ref))
        if function is None:
            from pathlib import Path

            from harmony.sdk.loading import load_function

            function = self._functions[folder, ref] = load_function(Path(folder), ref)
        return function

    def _failed(self, error: BaseException) -> dict[str, Any]:
        from harmony.errors import StoreError
        from harmony.sdk.faults import as_failed

        failed = as_failed(error)
        said: dict[str, Any] = {
            "message": failed.message,
            "error_class": failed.error_class,
            "retryable": failed.retryable,
            "retry_after": failed.retry_after,
            "detail": failed.detail,
        }
        if isinstance(error, StoreError):
            said["store"] = type(error).__name__  # not the step's fault: the run stops
        return said if self._redactor is None else self._redactor.value(said)

    def _is_stained(self) -> bool:
        """True if the step left threads or processes behind, which nobody else must meet."""
        os.chdir(self._home)
        sys.stdout, sys.stderr = self._out, self._err
        return threading.active_count() > self._threads or _has_children()

    def _send(self, kind: str, body: dict[str, Any]) -> None:
        if os.getpid() != self._pid:  # a fork of the step's: the protocol is not its own
            if kind == "log":
                os.write(2, f"{body.get('text', '')}\n".encode())
            return
        if self._redactor is not None and kind != "spend":
            body = self._redactor.value(body)
        self._reports.send(kind, body)

    def _emit(self, entries: list[Entry]) -> None:
        self._write({"reports": entries})

    def _write(self, message: protocol.Message) -> None:
        data = protocol.frame(message)
        with self._lock:
            self._target.write(data)
            self._target.flush()

    def _watch(self) -> None:
        """Send reports that wait; end with all that was started once the runner is gone."""
        parent = os.getppid()
        while True:
            time.sleep(_WATCH_SECONDS)
            self._reports.flush()
            if os.getppid() != parent:
                _end_group()


_needed: tuple[Any, ...] = ()


def _prepare() -> tuple[Any, ...]:
    """What every step needs; imported once, before the first one comes."""
    global _needed
    if not _needed:
        import harmony.sdk.loading  # noqa: F401
        from harmony.sdk.invoke import invoke_sync
        from harmony.sdk.step import StepContext
        from harmony.sdk.transfer import hand_over, receive

        _needed = hand_over, invoke_sync, receive, StepContext
    return _needed


def _has_children() -> bool:
    """True if this process has children that live; where that cannot be told, False."""
    if not hasattr(os, "waitid"):
        return False
    try:
        ended = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return False
    # One that has ended and was not asked about hides the others.
    return ended is None or _listed_children() > 1


def _listed_children() -> int:
    try:
        with open(f"/proc/self/task/{os.getpid()}/children", "rb") as listed:  # noqa: PTH123
            return len(listed.read().split())
    except OSError:
        return 0


def _end_group() -> None:
    if hasattr(os, "killpg") and os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


def _take_pipes() -> tuple[BinaryIO, BinaryIO]:
    """The protocol's two ends; 0 becomes empty and 1 goes where 2 goes, for child processes too."""
    source = os.fdopen(os.dup(0), "rb")
    target = os.fdopen(os.dup(1), "wb")
    empty = os.open(os.devnull, os.O_RDONLY)
    os.dup2(empty, 0)
    os.close(empty)
    os.dup2(2, 1)
    sys.stdin = io.StringIO()
    return source, target


def main() -> None:
    """Play steps until the runner goes."""
    # The runner adds its own folder to the path; the steps' programs shall not see that.
    path = os.environ.pop("HARMONY_PYTHONPATH", None)
    if path is not None:
        os.environ["PYTHONPATH"] = path
        if not path:
            del os.environ["PYTHONPATH"]
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    worker = Worker(*_take_pipes())
    try:
        worker.serve()
    except BrokenPipeError:
        pass
    os._exit(0)


if __name__ == "__main__":
    main()
