"""Starts the flagship: on the board when there is a display that Qt can use, else in the terminal."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FLAGSHIP = ROOT / "melodies" / "code-health.melody.yaml"


def has_display() -> bool:
    """True if a window can be opened."""
    return sys.platform in ("win32", "darwin") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def qt_problem() -> str:
    """Why Qt cannot start, in its own words; empty when it can."""
    probe = "from PySide6.QtWidgets import QApplication; QApplication([])"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=False)
    lines = done.stderr.strip().splitlines()
    return "" if done.returncode == 0 else (lines[-1] if lines else f"exit status {done.returncode}")


def main() -> int:
    """Run the board or the command line on the flagship."""
    harmony = [sys.executable, "-m", "harmony"]
    if has_display():
        problem = qt_problem()
        if not problem:
            return subprocess.call([*harmony, "board", str(FLAGSHIP)])
        print(f"The board cannot open a window ({problem}); playing in the terminal instead.", file=sys.stderr)
    return subprocess.call([*harmony, "run", str(FLAGSHIP)])


if __name__ == "__main__":
    raise SystemExit(main())
