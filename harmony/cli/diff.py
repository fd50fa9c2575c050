"""`harmony diff`: what differs between two Melodies, by id."""

from __future__ import annotations

from pathlib import Path

from harmony.cli.status import FAILED


def diff(before: Path, after: Path) -> int:
    """Say what differs between two Melodies, by node and field; ends with 1 when something does.

    Parameters
    ----------
    before
        The earlier file.
    after
        The later file.
    """
    from harmony.cli.files import read_melody
    from harmony.melody.diff import describe
    from harmony.melody.diff import diff as differences

    lines = describe(differences(read_melody(before), read_melody(after)))
    for line in lines:
        print(line)
    if not lines:
        print("No differences.")
    return FAILED if lines else 0
