"""The command line: one file a command; nothing dear is imported before it is needed.

Errors become messages and exit statuses (`status`) here, in `run_command`, and nowhere else:
0 done, 1 the run failed or the file is invalid, 2 wrong usage, 3 a bug in Harmony,
4 waiting for a person, 130 interrupted.
"""

from harmony.cli.main import run_command

__all__ = ["run_command"]
