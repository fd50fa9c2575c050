"""A private X display with a window manager, and a person's hands on it.

Everything that is started here is ended here, by its own handle.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

TOOLS = ("Xvfb", "openbox", "xdotool", "import", "xprop")
MISSING = [tool for tool in TOOLS if shutil.which(tool) is None]
START_DRAG = 14
"""Pixels to creep before a press counts as a drag (Qt's own distance is 10)."""


def _end(process: subprocess.Popen[Any]) -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _display_number(pipe: int) -> str:
    """Read to the line's end: closing the pipe after the digits ends Xvfb by SIGPIPE."""
    digits = b""
    while not digits.endswith(b"\n"):
        chunk = os.read(pipe, 32)
        if not chunk:
            raise RuntimeError("Xvfb did not start")
        digits += chunk
    return digits.decode().strip()


@contextmanager
def display(width: int = 1680, height: int = 1050) -> Iterator[dict[str, str]]:
    """The environment of programs on a fresh display."""
    read, write = os.pipe()
    server = subprocess.Popen(
        [
            "Xvfb",
            "-displayfd",
            str(write),
            "-screen",
            "0",
            f"{width}x{height}x24",
            "-dpi",
            "96",
            "-nolisten",
            "tcp",
            "-noreset",
        ],
        pass_fds=[write],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    number = _display_number(read)
    os.close(read)
    environment = {k: v for k, v in os.environ.items() if k not in ("WAYLAND_DISPLAY", "XAUTHORITY")}
    environment |= {"DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb", "LC_ALL": "C.UTF-8", "NO_AT_BRIDGE": "1"}
    manager = subprocess.Popen(["openbox"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(lambda: "window id" in _root_property(environment), "the window manager")
        yield environment
    finally:
        _end(manager)
        _end(server)


def _root_property(environment: dict[str, str]) -> str:
    asked = ["xprop", "-root", "_NET_SUPPORTING_WM_CHECK"]
    return subprocess.run(asked, env=environment, capture_output=True, text=True, check=False).stdout


def _wait(holds: Callable[[], bool], what: str, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            raise AssertionError(f"waited {seconds:g} s in vain for {what}")
        time.sleep(0.03)


class Board:
    """The board in a process of its own, driven by mouse and keys.

    Args:
        environment: of the display.
        folder: where the map of what is on the screen is written.
        words: arguments of the board.
    """

    def __init__(self, environment: dict[str, str], folder: Path, *words: str) -> None:
        self.environment = environment
        self._map = folder / "map.json"
        self._map.unlink(missing_ok=True)
        self._errors = (folder / "stderr.txt").open("w+")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.screen.mapped", str(self._map), *words],
            env=environment,
            stdout=self._errors,
            stderr=self._errors,
            cwd=Path(__file__).resolve().parents[2],
        )
        self.wait_for(lambda now: now["active"], "the window")

    # Eyes

    def see(self) -> dict[str, Any]:
        """What is on the screen: places in screen pixels, states, texts."""
        try:
            found = json.loads(self._map.read_text())
        except (FileNotFoundError, json.JSONDecodeError):
            return {"active": False, "nodes": {}, "ports": {}, "widgets": {}, "types": {}, "states": {}}
        assert isinstance(found, dict)
        return found

    def wait_for(self, holds: Callable[[dict[str, Any]], Any], what: str, seconds: float = 25) -> dict[str, Any]:
        """Wait until the screen shows it; the map at that moment."""

        def check() -> bool:
            if self.process.poll() is not None:
                raise AssertionError(f"the board ended with {self.process.returncode}: {self.errors()}")
            return bool(holds(self.see()))

        _wait(check, what, seconds)
        return self.see()

    def settled(self) -> dict[str, Any]:
        """The map once two looks, a fifth of a second apart, agree: nothing moves any more."""
        now = self.see()
        for _ in range(50):
            time.sleep(0.22)
            before, now = now, self.see()
            if before == now:
                return now
        raise AssertionError("the screen does not come to rest")

    def picture(self, path: Path) -> None:
        """Keep what the screen shows."""
        subprocess.run(["import", "-window", "root", str(path)], env=self.environment, check=True)

    def errors(self) -> str:
        """What the board has printed."""
        self._errors.flush()
        return Path(self._errors.name).read_text()

    # Hands

    def do(self, *words: object) -> None:
        """One call of xdotool."""
        subprocess.run(["xdotool", *map(str, words)], env=self.environment, check=True, capture_output=True)

    def click(self, at: tuple[int, int], times: int = 1) -> None:
        """Click there."""
        self.do("mousemove", *at, "sleep", 0.05, "click", "--repeat", times, "--delay", 60, 1)

    def drag(self, start: tuple[int, int], end: tuple[int, int]) -> None:
        """Press, creep, glide, wait, release: as a hand does."""
        self.do("mousemove", *start, "sleep", 0.05, "mousedown", 1, "sleep", 0.05)
        for step in (3, 7, 11, START_DRAG):
            self.do("mousemove", start[0] + step, start[1] + step // 3, "sleep", 0.02)
        for step in range(1, 13):
            x, y = (round(a + (b - a) * step / 12) for a, b in zip(start, end, strict=True))
            self.do("mousemove", x, y, "sleep", 0.015)
        self.do("mousemove_relative", "--", 1, 1, "sleep", 0.25, "mouseup", 1)

    def type(self, text: str) -> None:
        """Type ASCII text."""
        self.do("type", "--delay", 12, "--", text)

    def key(self, name: str) -> None:
        """Press a key, such as ctrl+s."""
        self.do("key", "--clearmodifiers", name)

    def close(self) -> None:
        """End the board."""
        _end(self.process)
        self._errors.close()
