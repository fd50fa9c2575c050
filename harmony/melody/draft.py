"""A document while it is edited: model and text in step, undo and redo.

The history holds edits, not documents. Undo also puts back the very blocks of text that an edit
replaced, so undoing everything gives the first file back byte for byte.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Final, Protocol

from harmony.melody.apply import apply
from harmony.melody.change import MISSING, Change, Edit, Path
from harmony.melody.diff import diff
from harmony.melody.model import FORMAT, Melody
from harmony.melody.text.tree import Patch, Tree
from harmony.melody.write import Text, brought_up, dump, taken_apart

MAX_EDITS: Final = 2_000
MERGE_SECONDS: Final = 1.0
SESSION: Final = "session:"
"""Edits in a row whose merge key begins so are one step however long it takes: work in one window on one text."""

Clock = Callable[[], float]
Listener = Callable[[str, Edit | None, str | None], None]
"""Called with `edit`, `undo` or `redo`, the edit that was made, and its merge key."""


class Openable(Protocol):
    """What a draft is opened from: `load.Loaded` is one."""

    @property
    def text(self) -> str:
        """The text of the file."""

    @property
    def upgraded_from(self) -> str:
        """The older format that the text is in; empty if it is the present one."""

    def require(self) -> Melody:
        """The document."""


@dataclass(frozen=True, slots=True)
class Step:
    """One edit that was made, with what undo needs.

    Attributes:
        edit: the changes.
        patches: what they did to the text.
        merge_key: of typing that may go on.
        swap: for a text that was taken over as a whole: document and text before, and after.
    """

    edit: Edit
    patches: tuple[Patch, ...] = ()
    merge_key: str | None = None
    swap: tuple[tuple[Melody, str], tuple[Melody, str]] | None = None


class Draft:
    """A document, its text and its history.

    Args:
        melody: the document.
        text: its text.
        clock: seconds since the epoch; for the time of edits and the merging of typing.
    """

    def __init__(self, melody: Melody, text: str, clock: Clock = time.time) -> None:
        self._melody = melody
        self._text = Text(text, melody)
        self._clock = clock
        self._done: list[Step] = []
        self._undone: list[Step] = []
        self._saved = text
        self._saved_at: Edit | None = None
        self._number = 0
        self.listener: Listener | None = None

    @classmethod
    def new(cls, name: str, clock: Clock = time.time) -> Draft:
        """An empty document."""
        melody = Melody.model_validate({"format": FORMAT, "name": name, "nodes": {}})
        return cls(melody, dump(melody), clock)

    @classmethod
    def open(cls, loaded: Openable, clock: Clock = time.time) -> Draft:
        """A document that has been loaded; one of an older format is there in the present one, not yet saved.

        Raises:
            MelodyError: it has errors.
        """
        melody = loaded.require()
        if not loaded.upgraded_from:
            return cls(melody, loaded.text, clock)
        draft = cls(melody, brought_up(loaded.text, melody), clock)
        draft._saved = loaded.text
        return draft

    @property
    def melody(self) -> Melody:
        """The document as it is now."""
        return self._melody

    @property
    def text(self) -> str:
        """The text as it is now; it always says exactly the document."""
        return self._text.source

    def parting(self) -> Callable[[], Tree] | None:
        """Work that the first edit would have to do, for another thread; None if it is done. `take` its result."""
        return None if self._text.is_apart else partial(taken_apart, self._text.source, self._melody)

    def take(self, tree: Tree) -> None:
        """Use what `parting` gave."""
        self._text.take(tree)

    def lines_of(self, path: Path) -> str | None:
        """The lines of a node, input, output, place or top-level key, its comments included."""
        return self._text.block(path)

    @property
    def has_anchors(self) -> bool:
        """True if an edit may write YAML anchors out as plain values: ask the person once."""
        return self._text.has_anchors

    @property
    def history(self) -> list[Edit]:
        """The edits that undo would take back, oldest first."""
        return [step.edit for step in self._done]

    @property
    def steps(self) -> tuple[tuple[Step, ...], tuple[Step, ...]]:
        """The steps that undo would take back, oldest first, and those that redo would make again, next first."""
        return tuple(self._done), tuple(reversed(self._undone))

    @property
    def can_undo(self) -> bool:
        """True if there is something to undo."""
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        """True if there is something to redo."""
        return bool(self._undone)

    @property
    def undo_label(self) -> str:
        """What undo would take back; empty if nothing."""
        return self._done[-1].edit.label if self._done else ""

    @property
    def redo_label(self) -> str:
        """What redo would do again; empty if nothing."""
        return self._undone[-1].edit.label if self._undone else ""

    @property
    def is_dirty(self) -> bool:
        """True if the text differs from the saved one."""
        return self.text != self._saved

    @property
    def saved_text(self) -> str:
        """What the file is known to hold."""
        return self._saved

    @property
    def since_saved(self) -> tuple[list[Edit], list[Edit]]:
        """The edits that were made since it was saved, and those that were taken back since; oldest first."""
        made, back = self.history, [step.edit for step in reversed(self._undone)]
        if self._saved_at in back:
            return [], back[: back.index(self._saved_at) + 1]
        return (made[made.index(self._saved_at) + 1 :] if self._saved_at in made else made), []

    def mark_saved(self, text: str | None = None) -> None:
        """The text as it is now (or another one) is on the disk."""
        self._saved = self.text if text is None else text
        self._saved_at = self._done[-1].edit if self._done else None
        if self._done:  # typing that goes on is an edit of its own
            self._done[-1] = replace(self._done[-1], merge_key=None)

    def do(self, edit: Edit, merge_key: str | None = None) -> tuple[Change, ...]:
        """Make an edit.

        Args:
            edit: what to do; an id and a time are given to it if it has none.
            merge_key: names the field that is typed in: edits of one key that follow each
                other within a second are undone together; with `SESSION` in front at any time.

        Returns:
            The changes made; empty if the edit changes nothing. Such an edit is a step only if it brings
            an id of its own: a decision that leaves everything as it is.

        Raises:
            EditRefused: it does not fit; document, text and history are as before.
        """
        if not edit.changes and not edit.id:
            return ()
        melody = apply(self._melody, edit.changes)
        patch = self._text.apply(edit.changes, melody)
        self._melody = melody
        self._undone.clear()
        edit = self._stamped(edit)
        self._remember(edit, patch, merge_key)
        self._tell("edit", edit, merge_key)
        return edit.changes

    def undo(self) -> tuple[Change, ...]:
        """Take back the last edit; returns the changes that did it."""
        if not self._done:
            return ()
        step = self._done[-1]
        changes = step.edit.inverse().changes
        if step.swap is not None:
            self._put(*step.swap[0])
        else:
            self._melody = apply(self._melody, changes)
            for patch in reversed(step.patches):
                self._text.revert(patch)
        self._undone.append(self._done.pop())
        self._tell("undo")
        return changes

    def redo(self) -> tuple[Change, ...]:
        """Do again what was undone last; returns the changes made."""
        if not self._undone:
            return ()
        step = self._undone[-1]
        if step.swap is not None:
            self._put(*step.swap[1])
        else:
            self._melody = apply(self._melody, step.edit.changes)
            for patch in step.patches:
                self._text.replay(patch)
        self._done.append(replace(self._undone.pop(), merge_key=None))
        self._tell("redo")
        return step.edit.changes

    def adopt(self, melody: Melody, text: str, label: str) -> tuple[Change, ...]:
        """Take another text over as it is, say the file's; one step that undo takes back.

        The listener is not told: only the caller can say where the text is from.

        Args:
            melody: what the text says.
            text: the text.
            label: for the undo list.

        Returns:
            The changes made; empty if only the text differs.
        """
        edit = self._stamped(Edit("", label, 0.0, tuple(diff(self._melody, melody))))
        before = (self._melody, self.text)
        self._put(melody, text)
        self._undone.clear()
        self._done.append(Step(edit, swap=(before, (melody, text))))
        return edit.changes

    def settle(self, text: str) -> None:
        """Hold another text that says the same document, as a save had left it."""
        self._put(self._melody, text)

    def first_text(self) -> str:
        """The text as it would be if undo took back everything."""
        at = next((i for i, step in enumerate(self._done) if step.swap is not None), len(self._done))
        swap = self._done[at].swap if at < len(self._done) else None
        text = Text(swap[0][1], swap[0][0]) if swap is not None else self._text
        patches = [patch for step in self._done[:at] for patch in step.patches]
        for patch in reversed(patches):
            text.revert(patch)
        found = text.source
        for patch in patches if swap is None else ():
            text.replay(patch)
        return found

    def _put(self, melody: Melody, text: str) -> None:
        self._melody, self._text = melody, Text(text, melody)

    def _tell(self, kind: str, edit: Edit | None = None, merge_key: str | None = None) -> None:
        if self.listener is not None:
            self.listener(kind, edit, merge_key)

    def _stamped(self, edit: Edit) -> Edit:
        self._number += 1
        return replace(edit, id=edit.id or f"e{self._number}", at=edit.at or self._clock())

    def _remember(self, edit: Edit, patch: Patch, merge_key: str | None) -> None:
        last = self._done[-1] if self._done else None
        goes_on = last is not None and merge_key is not None and last.merge_key == merge_key
        is_session = merge_key is not None and merge_key.startswith(SESSION)
        if last is not None and goes_on and (is_session or 0 <= edit.at - last.edit.at <= MERGE_SECONDS):
            merged = replace(last.edit, at=edit.at, changes=merge_changes(last.edit.changes, edit.changes))
            self._done[-1] = Step(merged, merge_patches(last.patches, patch), merge_key)
            return
        self._done.append(Step(edit, (patch,), merge_key))
        del self._done[:-MAX_EDITS]


def merge_changes(first: tuple[Change, ...], second: tuple[Change, ...]) -> tuple[Change, ...]:
    """Two edits as one: where both set the same one value, only the last setting remains."""
    is_same = len(second) == 1 and bool(first) and first[-1].path == second[0].path
    if is_same and MISSING not in (first[-1].after, second[0].after):
        return (*first[:-1], replace(first[-1], after=second[0].after))
    return first + second


def merge_patches(first: tuple[Patch, ...], second: Patch) -> tuple[Patch, ...]:
    """Patches in order; a block that is replaced again and again is kept as it was at first."""
    last = first[-1]
    if len(last) == 1 and len(second) == 1:
        old, new = last[0], second[0]
        if (old.group, old.key) == (new.group, new.key) and None not in (old.after, new.before, new.after):
            return (*first[:-1], (replace(old, after=new.after),))
    return (*first, second)
