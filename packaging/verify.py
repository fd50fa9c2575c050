"""The one check: format, lint, types, layers, tests. `all` runs every test, `quick` leaves out the slow ones.

Lint, types and layers run beside the tests; the first failure does not hide the others.
"""

from __future__ import annotations

import os
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


def main(mode: str) -> int:
    """Run all checks; 0 if every one passed."""
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
