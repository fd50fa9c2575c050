"""The one check: format, lint, types, layers, tests. `all` runs every test, `quick` leaves out the slow ones.

Lint, types and layers run side by side before the tests; the first failure does not hide the others.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATIC = {
    "format": ["-m", "ruff", "format", "--check", "."],
    "lint": ["-m", "ruff", "check", "."],
    "types": ["-m", "mypy"],
    "layers": [str(Path(sys.executable).with_name("lint-imports"))],
}


def raise_loopback() -> None:
    """Tests talk to servers of their own on 127.0.0.1: in a network namespace of its own (`unshare -n`) that is down.

    Linux and root only; elsewhere, and where it is up already, nothing happens.
    """
    if not sys.platform.startswith("linux"):
        return
    import fcntl
    import struct

    get_flags, set_flags, is_up = 0x8913, 0x8914, 1
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            flags = struct.unpack("16sh", fcntl.ioctl(probe, get_flags, struct.pack("16sh", b"lo", 0)))[1]
            if not flags & is_up:
                fcntl.ioctl(probe, set_flags, struct.pack("16sh", b"lo", flags | is_up))
        except OSError as error:
            print(f"loopback is down and cannot be raised: {error}", file=sys.stderr)


def main(mode: str) -> int:
    """Run all checks; 0 if every one passed."""
    raise_loopback()
    environment = os.environ | {"QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")}
    started = time.perf_counter()
    jobs = {
        name: subprocess.Popen(
            command if name == "layers" else [sys.executable, *command],
            cwd=ROOT,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        for name, command in STATIC.items()
    }
    failed = []
    for name, job in jobs.items():
        output, _ = job.communicate()
        print(f"{name}: {'ok' if job.returncode == 0 else 'FAILED'}")
        if job.returncode:
            failed.append(name)
            print(output)
    tests = ["-m", "pytest", "-q", "-n", "2", "--dist", "loadfile"]
    tests += ["-m", "not slow and not screen"] if mode == "quick" else []
    if subprocess.call([sys.executable, *tests], cwd=ROOT, env=environment):
        failed.append("tests")
    print(f"{'FAILED: ' + ', '.join(failed) if failed else 'All good'} in {time.perf_counter() - started:.0f} s")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1] if len(sys.argv) > 1 else "all"))
