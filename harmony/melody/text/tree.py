"""The blocks of one file as they change, and what was changed, to be taken back."""

from __future__ import annotations

from dataclasses import dataclass

from harmony.melody.change import Path
from harmony.melody.text import blocks
from harmony.melody.text.blocks import HEAD, Block, Group
from harmony.melody.text.spans import TextError


@dataclass(frozen=True, slots=True)
class Splice:
    """One block put in, taken out or replaced.

    Attributes:
        group: path of the group of blocks.
        key: of the block in its group.
        before, after: the block, None where it was or is not there.
        follows: the key it stands behind; None for a block that is replaced.
    """

    group: Path
    key: str
    before: Block | None
    after: Block | None
    follows: str | None = None


Patch = tuple[Splice, ...]


class Tree:
    """The blocks of a file.

    Args:
        source: the whole text.

    Attributes:
        is_whole: the text could not be taken apart; its one block is called HEAD.
    """

    def __init__(self, source: str) -> None:
        tree = blocks.split(source)
        self.is_whole = isinstance(tree, str)
        self.root: Group = Group({HEAD: tree}) if isinstance(tree, str) else tree
        self._source: str | None = source
        self._log: list[Splice] = []

    @property
    def source(self) -> str:
        """The whole text as it is now."""
        if self._source is None:
            self._source = blocks.join(self.root)
        return self._source

    def keep_whole(self) -> None:
        """Hold the text in one piece after all."""
        self.root, self.is_whole = Group({HEAD: self.source}), True

    def group(self, path: Path) -> Group:
        """The group at `path`."""
        group: Block = self.root
        for key in path:
            group = group[key]
        if not isinstance(group, Group):
            raise TextError("no group of blocks")
        return group

    def put(self, path: Path, key: str, new: Block | None, follows: str | None = None) -> None:
        """Put a block in, replace it, or (None) take it out; it is written down."""
        group = self.group(path)
        if new is None:
            follows = group.before(key)
        self._log.append(Splice(path, key, group.get(key), new, follows))
        self._swap(path, key, new, follows)

    def end(self, path: Path, key: str, text: str) -> None:
        """Replace the text that stands last inside a block."""
        way, last = blocks.last_leaf(self.group(path), key)
        self.put(path + way, last, text)

    def last_text(self, path: Path, key: str) -> str:
        """The text that stands last inside a block."""
        way, last = blocks.last_leaf(self.group(path), key)
        return str(self.group(path + way)[last])

    def is_blank_below(self, path: Path, key: str) -> bool:
        """True if a blank line stands right below a leaf."""
        leaves = blocks.leaves(self.root)
        for group, name, _ in leaves:
            if (group, name) == (path, key):
                below = next((text for _, _, text in leaves if text), "the end")
                return not below.split("\n", 1)[0].strip()
        return False

    def locate(self, path: Path) -> tuple[Path, str | None, Path]:
        """Group, block and path inside the block; block None where the group has none yet."""
        if self.is_whole:
            return (), HEAD, path
        group: Group = self.root
        for at, key in enumerate(path):
            if key not in group or key == HEAD:
                return path[:at], None, path[at:]
            child = group[str(key)]
            if isinstance(child, str) or at + 1 == len(path):
                return path[:at], str(key), path[at:]
            group = child
        raise TextError("a change needs a path")

    def take_log(self) -> Patch:
        """What was done since the last call."""
        log, self._log = tuple(self._log), []
        return log

    def revert(self, patch: Patch) -> None:
        """Take back what was done last."""
        for one in reversed(patch):
            self._swap(one.group, one.key, one.before, one.follows)

    def replay(self, patch: Patch) -> None:
        """Do again what was taken back."""
        for one in patch:
            self._swap(one.group, one.key, one.after, one.follows)

    def _swap(self, path: Path, key: str, new: Block | None, follows: str | None) -> None:
        group = self.group(path)
        self._source = None
        if new is None:
            del group[key]
        elif key in group:
            group[key] = new
        else:
            group.place(key, new, follows)
