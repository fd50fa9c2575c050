"""Steps for the tests of the runners: each does one thing that a runner must cope with."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any, NamedTuple

from harmony.sdk import Context, File, StepFailed, Table, node


@node(effects="none")
async def echo(value: Any = None) -> Any:
    return value


@node(effects="none")
def echo_sync(value: Any = None) -> Any:
    return value


@node(effects="none")
def shout(value: str, *, times: int = 1) -> str:
    print("shouting", value)
    print("beside", file=sys.stderr)
    return value.upper() * times


@node(effects="none")
def report_all(ctx: Context) -> str:
    ctx.progress(0.5, "half")
    ctx.log("a line")
    ctx.spend(usd=0.25, tokens=10)
    ctx.spend(usd=0.5)
    ctx.score("value", 0.9, "good")
    return "done"


@node(effects="none")
def loud() -> int:
    subprocess.run(["echo", "from a program"], check=True)
    os.write(1, b"raw one\n")
    return 1


@node(effects="none")
def fork_off() -> int:
    if os.fork() == 0:
        print("from a fork")
        return 2
    os.wait()
    return 1


class Two(NamedTuple):
    rows: Table
    page: File


@node(effects="none")
def two(rows: Table, ctx: Context) -> Two:
    target = ctx.folder / "page.html"
    target.write_text("<p>" * 3000)
    assert rows.path is not None
    return Two(Table([{**row, "twice": row["n"] * 2} for row in rows]), File(target))


@node(effects="none")
def folder_of(ctx: Context) -> str:
    (ctx.folder / "x").write_text("x")
    return str(ctx.folder)


@node(effects="none")
def stream() -> Any:
    yield from ("one", "two")
    return "one two"


@node(effects="none")
def fail(*, how: str) -> int:
    raise {
        "timeout": TimeoutError("too slow"),
        "network": ConnectionRefusedError("nobody there"),
        "resource": MemoryError(),
        "exit": SystemExit(3),
        "interrupt": KeyboardInterrupt(),
        "cancelled": asyncio.CancelledError(),
        "bug": ZeroDivisionError("division by zero"),
        "said": StepFailed("wait a bit", error_class="rate_limit", retryable=True, retry_after=7.5, detail={"a": 1}),
        "group": ExceptionGroup("several", [TimeoutError("inside")]),
    }[how]


@node(effects="none")
async def fail_async(*, how: str) -> int:
    return fail(how=how)


@node(effects="none")
def recurse(*, depth: int = 0) -> int:
    return recurse(depth=depth + 1)


@node(effects="none")
def wrong() -> str:
    return 5  # type: ignore[return-value]


@node(effects="none")
def die(*, how: str) -> int:
    if how == "exit":
        os._exit(7)
    os.kill(os.getpid(), getattr(signal, how))
    time.sleep(5)
    return 0


@node(effects="none")
def spin(*, note: str = "") -> int:
    if note:
        Path(note).write_text(str(os.getpid()))
    while True:
        pass


@node(effects="none")
def nap(*, note: str, seconds: float = 60.0) -> int:
    Path(note).write_text(str(os.getpid()))
    time.sleep(seconds)
    return 1


@node(effects="none")
async def nap_async(ctx: Context, *, note: str) -> int:
    (ctx.folder / "x").write_text("x")
    Path(note).write_text(str(ctx.folder))
    await asyncio.sleep(60)
    return 1


@node(effects="none")
def family(*, note: str) -> int:
    """A child, a grandchild, and a child with a session of its own; then for ever."""
    inner = "import subprocess, sys, time; p = subprocess.Popen(['sleep', '60']); print(p.pid, flush=True); p.wait()"
    child = subprocess.Popen([sys.executable, "-c", inner], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    grandchild = child.stdout.readline().strip()
    apart = subprocess.Popen(["sleep", "60"], start_new_session=True)
    Path(note + ".part").write_text(f"{os.getpid()} {child.pid} {grandchild} {apart.pid}")
    Path(note + ".part").rename(note)
    time.sleep(60)
    return 0


@node(effects="none")
def leave_thread() -> int:
    threading.Thread(target=time.sleep, args=(30,), daemon=True).start()
    return os.getpid()


@node(effects="none")
def leave_process() -> int:
    return subprocess.Popen(["sleep", "60"]).pid


@node(effects="none")
def pid() -> int:
    return os.getpid()


@node(effects="none")
def leak(ctx: Context, *, key: str) -> dict[str, Any]:
    print("the key is", key)
    ctx.log(f"again {key}")
    ctx.send("chunk", {"port": "value", "data": key})
    return {"plain": key, "length": len(key), "list": [f"x{key}y"], "named": ctx.secret("TOKEN")}


@node(effects="none")
def leak_program(*, key: str) -> int:
    subprocess.run(["echo", "with", key], check=True)
    return 1


@node(effects="none")
def leak_file(ctx: Context, *, key: str) -> File:
    target = ctx.folder / "key.txt"
    target.write_text(f"key={key}\n")
    return File(target)


@node(effects="none")
def leak_table(*, key: str) -> Table:
    return Table([{"a": key}, {"a": "b"}])


@node(effects="none")
def leak_error(*, key: str) -> int:
    raise ValueError(f"no entry with {key}")


@node(effects="none")
def mutate(value: list[Any]) -> list[Any]:
    value.append("changed")
    return value


@node(effects="none")
def flood() -> int:
    for i in range(20_000):
        print("line", i)
    return 1


@node(effects="none")
def spill(*, size: int) -> int:
    subprocess.run([sys.executable, "-c", f"print('x' * {size}, end='', flush=True)"], check=True)
    return 1


@node(effects="none")
def later(*, seconds: float) -> Any:
    """Gives what is to be awaited, as a sync function may that runs inline."""

    async def wait() -> str:
        await asyncio.sleep(seconds)
        return "waited"

    return wait()
