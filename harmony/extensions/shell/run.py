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
    process = await _started(command, Path(cwd) if cwd else ctx.base, env)
    try:
        async with asyncio.TaskGroup() as group:
            out = group.create_task(_read(process.stdout, encoding, lambda t: _chunk(ctx, t)), name="stdout")
            err = group.create_task(_read(process.stderr, encoding, lambda t: _log(ctx, t)), name="stderr")
            group.create_task(_feed(process, stdin.encode(encoding)), name="stdin")
            code = await process.wait()
            # What it left running holds the pipes open, and must not outlive the step.
            _kill(process)
    finally:
        if process.returncode is None:
            _kill(process)
        await asyncio.shield(process.wait())
    if code not in ok:
        raise _failed(command[0], code, err.result() or out.result())
    return Ran(out.result(), err.result(), code)


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
    try:
        return await asyncio.create_subprocess_exec(
            *command,
            cwd=cwd,
            env=own | dict(env or {}),
            stdin=pipe,
            stdout=pipe,
            stderr=pipe,
            start_new_session=sys.platform != "win32",
        )
    except FileNotFoundError as error:
        raise _refused(f"There is no program `{command[0]}` here: install it, or give its full path.") from error
    except (PermissionError, OSError, ValueError) as error:
        raise _refused(f"`{command[0]}` cannot be run: {error}.") from error


async def _read(stream: asyncio.StreamReader | None, encoding: str, tell: Callable[[str], None]) -> str:
    """All that a pipe gives, told as it comes."""
    assert stream is not None
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    parts: list[str] = []
    while data := await stream.read(_CHUNK):
        if text := decoder.decode(data):
            parts.append(text)
            tell(text)
    return "".join([*parts, decoder.decode(b"", final=True)])


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


def _chunk(ctx: Context, text: str) -> None:
    ctx.send("chunk", {"port": "stdout", "data": text})


def _log(ctx: Context, text: str) -> None:
    for line in text.splitlines():
        ctx.log(line)


def _failed(program: str, code: int, output: str) -> StepFailed:
    """The failure for a status that is not among `ok`, with the last of what it said."""
    how = f"was ended by signal {-code}" if code < 0 else f"ended with status {code}"
    said = output.strip()[-_TAIL:]
    last = f": {said.splitlines()[-1]}" if said else ""
    return StepFailed(f"`{program}` {how}{last}", error_class="crash", detail={"code": code, "output": said})


def _refused(message: str) -> StepFailed:
    return StepFailed(message, error_class="invalid_input", retryable=False)
