"""The text of a document, edited in place: a change touches its own lines and nothing else.

`Text` holds a file as blocks (`text/blocks.py`). A change is made in the smallest span of its
block; then the block is parsed again and compared with what it must say, and written whole, its
comments on top, if that differs. So the text can never say anything but the document.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from harmony.errors import EditRefused
from harmony.melody import form, plain
from harmony.melody.apply import raw_at, value_at
from harmony.melody.change import MISSING, Change, Path
from harmony.melody.diff import differences
from harmony.melody.frozen import thaw
from harmony.melody.model import Melody
from harmony.melody.reading import read_yaml
from harmony.melody.text import blocks, quick, splice
from harmony.melody.text import dump as lines_of
from harmony.melody.text.blocks import HEAD, Group
from harmony.melody.text.refine import Op, refine
from harmony.melody.text.spans import TextError
from harmony.melody.text.splice import Look
from harmony.melody.text.tree import Patch, Tree
from harmony.melody.text.whole import anchored, rewrite, says

PLACES: Path = ("layout", "nodes")
Touched = dict[tuple[Path, str], bool]
"""Changed blocks; True: to be written whole."""


def dump(melody: Melody | Mapping[str, Any]) -> str:
    """The text of a new file, as a person would write it."""
    return lines_of.document(thaw(melody))


def taken_apart(source: str, known: Melody | Mapping[str, Any] | None) -> Tree:
    """The blocks of a text that says `known`."""
    tree = Tree(source)
    if known is not None:
        _keep_right(tree, known)
    return tree


def _keep_right(tree: Tree, known: Melody | Mapping[str, Any]) -> None:
    """Keep the text in one piece if a line in it only looks like a key (in a text over several lines)."""
    if not tree.is_whole and not is_split_right(tree.root, known):
        tree.keep_whole()


def brought_up(source: str, melody: Melody) -> str:
    """A text made to say `melody`, whatever it said: what differs is changed, the rest stays."""
    data = read_yaml(source).data
    text = Text(source, data)
    try:
        text.apply(differences(data, thaw(melody)), melody)
    except EditRefused:
        return dump(melody)
    return text.source


class Text:
    """The text of a Melody file.

    Args:
        source: YAML or JSON that has been loaded without an error.
        known: what it says, as a document or as plain data; without it the text is parsed as a
            whole once, when it is first needed.
    """

    def __init__(self, source: str, known: Melody | Mapping[str, Any] | None = None) -> None:
        self._first, self._known = source, known
        self._made: Tree | None = None
        self._plain: Any = MISSING
        self._is_checked = known is not None
        self._look = Look("\r\n" if "\r\n" in source else "\n", _is_json(source))

    @property
    def source(self) -> str:
        """The whole text as it is now."""
        return self._first if self._made is None else self._made.source

    @property
    def _tree(self) -> Tree:
        """The text taken apart, which takes a while and is first needed by an edit."""
        if self._made is None:
            self.take(taken_apart(self._first, self._known))
        assert self._made is not None
        return self._made

    @property
    def is_apart(self) -> bool:
        """True once it has been taken apart."""
        return self._made is not None

    def take(self, tree: Tree) -> None:
        """Use what `taken_apart` has made of the text, perhaps on another thread; too late is no harm."""
        if self._made is None:
            self._made, self._known = tree, None

    @property
    def has_anchors(self) -> bool:
        """True if an edit may write anchors, aliases or merge keys out: ask the person once."""
        return anchored(self.source)

    def block(self, path: Path) -> str | None:
        """The lines of a node, input, output, place or top-level key, its comments included."""
        group, key, inner = self._tree.locate(path)
        if key is None or len(inner) > 1 or self._tree.is_whole:
            return None
        return blocks.join(self._tree.group(group)[key])

    def apply(self, changes: Sequence[Change], melody: Melody | None = None) -> Patch:
        """Make changes in the text.

        Args:
            changes: what has been changed, in order.
            melody: the document after the changes, which the text must say then; without it
                what it said before and the changes tell that.

        Returns:
            What was done, for `revert` and `replay`.

        Raises:
            EditRefused: a change does not fit the text; nothing has been changed.
        """
        if not self._is_checked or (melody is None and self._plain is MISSING):
            self._plain = read_yaml(self.source).data
            self._check(self._plain)
        known, touched = self._plain, Touched()
        self._plain = MISSING if melody is not None else self._advanced(changes)
        try:
            for op in refine(changes):
                self._make(op, touched)
            for (group, key), is_whole in touched.items():
                if key in self._tree.group(group):
                    self._settle(group, key, melody, is_whole)
        except (TextError, KeyError) as error:
            self._tree.revert(self._tree.take_log())
            self._plain = known
            raise EditRefused(f"The file's text cannot take this edit: {error}") from error
        return self._tree.take_log()

    def revert(self, patch: Patch) -> None:
        """Take back what `apply` did last."""
        self._tree.revert(patch)
        self._plain = MISSING

    def replay(self, patch: Patch) -> None:
        """Do again what `revert` took back."""
        self._tree.replay(patch)
        self._plain = MISSING

    # One operation

    def _make(self, op: Op, touched: Touched) -> None:
        group, key, inner = self._tree.locate(op.path)
        is_block = len(inner) == 1 and not self._tree.is_whole
        if key is None:
            if op.kind != "add" or len(inner) != 1:
                raise TextError(f"there is no `{plain.spell(op.path)}`")
            self._add_block(group, op)
            touched[group, str(inner[0])] = False
        elif is_block and op.kind == "remove":
            self._drop(group, key, touched)
        elif is_block and op.kind == "rename":
            self._rename(group, key, str(op.value))
            touched[group, str(op.value)] = touched.pop((group, key), False)
        else:
            self._splice(group, key, op, inner, touched)

    def _splice(self, group: Path, key: str, op: Op, inner: Path, touched: Touched) -> None:
        block = blocks.join(self._tree.group(group)[key])  # a group that is set as a whole is joined
        try:
            new = self._spliced(block, op, inner)
        except TextError:
            touched[group, key] = True
            return
        touched.setdefault((group, key), False)
        self._tree.put(group, key, new)

    def _spliced(self, block: str, op: Op, inner: Path) -> str:
        if op.kind == "set":
            if inner[1:2] == ("at",) and len(inner) == 3 and op.path[:2] == PLACES:
                moved = quick.moved(block, str(inner[0]), int(inner[2]), op.value)
                if moved is not None:
                    return moved
            return splice.replace(block, inner, op.value, form.form_at(op.path), self._look)
        owner = form.form_at(op.path[:-1])
        if op.kind == "add":
            return splice.add(block, inner, op.value, owner, self._look, op.follows)
        if op.kind == "remove":
            plainly = quick.without(block, str(inner[1])) if len(inner) == 2 and op.path[0] == "nodes" else None
            return splice.remove(block, inner, owner, self._look) if plainly is None else plainly
        return splice.rename(block, inner, str(op.value), self._look)

    def _rename(self, path: Path, key: str, new: str) -> None:
        group = self._tree.group(path)
        if isinstance(group[key], Group) or new in group:
            raise TextError(f"`{key}` cannot be called `{new}`")
        text, follows = splice.rename(group[key], (key,), new, self._look), group.before(key)
        self._tree.put(path, key, None)
        self._tree.put(path, new, text, follows)

    def _drop(self, path: Path, key: str, touched: Touched) -> None:
        group = self._tree.group(path)
        if path and len(group) == 2:  # its last child: the mapping stays as `nodes: {}`
            self._tree.put(path[:-1], str(path[-1]), blocks.empty_head(group[HEAD]))
            return
        tail = blocks.tail_of(blocks.join(group[key]))
        above = group.before(key) or HEAD
        self._tree.put(path, key, None)
        if tail:
            self._tree.end(path, above, self._tree.last_text(path, above) + tail)
        if blocks.keeps_blank(self._tree.last_text(path, above)):  # blank lines below would become its own
            way, last = blocks.last_leaf(self._tree.group(path), above)
            touched[path + way, last] = self._tree.is_blank_below(path + way, last)

    def _add_block(self, path: Path, op: Op) -> None:
        group, key = self._tree.group(path), str(op.path[-1])
        follows = _place(group, key, op, form.form_at(path))
        column = blocks.column_of(group, lines_of.STEP * len(path))
        text = self._new_text(op, column)
        above = self._tree.last_text(path, follows)
        above, tail = blocks.cut_tail(above, column)
        if (path or key in ("nodes", "layout")) and not blocks.keeps_blank(above):
            text = blocks.spaced(group, text, self._look.newline, is_first=follows == HEAD)
        if tail:
            self._tree.end(path, follows, above)
            text += tail
        elif above and not above.endswith("\n"):
            self._tree.end(path, follows, above + self._look.newline)
            text = text.removesuffix("\n").removesuffix("\r")
        self._tree.put(path, key, blocks.split_child(text, op.path, column), follows)

    def _new_text(self, op: Op, column: int) -> str:
        key = str(op.path[-1])
        if op.source is not None and says(op.source, {key: op.value}):
            return op.source if op.source.endswith("\n") else op.source + self._look.newline
        lines = lines_of.entry(key, op.value, column, form.form_at(op.path))
        return self._look.newline.join(lines) + self._look.newline

    # What the text must say

    def _check(self, known: Melody | Mapping[str, Any]) -> None:
        """Keep the text in one piece if a line in it only looks like a key (in a text over several lines)."""
        self._is_checked = True
        _keep_right(self._tree, known)

    def _advanced(self, changes: Sequence[Change]) -> Any:
        data = self._plain
        for change in changes:
            data = plain.put(data, change.path, change)
        return data

    def _expected(self, path: Path, melody: Melody | None) -> Any:
        if melody is None:
            return plain.get(self._plain, path)
        return value_at(melody, path)

    def _settle(self, group: Path, key: str, melody: Melody | None, is_whole: bool) -> None:
        """Compare a changed block with the document; write it whole if it says something else."""
        path = () if self._tree.is_whole else (*group, key)
        wanted = self._expected(path, melody)
        data = {key: wanted} if path else wanted
        block = self._tree.group(group)[key]
        if group == PLACES and isinstance(block, str) and not is_whole:
            spot = quick.place(block, key)
            if spot is not None and plain.same(wanted, {"at": list(spot)}):
                return
        text = blocks.join(block)
        if is_whole or not says(text, data):
            if anchored(text):
                self._write_out_anchors(melody, (group, key))
            text = self._written(text, path, wanted, data)
        split = blocks.split_child(text, path, blocks.column_in(text, 0)) if path else text
        if isinstance(split, Group) and not is_split_right(split, wanted):
            split = text
        if split != block:
            self._tree.put(group, key, split)

    def _written(self, text: str, path: Path, wanted: Any, data: Any) -> str:
        """A block's text that says `wanted`: as it is but for its last line break, or whole."""
        new = rewrite(text, path, wanted, self._look)
        ended = (piece + self._look.newline for piece in (text, new) if not piece.endswith("\n"))
        for candidate in (*ended, new):
            if says(candidate, data):
                return candidate
        raise TextError(f"`{plain.spell(path)}` cannot be written")

    def _write_out_anchors(self, melody: Melody | None, current: tuple[Path, str]) -> None:
        """Write all blocks whole that share values by anchors, before one of them loses its own."""
        for group, key, text in list(blocks.leaves(self._tree.root)):
            if (group, key) != current and key != HEAD and anchored(text):
                path = (*group, key)
                self._tree.put(group, key, rewrite(text, path, self._expected(path, melody), self._look))


def is_split_right(tree: Group, known: Melody | Mapping[str, Any]) -> bool:
    """True if the keys of all groups of blocks are those of the data that the text holds."""
    for path, group in blocks.groups(tree):
        said = keys_at(known, path)
        if len(said) != len(group) - 1 or any(key not in group for key in said):
            return False
    return True


def keys_at(known: Melody | Mapping[str, Any], path: Path) -> Collection[str]:
    """The keys of a mapping of a document or of plain data."""
    value = raw_at(known, path) if isinstance(known, Melody) else plain.get(known, path)
    if isinstance(value, BaseModel):
        names = form.fields(type(value)).items()
        return [key for key, name in names if name in value.model_fields_set]
    return value if isinstance(value, Mapping) else ()


def _place(group: Group, key: str, op: Op, where: form.Form) -> str:
    """The key that a new block stands behind."""
    if op.follows is None:
        return HEAD
    if op.follows is not MISSING and op.follows in group:
        return str(op.follows)
    order = form.key_order(where)
    if key not in order:
        return group.last()
    before = set(order[: order.index(key)])
    return next((other for other in reversed(group) if other in before), HEAD)


def _is_json(source: str) -> bool:
    if not source.lstrip().startswith("{"):
        return False
    try:
        json.loads(source)
    except ValueError:
        return False
    return True
