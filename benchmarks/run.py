"""Runs every benchmark in a process of its own, prints what they print, and keeps it in docs/benchmarks.md.

    python benchmarks/run.py [NAME…]        only those
Figures are for ratios: every row stands beside a floor or a peer that was measured in the same process.
"""

from __future__ import annotations

import importlib.metadata
import os
import platform
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
PAGE = HERE.parent / "docs" / "benchmarks.md"
# What is measured here; the longer forms stand in each file's first lines.
ARGUMENTS = {"board": ["1000", "10000", "--peer", "--open", "--load", "--flagship"], "real_runs": ["--quick"]}
LIBRARIES = ("PySide6-Essentials", "pydantic", "msgspec", "SQLAlchemy", "minijinja", "duckdb", "langgraph")


def main(names: list[str]) -> int:
    """Run them; 1 if one fails."""
    known = sorted(p.stem for p in HERE.glob("*.py") if p.stem != "run" and not p.stem.startswith("_"))
    chosen = [n for n in known if not names or n in names]
    parts, failed = [], []
    for name in chosen:
        print(f"\n== {name}", flush=True)
        started = time.perf_counter()
        environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONHASHSEED": "0"}
        done = subprocess.run(
            [sys.executable, HERE / f"{name}.py", *ARGUMENTS.get(name, [])],
            capture_output=True,
            text=True,
            check=False,
            env=environment,
        )
        print(done.stdout, end="")
        print(f"({time.perf_counter() - started:.0f} s)")
        if done.returncode:
            failed.append(name)
            print(done.stderr, file=sys.stderr)
        parts.append(f"## {name}\n\n```\n{done.stdout.rstrip()}\n```\n")
    if not names:
        PAGE.write_text(f"# Benchmarks\n\n`make bench` writes this page. {machine()}\n\n" + "\n".join(parts))
        print(f"\nWritten to {PAGE.relative_to(HERE.parent)}")
    return 1 if failed else 0


def machine() -> str:
    """The machine and the versions, in a sentence."""
    libraries = ", ".join(f"{name} {_version(name)}" for name in LIBRARIES)
    return (
        f"Measured on {time.strftime('%Y-%m-%d')}: {os.cpu_count()} cores, {platform.machine()}, "
        f"{platform.system()}, Python {platform.python_version()}; {libraries}."
    )


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "absent"


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
