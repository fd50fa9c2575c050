"""`python -m harmony` and the `harmony` command."""

from __future__ import annotations

import gc
import os
import sys
import threading


def main() -> int:
    """Run the command line; returns the exit status."""
    if sys.argv[1:] == ["worker"]:
        # A process for steps, started by a program that is frozen; it starts as fast as it can.
        from harmony.sdk.worker import main as work

        work()
    if getattr(sys, "frozen", False):
        import multiprocessing

        multiprocessing.freeze_support()
    from harmony.cli import run_command

    return _leave(run_command(sys.argv[1:]))


def _leave(status: int) -> int:
    """End at once if a step that was given up is still at work in a thread.

    Python would tear the thread down in the middle of foreign code, which can abort the process
    and lose the exit status. Everything of ours is closed by now.
    """
    if any(thread.name.startswith("harmony-step-") for thread in threading.enumerate()):
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except OSError:
                pass  # its reader has left
        os._exit(status)
    if "_duckdb" not in sys.modules:  # it complains of what it finds alive when it is torn down
        gc.freeze()  # all of it goes with the process: not searched for cycles, which takes as long as a start
    return status


if __name__ == "__main__":
    sys.exit(main())
