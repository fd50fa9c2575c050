"""A worker process as the engine's loop sees it: started, called, killed with all that it started."""

from __future__ import annotations

import asyncio
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from harmony.sdk import protocol
from harmony.sdk.failure import StepFailed

Say = Callable[[str, dict[str, Any]], None]
_START_SECONDS = 30.0
_LINES_SECONDS = 0.02
_MOST_LINES = 500
_LONGEST_LINE = 16 * 1024
_OUT, _ERR = 1, 2
_READ_BYTES = 1 << 16
_ROOT = str(Path(__file__).parents[2])


def command() -> list[str]:
    """How a worker is started."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "worker"]
    # -P: a file `json.py` in the working folder must not stand in for Python's own.
    return [sys.executable, "-P", "-m", "harmony.sdk.worker"]


def environment() -> dict[str, str]:
    """The worker's environment: ours, without secrets, and with our own folder on the path."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("HARMONY_SECRET_")}
    path = env.get("PYTHONPATH", "")
    env["HARMONY_PYTHONPATH"] = path
    env["PYTHONPATH"] = os.pathsep.join(filter(None, (_ROOT, path)))
    return env


class _Straight(asyncio.Protocol):
    """Takes what a pipe gives at once: by way of the process's own protocol it comes a turn of the loop later."""

    def __init__(self, take: Callable[[bytes], None], first: Any) -> None:
        self.data_received = take  # type: ignore[method-assign, assignment]
        self.eof_received = first.eof_received  # type: ignore[method-assign]
        self.connection_lost = first.connection_lost  # type: ignore[method-assign]


class KeptWorker(asyncio.SubprocessProtocol):
    """One worker process.

    Args:
        inbox: the store's; a folder is made in it.
        loop: the running loop.

    Attributes:
        inbox: folder of its own for large outputs and scratch folders; deleted with it.
        exited: done when the process is gone and its pipes are closed.
        is_usable: it lives and may be called.
        code: for each extension folder it has loaded, the code's hash.
    """

    def __init__(self, inbox: Path, loop: asyncio.AbstractEventLoop) -> None:
        self.inbox = Path(tempfile.mkdtemp(prefix=f"worker-{os.getpid()}-", dir=inbox))
        self.is_usable = False
        self.code: dict[str, str] = {}
        self._loop = loop
        self._ready: asyncio.Future[None] = loop.create_future()
        self._answer: asyncio.Future[dict[str, Any]] | None = None
        self._say: Say | None = None
        self._frames = protocol.Frames()
        self._lines: list[str] = []
        self._rest = b""
        self._timer: asyncio.TimerHandle | None = None
        self._transport: asyncio.SubprocessTransport | None = None
        self._pid = 0
        self._poll: Any = None
        self.exited: asyncio.Future[None] = loop.create_future()

    async def start(self) -> None:
        """Start the process and wait until it answers.

        Raises:
            StepFailed: it does not start (`crash`).
        """
        try:
            await self._loop.subprocess_exec(
                lambda: self,
                *command(),
                env=environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=os.name != "nt",
            )
            async with asyncio.timeout(_START_SECONDS):
                await self._ready
        except (OSError, TimeoutError, StepFailed) as error:
            self.kill()
            raise StepFailed(f"No process for steps could be started: {error}", error_class="crash") from error
        except BaseException:
            self.kill()
            raise
        self.is_usable = True

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._pid

    async def call(self, message: protocol.Message, say: Say) -> dict[str, Any]:
        """Play one step; being cancelled kills the worker.

        Returns:
            The worker's answer: `{"done": …}` or `{"failed": …}`.

        Raises:
            StepFailed: the worker died (`crash`).
        """
        assert self._transport is not None
        self._answer = self._loop.create_future()
        self._say = say
        pipe: Any = self._transport.get_pipe_transport(0)
        pipe.write(protocol.frame({"call": message}))
        try:
            answer = await self._answer
        except asyncio.CancelledError:
            self.kill()
            raise
        finally:
            self._answer = None
        if self._has_lines():
            for _ in range(2):  # let the loop read them
                await asyncio.sleep(0)
        self._end_line()  # else it would begin what the next step prints
        self._flush_lines()
        self._say = None
        if next(iter(answer.values())).get("stained"):
            self.kill()
        return answer

    def _has_lines(self) -> bool:
        """True if what the step's own programs printed may still be in its pipe."""
        return self._poll is None or bool(self._poll.poll(0))

    def kill(self) -> None:
        """End the process and all that it started; returns at once."""
        self.is_usable = False
        self._say = None
        if self._transport is None:
            self._close()
            return
        if self._transport.get_returncode() is None:
            kill_tree(self._pid)

    # -- what the loop calls -----------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The process has started."""
        assert isinstance(transport, asyncio.SubprocessTransport)
        self._transport = transport
        self._pid = transport.get_pid()
        for fd in (_OUT, _ERR):
            pipe: Any = transport.get_pipe_transport(fd)
            if hasattr(pipe, "max_size"):
                # By default each read asks the system for 256 KB of fresh memory, which costs more than the read.
                pipe.max_size = _READ_BYTES
        straight: Any = transport.get_pipe_transport(_OUT)
        first = straight.get_protocol()
        if first is None:
            return  # closed before it could be told: it ends at once
        straight.set_protocol(_Straight(self._take_data, first))
        if hasattr(select, "poll"):
            lines: Any = transport.get_pipe_transport(_ERR)
            self._poll = select.poll()
            self._poll.register(lines.get_extra_info("pipe").fileno(), select.POLLIN)

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        """What the step's own programs print, and messages that were there before `connection_made`."""
        if fd == _ERR:
            self._take_lines(data)
        else:
            self._take_data(data)

    def _take_data(self, data: bytes) -> None:
        """Messages."""
        try:
            for message in self._frames.feed(data):
                self._take(message)
        except protocol.ProtocolError:
            self.kill()

    def _take(self, message: protocol.Message) -> None:
        if "reports" in message:
            for kind, body in message["reports"]:
                if self._say is not None:
                    self._say(kind, body)
        elif "ready" in message:
            if not self._ready.done():
                self._ready.set_result(None)
        elif self._answer is not None and not self._answer.done():
            self._answer.set_result(message)

    def _take_lines(self, data: bytes) -> None:
        *lines, self._rest = (self._rest + data).split(b"\n")
        self._lines += [line[:_LONGEST_LINE].decode("utf-8", "replace") for line in lines]
        if len(self._rest) > _LONGEST_LINE:  # or what never ends its line would be copied again with each read
            self._end_line()
        if self._timer is None:
            self._timer = self._loop.call_later(_LINES_SECONDS, self._flush_lines)

    def _end_line(self) -> None:
        """What has been printed since the last end of a line is a line."""
        if self._rest:
            self._lines.append(self._rest[:_LONGEST_LINE].decode("utf-8", "replace"))
            self._rest = b""

    def _flush_lines(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        lines, self._lines = self._lines, []
        if len(lines) > _MOST_LINES:
            lines = [f"… {len(lines) - _MOST_LINES} lines were left out.", *lines[-_MOST_LINES:]]
        if self._say is not None:
            for line in lines:
                self._say("log", {"text": line, "stream": "stderr"})

    def process_exited(self) -> None:
        """It has ended, whoever ended it."""
        self.is_usable = False
        assert self._transport is not None
        self._end_line()
        self._flush_lines()
        failure = StepFailed(_how(self._transport.get_returncode()), error_class="crash")
        for future in (self._ready, self._answer):
            if future is not None and not future.done():
                future.set_exception(failure)
        if self._ready.done() and not self._ready.cancelled():
            self._ready.exception()  # looked at: nobody may be waiting
        self._transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """The pipes are closed too."""
        self._close()

    def _close(self) -> None:
        if not self.exited.done():
            self.exited.set_result(None)
        shutil.rmtree(self.inbox, ignore_errors=True)


def _how(status: int | None) -> str:
    if status is not None and status < 0:
        with suppress(ValueError):
            name = signal.Signals(-status).name
            hint = ", perhaps for want of memory" if name == "SIGKILL" else ""
            return f"The step's process was ended by {name}{hint}."
    return f"The step's process ended with status {status} in the middle of the step."


def kill_tree(pid: int) -> None:
    """Kill a process that leads a session, with all that it started."""
    if os.name == "nt":
        subprocess.run(["taskkill", "/T", "/F", "/PID", str(pid)], capture_output=True, check=False)
        return
    # Children that made a session of their own are no longer in the group: found by descent.
    family = _descendants(pid)
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
    for child in family:
        with suppress(ProcessLookupError, PermissionError):
            os.kill(child, signal.SIGKILL)


def _descendants(pid: int) -> list[int]:
    """Processes below `pid`, as far as the system tells (Linux)."""
    found: list[int] = []
    for listed in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            for child in map(int, listed.read_text(encoding="ascii").split()):
                found += [child, *_descendants(child)]
    return found
