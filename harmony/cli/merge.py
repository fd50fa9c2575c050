"""`harmony merge`: a merge driver for git that knows nodes, and keeps comments."""

from __future__ import annotations

import sys
from pathlib import Path

from harmony.cli.status import FAILED


def merge(base: Path, ours: Path, theirs: Path, name: str = "") -> int:
    """Merge three versions of a Melody into OURS, in place; ends with 1 when there are conflicts, which it lists.

    At a conflict OURS keeps its own side, so that the file can always be opened. For git:

        git config merge.melody.name "Melodies by node"
        git config merge.melody.driver "harmony merge %O %A %B --name %P"
        echo "*.melody.yaml merge=melody" >> .gitattributes

    Parameters
    ----------
    base
        The version that both come from (empty if there is none).
    ours
        Our version; it becomes the merged one.
    theirs
        The other version.
    name
        What to call the file in messages.
    """
    from harmony.cli.files import read_melody
    from harmony.errors import MelodyError
    from harmony.melody.diff import describe_conflict
    from harmony.melody.load import load
    from harmony.melody.merge import merge as merge_melodies
    from harmony.melody.merge_text import merged_text
    from harmony.melody.save import save

    name = name or str(ours)
    sides = {side: load(path) for side, path in (("ours", ours), ("theirs", theirs))}
    for side, loaded in sides.items():
        if loaded.melody is None:
            raise MelodyError(f"{name} is not merged: {side} cannot be read. Ours is as it was.", loaded.problems)
    mine, new = sides["ours"], sides["theirs"]
    base_text = base.read_text(encoding="utf-8-sig")
    was = read_melody(base) if base_text.strip() else mine.require().model_copy(update={"nodes": {}, "name": ""})
    merged = merge_melodies(was, mine.require(), new.require())
    save(ours, merged_text(base_text, (mine.require(), mine.text), new.text, merged))
    for one in merged.conflicts:
        sentence = describe_conflict(one.path, one.ours, one.theirs, sides=("ours", "theirs"))
        print(f"{name}: conflict: {sentence}", file=sys.stderr)
    return FAILED if merged.conflicts else 0
