"""Who plays a run: where an owner lives, and when it counts as gone."""

from __future__ import annotations

import os
import socket
import time
from functools import cache
from pathlib import Path
from typing import Any
from uuid import getnode

RENEW_SECONDS = 5.0
STALE_SECONDS = 20.0


@cache
def boot_id() -> str:
    """What changes when this machine starts anew; empty where that is not known."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return ""


@cache
def _host() -> str:
    return f"{socket.gethostname()}/{_machine_id()}"


def _machine_id() -> str:
    """What tells machines of one name apart; the same for every process of one machine, or empty."""
    for path in ("/etc/machine-id", "/var/lib/dbus/machine-id"):
        try:
            if found := Path(path).read_text(encoding="ascii").strip():
                return found
        except (OSError, UnicodeDecodeError):
            continue
    # Without a network card the number is drawn anew by every process: then its multicast bit is set.
    node = getnode()
    return "" if node >> 40 & 1 else f"{node:x}"


def _birth(pid: int) -> str | None:
    """When a process of this machine began, in words that only it has; None if it is gone."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return "" if not Path("/proc/self/stat").exists() and _answers(pid) else None
    fields = stat.rpartition(")")[2].split()
    return None if fields[0] in "ZX" else fields[19]


def _answers(pid: int) -> bool:
    """For machines without /proc."""
    if os.name == "nt":  # there os.kill would end the process
        return _answers_on_windows(pid)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _answers_on_windows(pid: int) -> bool:
    import ctypes

    kernel: Any = vars(ctypes)["windll"].kernel32
    handle = kernel.OpenProcess(0x1000, False, pid)  # PROCESS_QUERY_LIMITED_INFORMATION
    if not handle:
        return False
    code = ctypes.c_ulong()
    kernel.GetExitCodeProcess(handle, ctypes.byref(code))
    kernel.CloseHandle(handle)
    return code.value == 259  # STILL_ACTIVE


def is_alive(pid: int) -> bool:
    """True if a process of this machine has that number."""
    return _birth(pid) is not None


def here(endpoint: str = "") -> dict[str, Any]:
    """Where this process lives, as plain data.

    Args:
        endpoint: where others reach it.
    """
    pid = os.getpid()
    return {"pid": pid, "birth": _birth(pid) or "", "host": _host(), "boot": boot_id(), "endpoint": endpoint}


def now() -> float:
    """The clock of renewals: shared by the processes of one machine, and never set."""
    return time.monotonic()


def is_gone(place: dict[str, Any], renewed: float, since_seen: float) -> bool:
    """True if the owner at `place` need not be waited for.

    Args:
        place: what `here` said in the owner's process.
        renewed: its last renewal, by `now` on its machine.
        since_seen: seconds by the wall clock since that renewal, for owners on other machines.
    """
    if not place:
        return True
    if place["host"] != _host():
        return since_seen > STALE_SECONDS
    if place["boot"] != boot_id():
        return True
    birth = _birth(int(place["pid"]))
    if birth is None or (place["birth"] and birth != place["birth"]):
        return True
    return now() - renewed > STALE_SECONDS


def who(owner: str, place: dict[str, Any]) -> str:
    """The owner, for a message."""
    return f"{owner} (process {place.get('pid', '?')} on {str(place.get('host', '?')).partition('/')[0]})"
