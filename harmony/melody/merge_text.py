"""The text of a merge: in every block the words and comments of the side that changed it.

A merge of documents knows no comments. Where only their side touched a block (a node, an input,
the lines above the first key), its very text is taken; where only ours did, it stays; where both
did, ours is edited in place.
"""

from __future__ import annotations

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
    taken = _taken(base, ours[1], theirs, plainly)
    return taken if taken != plainly and loads(taken).melody == merged.melody else plainly


def _taken(base: str, ours: str, theirs: str, text: str) -> str:
    """`text`, with the blocks that only their side changed as they are there."""
    trees = [Tree(source) for source in (base, ours, theirs, text)]
    if any(tree.is_whole for tree in trees):
        return theirs if ours == base else text
    was, mine, new, now = (_leaves(tree) for tree in trees)
    for place, block in now.items():
        is_added = place not in was and place not in mine
        if place in new and new[place] != block and (is_added or was.get(place) == mine.get(place)):
            try:
                trees[3].put(*place, _ended(new[place], block))
            except (TextError, KeyError):
                continue
    return trees[3].source


def _leaves(tree: Tree) -> Leaves:
    return {(group, key): text for group, key, text in blocks.leaves(tree.root)}


def _ended(new: str, old: str) -> str:
    """A block whose last line ends, unless it stands at the end of a file without a line break."""
    return new if new.endswith("\n") or not old.endswith("\n") or not new else new + "\n"
