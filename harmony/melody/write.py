"""The text of a document, edited in place: a change touches its own lines and nothing else.

`Text` holds a file as blocks (`text/blocks.py`). A change is made in the smallest span of its
block; then the block is parsed again and compared with what it must say, and written whole, its
comments on top, if that differs. So the text can never say anything but the document.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from harmony.errors import EditRefused
from harmony.melody import form, plain
from harmony.melody.apply import value_at
from harmony.melody.change import MISSING, Change, Path
from harmony.melody.frozen import thaw
from harmony.melody.model import Melody
from harmony.melody.reading import read_yaml
from harmony.melody.text import blocks, spans, splice
from harmony.melody.text import dump as lines_of
from harmony.melody.text.blocks import HEAD, Block, Group
from harmony.melody.text.refine import Op, refine
from harmony.melody.text.spans import TextError
from harmony.melody.text.splice import Look
from harmony.melody.text.whole import anchored, rewrite


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


def dump(melody: Melody | Mapping[str, Any]) -> str:
    """The text of a new file, as a person would write it."""
    return lines_of.document(thaw(melody))


class Text:
    """The text of a Melody file.

    Args:
        source: YAML or JSON that has been loaded without an error.
    """

    def __init__(self, source: str) -> None:
        tree = blocks.split(source)
        self._is_whole = isinstance(tree, str)
        self._tree: Group = {HEAD: tree} if isinstance(tree, str) else tree
        self._source: str | None = source
        self._plain: Any = MISSING
        self._log: list[Splice] = []
        self.look = Look("\r\n" if "\r\n" in source else "\n", _is_json(source))

    @property
    def source(self) -> str:
        """The whole text as it is now."""
        if self._source is None:
            self._source = blocks.join(self._tree)
        return self._source

    @property
    def has_anchors(self) -> bool:
        """True if an edit may write anchors, aliases or merge keys out: ask the person once."""
        return anchored(self.source)

    def block(self, path: Path) -> str | None:
        """The lines of a node, input, output, place or top-level key, its comments included."""
        group, key, inner = self._locate(path)
        if key is None or len(inner) > 1 or self._is_whole:
            return None
        return blocks.join(self._group(group)[key])

    def apply(self, changes: Sequence[Change], melody: Melody | None = None) -> Patch:
        """Make changes in the text.

        Args:
            changes: what has been changed, in order.
            melody: the document after the changes. Without it the text is parsed as a whole
                once, to know what it must say.

        Returns:
            What was done, for `revert` and `replay`.

        Raises:
            EditRefused: a change does not fit the text; nothing has been changed.
        """
        self._log = []
        before = self._plain
        try:
            if melody is None:
                self._advance(changes)
            touched: dict[tuple[Path, str], bool] = {}
            for op in refine(changes):
                self._make(op, touched)
            for (group, key), is_whole in touched.items():
                if key in self._group(group):
                    self._settle(group, key, melody, is_whole)
        except (TextError, KeyError, EditRefused) as error:
            self.revert(tuple(self._log))
            self._plain = before
            raise (
                error if isinstance(error, EditRefused) else EditRefused(f"The text cannot take this: {error}")
            ) from error
        if melody is not None:
            self._plain = MISSING
        return tuple(self._log)

    def revert(self, patch: Patch) -> None:
        """Take back what `apply` did last."""
        for one in reversed(patch):
            self._swap(one.group, one.key, one.before, one.follows)
        self._plain = MISSING

    def replay(self, patch: Patch) -> None:
        """Do again what `revert` took back."""
        for one in patch:
            self._swap(one.group, one.key, one.after, one.follows)
        self._plain = MISSING

    # The tree

    def _group(self, path: Path) -> Group:
        group: Any = self._tree
        for key in path:
            group = group[key]
        return dict_of(group)

    def _swap(self, path: Path, key: str, new: Block | None, follows: str | None) -> None:
        group = self._group(path)
        self._source = None
        if new is None:
            del group[key]
        elif key in group:
            group[key] = new
        else:
            items = plain.placed(group, key, new, follows)
            group.clear()
            group.update(items)

    def _put(self, path: Path, key: str, new: Block | None, follows: str | None = None) -> None:
        group = self._group(path)
        old = group.get(key)
        if new is None:
            follows = plain.before_key(group, key)
        self._log.append(Splice(path, key, old, new, follows))
        self._swap(path, key, new, follows)

    def _locate(self, path: Path) -> tuple[Path, str | None, Path]:
        """Group, block and path inside the block; block None where the group has none yet."""
        if self._is_whole:
            return (), HEAD, path
        group: Group = self._tree
        for at, key in enumerate(path):
            if key not in group or key == HEAD:
                return path[:at], None, path[at:]
            child = group[str(key)]
            if isinstance(child, str) or at + 1 == len(path):
                return path[:at], str(key), path[at:]
            group = child
        raise TextError("a change needs a path")

    # One operation

    def _make(self, op: Op, touched: dict[tuple[Path, str], bool]) -> None:
        group, key, inner = self._locate(op.path)
        if key is None:
            if op.kind != "add" or len(inner) != 1:
                raise TextError(f"no `{plain.spell(op.path)}`")
            self._add_block(group, op)
            touched[group, str(inner[0])] = False
        elif len(inner) == 1 and not self._is_whole and op.kind == "remove":
            self._drop(group, key)
        elif len(inner) == 1 and not self._is_whole and op.kind == "rename":
            self._rename(group, key, str(op.value))
            touched[group, str(op.value)] = touched.pop((group, key), False)
        else:
            self._splice(group, key, op, inner, touched)

    def _splice(self, group: Path, key: str, op: Op, inner: Path, touched: dict[tuple[Path, str], bool]) -> None:
        block = self._group(group)[key]
        if isinstance(block, dict):  # a group set as a whole
            block = blocks.join(block)
        try:
            new = self._spliced(block, op, inner)
        except TextError:
            touched[group, key] = True
            return
        touched.setdefault((group, key), False)
        self._put(group, key, new)

    def _spliced(self, block: str, op: Op, inner: Path) -> str:
        where = form.form_at(op.path)
        if op.kind == "set":
            return splice.replace(block, inner, op.value, where, self.look)
        owner = form.form_at(op.path[:-1])
        if op.kind == "add":
            return splice.add(block, inner, op.value, owner, self.look, op.follows)
        if op.kind == "remove":
            return splice.remove(block, inner, owner, self.look)
        return splice.rename(block, inner, str(op.value), self.look)

    def _rename(self, group: Path, key: str, new: str) -> None:
        block = self._group(group)[key]
        if isinstance(block, dict):
            raise TextError("a key of the format cannot be renamed")
        follows = plain.before_key(self._group(group), key)
        text = splice.rename(block, (key,), new, self.look)
        self._put(group, key, None)
        self._put(group, new, text, follows)

    def _drop(self, path: Path, key: str) -> None:
        group = self._group(path)
        if path and len(group) == 2:
            head = blocks.empty_head(group[HEAD])
            self._put(path[:-1], str(path[-1]), head)
            return
        tail = blocks.tail_of(blocks.join(group[key]))
        follows = plain.before_key(group, key) or HEAD
        self._put(path, key, None)
        if tail:
            self._append(path, follows, tail)

    def _append(self, path: Path, key: str, tail: str) -> None:
        way, last = blocks.last_leaf(self._group(path), key)
        inner = path + way
        self._put(inner, last, self._group(inner)[last] + tail)

    def _add_block(self, path: Path, op: Op) -> None:
        group = self._group(path)
        key = str(op.path[-1])
        follows = self._place(group, key, op, form.form_at(path))
        column = blocks.column_of(group, 2 * len(path))
        text = self._new_text(op, column)
        if path != () or key in ("nodes", "layout"):
            text = blocks.spaced(group, text, self.look.newline, is_first=follows == HEAD)
        way, last = blocks.last_leaf(group, follows)
        above = self._group(path + way)[last]
        if above and not above.endswith("\n"):
            self._put(path + way, last, above + self.look.newline)
            text = text.removesuffix("\n").removesuffix("\r")
        self._put(path, key, blocks.split_child(text, op.path, column), follows)

    def _place(self, group: Group, key: str, op: Op, where: form.Form) -> str:
        if op.follows is None:
            return HEAD
        if op.follows is not MISSING and op.follows in group:
            return str(op.follows)
        order = form.key_order(where)
        if key not in order:
            return next(reversed(group))
        before = set(order[: order.index(key)])
        return next((other for other in reversed(group) if other in before), HEAD)

    def _new_text(self, op: Op, column: int) -> str:
        key = str(op.path[-1])
        if op.source is not None and _says(op.source, {key: op.value}):
            return op.source if op.source.endswith("\n") else op.source + self.look.newline
        lines = lines_of.entry(key, op.value, column, form.form_at(op.path))
        return self.look.newline.join(lines) + self.look.newline

    # What the text must say

    def _advance(self, changes: Sequence[Change]) -> None:
        data = read_yaml(self.source).data if self._plain is MISSING else self._plain
        for change in changes:
            data = plain.put(data, change.path, change)
        self._plain = data

    def _expected(self, path: Path, melody: Melody | None) -> Any:
        if melody is None:
            return plain.get(self._plain, path)
        return thaw(melody) if not path else value_at(melody, path)

    def _settle(self, group: Path, key: str, melody: Melody | None, is_whole: bool) -> None:
        """Compare a changed block with the document; write it whole if it says something else."""
        path = () if self._is_whole else (*group, key)
        wanted = self._expected(path, melody)
        data = wanted if self._is_whole else {key: wanted}
        block = self._group(group)[key]
        text = blocks.join(block)
        if is_whole or not _says(text, data):
            if anchored(text):
                self._write_out_anchors(melody, (group, key))
            text = rewrite(text, path, wanted, self.look)
            if not _says(text, data):
                raise TextError(f"`{plain.spell(path)}` cannot be written")
        split = text if self._is_whole else blocks.split_child(text, path, blocks.column_in(text, 0))
        if split != block:
            self._put(group, key, split)

    def _write_out_anchors(self, melody: Melody | None, current: tuple[Path, str]) -> None:
        """Write all blocks whole that share values by anchors, before one of them loses its own."""
        for group, key, text in list(blocks.leaves(self._tree)):
            if (group, key) != current and key != HEAD and anchored(text):
                path = (*group, key)
                self._put(group, key, rewrite(text, path, self._expected(path, melody), self.look))


def dict_of(block: Block) -> Group:
    """The block, which must be a group."""
    if not isinstance(block, dict):
        raise TextError("no group of blocks")
    return block


def _says(text: str, data: Any) -> bool:
    try:
        return plain.same(spans.value(spans.parse(text)), data)
    except TextError:
        return False


def _is_json(source: str) -> bool:
    if not source.lstrip().startswith("{"):
        return False
    try:
        json.loads(source)
    except ValueError:
        return False
    return True
