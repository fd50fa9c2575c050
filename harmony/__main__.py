"""`python -m harmony` and the `harmony` command."""

from __future__ import annotations

import multiprocessing
import sys


def main() -> int:
    """Run the command line; returns the exit status."""
    multiprocessing.freeze_support()
    from harmony.cli import run_command

    return run_command(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
