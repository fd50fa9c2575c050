"""What `Document` has to do with its file: saved, watched, merged, owned by one window.

`Keeper` does it; this tells Qt.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from harmony.board import opening
from harmony.board.aside import Aside
from harmony.board.keeper import Keeper, Seen
from harmony.board.reading import Answer, Asked, is_large
from harmony.board.watch import FileWatch
from harmony.errors import EditRefused
from harmony.melody.change import Change
from harmony.melody.draft import Draft
from harmony.melody.merge import Conflict
from harmony.melody.save import FileChanged
from harmony.melody.settle import Side


class Filed(QObject):
    """A document's file.

    Signals:
        saved_changed(): `is_dirty` or `path` is another one.
        refused(sentence): an edit was refused; nothing was changed.
        told(sentence, severity): something was done about the file that a person should know.
        safety_changed(): `is_read_only`, `notice` or `conflicts` are others.
    """

    saved_changed = Signal()
    refused = Signal(str)
    told = Signal(str, str)
    safety_changed = Signal()

    def __init__(self, keeper: Keeper) -> None:
        super().__init__()
        self._keeper = keeper
        self._was_dirty = False
        self._problem = ""
        self._were_open = keeper.conflicts
        self._watch = FileWatch(self)
        self._watch.follow(keeper.path)
        self._watch.touched.connect(self.look_aside)

    @property
    def _draft(self) -> Draft:
        return self._keeper.draft

    @property
    def path(self) -> Path | None:
        """Its file; None while it has none."""
        return self._keeper.path

    @property
    def is_dirty(self) -> bool:
        """True if there is something to save."""
        return self._keeper.is_dirty

    @property
    def is_read_only(self) -> bool:
        """True if another window has the document; `take_over` changes that."""
        return self._keeper.is_read_only

    @property
    def notice(self) -> str:
        """What a person should know of how it was opened, or why it is read-only; empty if all is as usual."""
        return self._keeper.notice

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """Places that were changed here and in the file, each in its own way; saving waits for them."""
        return self._keeper.conflicts

    @property
    def view(self) -> dict[str, Any] | None:
        """What the window showed when it was killed; None if it was not."""
        return self._keeper.view

    def keep_view(self, view: dict[str, Any]) -> None:
        """Remember what the window shows, beside the edits."""
        self._keeper.keep_view(view)

    def save(self, path: Path | None = None) -> Path:
        """Write the text to its file, or to another one from now on; atomically.

        Raises:
            FileChanged: the file was changed by another program, or there are conflicts to decide.
            MelodyError: it cannot be written.
            ValueError: there is no file yet and none was given.
        """
        target = path or self.path
        if target is None:
            raise ValueError("a Melody without a file is saved with a path")
        # The watcher tells a moment later than a person can save; a merge is looked at before it is saved.
        if target == self.path and not self.is_read_only and self.look_at_disk().kind == "merged":
            raise FileChanged(
                f"{target} was not saved: it was changed by another program. Both sides are in the document now: "
                "look at it, then save again"
            )
        said_before = self.notice
        self._keeper.save(target)
        self._watch.follow(target)
        self._tell_saved(force=True)
        self.safety_changed.emit()
        if self.notice and not self.is_read_only and self.notice != said_before:
            self.told.emit(self.notice, "warning")
        return target

    def decide(self, conflicts: Iterable[Conflict], side: Side) -> bool:
        """Settle conflicts: `mine`, `theirs` or `both`; one step of undo, which brings them back.

        Returns:
            False if that could not be done; `refused` has said why.
        """
        if not self._may_edit():
            return False
        try:
            changes = self._keeper.decide(conflicts, side)
        except EditRefused as error:
            self.refused.emit(error.message)
            return False
        self._after(changes)
        return True

    def take_over(self) -> None:
        """Edit here from now on, with what the other window had not saved.

        Raises:
            MelodyError: this system does not let it go while the other window lives.
        """
        opening.take_over(self._keeper)
        self._start_afresh()

    def look_at_disk(self) -> Seen:
        """See whether another program wrote the file; what it wrote is read, or merged with what is unsaved here."""
        return self._seen(self._keeper.look_at_disk())

    def look_aside(self) -> None:
        """The same, without holding the window up where the file is large."""
        if self.path is None or not is_large(self.path):
            self.look_at_disk()
            return
        asked = self._keeper.asked()
        if asked is not None:
            self.told.emit(f"{asked.path.name} was changed by another program: reading it.", "info")
            Aside(asked.answer, partial(self._answered, asked), self._unread, self)

    def _answered(self, asked: Asked, answer: Answer) -> None:
        self.told.emit("", "info")
        if self._seen(self._keeper.take(asked, answer)).kind == "again":
            self.look_aside()

    def _unread(self, error: Exception) -> None:
        self.told.emit(f"The file cannot be read: {error}", "warning")

    def _seen(self, seen: Seen) -> Seen:
        if seen.sentence:
            self.told.emit(seen.sentence, "info" if seen.kind in ("read", "back") else "warning")
            self._tell_saved()
        if seen.kind in ("read", "merged"):
            self._start_afresh()
        return seen

    def close(self, *, keep: bool = False) -> None:
        """It is not open any more: its edit journal goes, unless it is to be there at the next start."""
        self._watch.follow(None)
        self._keeper.close(keep=keep)

    def _may_edit(self) -> bool:
        """Whether an edit can be made; says why not."""
        was, why = self.is_read_only, self._keeper.why_not()
        if why:
            self.refused.emit(f"{why}. Take it over to edit here.")
        if was != self.is_read_only:
            self.safety_changed.emit()
        return not why

    def _after(self, changes: tuple[Change, ...]) -> None:
        """An edit was made, taken back or made again."""
        self._tell_saved()
        if self.conflicts != self._were_open:
            self._were_open = self.conflicts
            self.safety_changed.emit()
        if self._keeper.problem != self._problem:
            self._problem = self._keeper.problem
            if self._problem:
                self.told.emit(self._problem, "warning")

    def _start_afresh(self) -> None:
        """Everything may be different."""
        self._were_open = self.conflicts
        self._tell_saved(force=True)
        self.safety_changed.emit()

    def _tell_saved(self, force: bool = False) -> None:
        dirty = self.is_dirty
        if force or dirty != self._was_dirty:
            self._was_dirty = dirty
            self.saved_changed.emit()
