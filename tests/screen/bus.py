"""Reads the accessibility tree of a program on a display from outside, over AT-SPI, as a screen reader does.

No code of ours is asked: `gdbus` talks to the accessibility bus.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_LAUNCHERS = (Path("/usr/libexec/at-spi-bus-launcher"), Path("/usr/lib/at-spi2-core/at-spi-bus-launcher"))
LAUNCHER = next((p for p in _LAUNCHERS if p.exists()), None)
TOOLS = ("gdbus", "dbus-daemon")
MISSING = [tool for tool in TOOLS if shutil.which(tool) is None] + ([] if LAUNCHER else ["at-spi2-core"])

_ROOT = "/org/a11y/atspi/accessible/root"
_ITEM = re.compile(r"\('(:[\d.]+)', (?:objectpath )?'([^']+)'\)")
STATES = {12: "focused", 23: "selected", 3: "busy", 25: "showing"}
"""Bits of AT-SPI's state set that are looked at."""


@dataclass(frozen=True)
class Thing:
    """An accessible of some program: its bus name and path."""

    program: str
    path: str


class Reader:
    """Walks the tree.

    Args:
        environment: with the address of the accessibility bus as that of the session.
    """

    def __init__(self, environment: dict[str, str]) -> None:
        self._environment = environment

    def _call(self, thing: Thing, method: str, *words: str) -> str:
        asked = ["gdbus", "call", "--session", "--dest", thing.program, "--object-path", thing.path]
        asked += ["--method", method, *words]
        done = subprocess.run(asked, env=self._environment, capture_output=True, text=True, timeout=20, check=False)
        if done.returncode:
            raise RuntimeError(f"{method} of {thing.path}: {done.stderr.strip()}")
        return done.stdout.strip()

    def programs(self) -> list[Thing]:
        """The roots of the programs that have told of themselves."""
        return self.children(Thing("org.a11y.atspi.Registry", _ROOT))

    def children(self, thing: Thing) -> list[Thing]:
        """The children of an accessible."""
        said = self._call(thing, "org.a11y.atspi.Accessible.GetChildren")
        return [Thing(*found) for found in _ITEM.findall(said)]

    def text(self, thing: Thing, name: str) -> str:
        """`Name` or `Description`."""
        said = self._call(thing, "org.freedesktop.DBus.Properties.Get", "org.a11y.atspi.Accessible", name)
        found = re.fullmatch(r"\(<(['\"])(.*)\1>,\)", said, re.DOTALL)
        return found[2] if found else ""

    def role(self, thing: Thing) -> str:
        """Its role in words."""
        return self._call(thing, "org.a11y.atspi.Accessible.GetRoleName").strip("(',)")

    def states(self, thing: Thing) -> set[str]:
        """Those of `STATES` that it has."""
        low = int(re.findall(r"\d+", self._call(thing, "org.a11y.atspi.Accessible.GetState").replace("uint32", ""))[0])
        return {word for bit, word in STATES.items() if low >> bit & 1}

    def find(self, name: str, role: str, seconds: float = 30) -> Thing:
        """The first accessible of that name and role, over all programs; waits until there is one."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            left = self.programs()
            while left:
                one = left.pop(0)
                if self.text(one, "Name") == name and self.role(one) == role:
                    return one
                if role != "list item" and self.role(one) not in {"list item", "menu item", "list", "table"}:
                    left += self.children(one)
            time.sleep(0.2)
        raise AssertionError(f"no {role} called {name}")


@contextmanager
def bus(environment: dict[str, str]) -> Iterator[tuple[dict[str, str], Reader]]:
    """A session bus and an accessibility bus: the environment for programs, and a reader."""
    read, write = os.pipe()
    session = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--print-address", str(write)],
        env=environment,
        pass_fds=[write],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    address = b""
    while not address.endswith(b"\n"):
        address += os.read(read, 256)
    os.close(read)
    quiet = {k: v for k, v in environment.items() if k != "NO_AT_BRIDGE"}
    inside = quiet | {"DBUS_SESSION_BUS_ADDRESS": address.decode().strip(), "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"}
    launcher = subprocess.Popen(
        [str(LAUNCHER), "--launch-immediately"], env=inside, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield inside, Reader(inside | {"DBUS_SESSION_BUS_ADDRESS": _address(inside)})
    finally:
        for process in (launcher, session):
            process.terminate()
            process.wait(10)


def _address(environment: dict[str, str]) -> str:
    """Where the accessibility bus listens."""
    asked = ["gdbus", "call", "--session", "--dest", "org.a11y.Bus", "--object-path", "/org/a11y/bus"]
    asked += ["--method", "org.a11y.Bus.GetAddress"]
    for _ in range(100):
        done = subprocess.run(asked, env=environment, capture_output=True, text=True, timeout=20, check=False)
        if done.returncode == 0:
            return done.stdout.strip().strip("(',)")
        time.sleep(0.1)
    raise RuntimeError(f"no accessibility bus: {done.stderr}")
