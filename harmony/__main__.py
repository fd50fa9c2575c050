"""`python -m harmony` and the `harmony` command."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command line; returns the exit status."""
    if sys.argv[1:] == ["worker"]:
        # A process for steps, started by a program that is frozen; it starts as fast as it can.
        from harmony.sdk.worker import main as work

        work()
    import multiprocessing

    multiprocessing.freeze_support()
    from harmony.cli import run_command

    return run_command(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
