"""The text of a merge: in every block the words and comments of the side that changed it.

A merge of documents knows no comments. Where only their side touched a block (a node, an input,
the lines above the first key), its very text is taken; where only ours did, it stays; where both
did, its lines are merged, or, where they collide, ours is edited in place.
"""

from __future__ import annotations

from difflib import SequenceMatcher

from harmony.errors import EditRefused
from harmony.melody.change import Path
from harmony.melody.load import loads
from harmony.melody.merge import Merged
from harmony.melody.model import Melody
from harmony.melody.text import blocks
from harmony.melody.text.spans import TextError
from harmony.melody.text.tree import Tree
from harmony.melody.write import Text, dump

Leaves = dict[tuple[Path, str], str]


def merged_text(base: str, ours: tuple[Melody, str], theirs: str, merged: Merged) -> str:
    """The text of a merged document.

    Args:
        base: text of what both sides come from.
        ours: our document and its text.
        theirs: their text.
        merged: what `merge` gave for the three.
    """
    text = Text(ours[1], ours[0])
    try:
        text.apply(merged.changes, merged.melody)
    except EditRefused:
        return dump(merged.melody)
    plainly = text.source
    for with_lines in (True, False):
        taken = _taken((base, ours[1], theirs, plainly), with_lines=with_lines)
        if taken == plainly or loads(taken).melody == merged.melody:
            return taken
    return plainly


def _taken(texts: tuple[str, str, str, str], *, with_lines: bool) -> str:
    """The last of base, ours, theirs and merged, with the blocks of the others where they say more."""
    trees = [Tree(source) for source in texts]
    if any(tree.is_whole for tree in trees):
        return texts[2] if texts[0] == texts[1] else texts[3]
    was, mine, new, now = (_leaves(tree) for tree in trees)
    for place, block in now.items():
        if place not in new or new[place] == block or was.get(place) == new[place]:
            continue
        better: str | None = new[place] if was.get(place) == mine.get(place) else None
        if better is None and with_lines and place in was and place in mine:
            better = lines_merged(was[place], mine[place], new[place])
        if better is not None:
            try:
                trees[3].put(*place, _ended(better, block))
            except (TextError, KeyError):
                continue
    return trees[3].source


def _leaves(tree: Tree) -> Leaves:
    return {(group, key): text for group, key, text in blocks.leaves(tree.root)}


def _ended(new: str, old: str) -> str:
    """A block whose last line ends, unless it stands at the end of a file without a line break."""
    return new if new.endswith("\n") or not old.endswith("\n") or not new else new + "\n"


def lines_merged(base: str, ours: str, theirs: str) -> str | None:
    """Texts merged line by line, as git does; None where both changed the same lines, each in its own way."""
    lines = base.splitlines(keepends=True)
    hunks = sorted({*_hunks(lines, ours), *_hunks(lines, theirs)})
    merged: list[str] = []
    at = -1
    for start, stop, new in hunks:
        if start <= at:  # also side by side: what belongs together there, only a person knows
            return None
        merged += [*lines[max(at, 0) : start], *new]
        at = stop
    return "".join([*merged, *lines[max(at, 0) :]])


def _hunks(base: list[str], other: str) -> list[tuple[int, int, tuple[str, ...]]]:
    """What was changed: the lines of `base` from, to, and what stands there now."""
    lines = other.splitlines(keepends=True)
    matcher = SequenceMatcher(None, base, lines, autojunk=False)
    return [(i, j, tuple(lines[k:m])) for tag, i, j, k, m in matcher.get_opcodes() if tag != "equal"]
