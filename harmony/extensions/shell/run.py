"""shell.run: runs one program, without a shell; all that it started ends with it."""

from __future__ import annotations

import asyncio
import codecs
import contextlib
import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from harmony.sdk import Context, FilePath, Param, StepFailed, node

Command = Annotated[list[str], Param(min_items=1, placeholder='["git", "status"]')]
_CHUNK = 1 << 16
_TAIL = 2000
_GRACE = 1.0


@dataclass(frozen=True, slots=True)
class Ran:
    """What the program gave.

    Attributes:
        stdout: What it printed.
        stderr: What it printed as errors; also in the run's log.
        code: Its exit status.
    """

    stdout: str
    stderr: str
    code: int


@node(
    title="Run program",
    icon="fa6s.terminal",
    effects="writes",
    deterministic=False,
    secrets=True,
    examples=[{"title": "Status of a repository", "with": {"command": ["git", "status", "--short"]}}],
)
async def run(
    *,
    ctx: Context,
    command: Command,
    cwd: FilePath = "",
    env: Mapping[str, str] | None = None,
    stdin: str = "",
    ok: Sequence[int] = (0,),
    encoding: str = "utf-8",
    **ports: Any,
) -> Ran:
    """Runs a program.

    Args:
        command: The program and its arguments, one an entry; no shell reads them.
        cwd: Folder to run in; without it, the Melody's.
        env: Environment variables to add.
        stdin: Text that the program reads.
        ok: Exit statuses that mean success; any other fails the step.
        encoding: How its output is encoded.
    """
    out, err = Output(encoding, lambda t: _chunk(ctx, t)), Output(encoding, _Lines(ctx.log))
    process = await _started(command, Path(cwd) if cwd else ctx.base, env)
    try:
        async with asyncio.TaskGroup() as group:
            readers = [
                group.create_task(out.read(process.stdout), name="stdout"),
                group.create_task(err.read(process.stderr), name="stderr"),
            ]
            group.create_task(_feed(process, stdin.encode(encoding)), name="stdin")
            code = await _ended(process)
            # What it left running holds the pipes open, and must not outlive the step.
            _kill(process)
            _done, open_still = await asyncio.wait(readers, timeout=_GRACE)
            for reader in open_still:
                reader.cancel()
    finally:
        await _end(process)
    if code not in ok:
        raise _failed(command[0], code, err.text or out.text)
    return Ran(out.text, err.text, code)


async def _started(command: Sequence[str], cwd: Path, env: Mapping[str, str] | None) -> asyncio.subprocess.Process:
    """The running program, in a process group of its own.

    Raises:
        StepFailed: there is no such program or folder, or it may not be run.
    """
    if not cwd.is_dir():
        raise _refused(f"There is no folder {cwd} to run in.")
    # The secrets of all Melodies may stand in our environment; a program gets those it is given.
    own = {name: value for name, value in os.environ.items() if not name.startswith("HARMONY_SECRET_")}
    pipe = asyncio.subprocess.PIPE
    starting = asyncio.get_running_loop().create_task(
        asyncio.create_subprocess_exec(
            *command,
            cwd=cwd,
            env=own | dict(env or {}),
            stdin=pipe,
            stdout=pipe,
            stderr=pipe,
            start_new_session=sys.platform != "win32",
        ),
        name="start",
    )
    try:
        return await asyncio.shield(starting)
    except asyncio.CancelledError:
        # asyncio would end the program alone and wait for its children, who hold the pipes.
        with contextlib.suppress(OSError, ValueError):  # it did not even start
            await _end(await starting)
        raise
    except FileNotFoundError as error:
        raise _refused(f"There is no program `{command[0]}` here: install it, or give its full path.") from error
    except (PermissionError, OSError, ValueError) as error:
        raise _refused(f"`{command[0]}` cannot be run: {error}.") from error


class Output:
    """What a pipe gives, told as it comes.

    Args:
        encoding: of the text; what does not fit is replaced.
        tell: called with each piece, and with none at the end.
    """

    def __init__(self, encoding: str, tell: Callable[[str], None]) -> None:
        self._decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
        self._tell = tell
        self._parts: list[str] = []

    @property
    def text(self) -> str:
        """All that has come."""
        return "".join(self._parts)

    async def read(self, stream: asyncio.StreamReader | None) -> None:
        """Read to the end."""
        assert stream is not None
        while data := await stream.read(_CHUNK):
            self._take(self._decoder.decode(data))
        self._take(self._decoder.decode(b"", final=True))
        self._tell("")

    def _take(self, text: str) -> None:
        if text:
            self._parts.append(text)
            self._tell(text)


async def _ended(process: asyncio.subprocess.Process) -> int:
    """The exit status, once the program itself has ended.

    `Process.wait` also waits for the pipes, which children may hold, until Python 3.13; so it is asked again and again.
    """
    delay = 0.02
    while (code := process.returncode) is None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), delay)
        delay = min(0.5, 2 * delay)
    return code


async def _end(process: asyncio.subprocess.Process) -> None:
    """End the program if it has not ended, and let go of it."""
    try:
        if process.returncode is None:
            _kill(process)
            await _ended(process)
    finally:  # a second cancel must not leave the pipes open
        _close(process)


async def _feed(process: asyncio.subprocess.Process, data: bytes) -> None:
    """Give the program its input; it may end without reading it."""
    assert process.stdin is not None
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        process.stdin.write(data)
        await process.stdin.drain()
    process.stdin.close()


def _kill(process: asyncio.subprocess.Process) -> None:
    """End the program and all that it started."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)


def _close(process: asyncio.subprocess.Process) -> None:
    """Let go of pipes that a program which left its group still holds; asyncio has no public way."""
    transport = getattr(process, "_transport", None)
    if transport is not None:
        transport.close()


def _chunk(ctx: Context, text: str) -> None:
    if text:
        ctx.send("chunk", {"port": "stdout", "data": text})


class _Lines:
    """Hands text on line by line, whatever pieces it comes in; an empty piece is the end."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self._rest = ""

    def __call__(self, text: str) -> None:
        *lines, self._rest = (self._rest + (text or "\n" * bool(self._rest))).split("\n")
        for line in lines:
            self._tell(line.removesuffix("\r"))


def _failed(program: str, code: int, output: str) -> StepFailed:
    """The failure for a status that is not among `ok`, with the last of what it said."""
    how = f"was ended by signal {-code}" if code < 0 else f"ended with status {code}"
    said = output.strip()[-_TAIL:]
    last = f": {said.splitlines()[-1]}" if said else ""
    return StepFailed(f"`{program}` {how}{last}", error_class="crash", detail={"code": code, "output": said})


def _refused(message: str) -> StepFailed:
    return StepFailed(message, error_class="invalid_input", retryable=False)
