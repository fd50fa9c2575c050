"""Keeps an open document from being lost: its file, its edit journal, and what others write; no Qt.

`Document` asks it to save and to look at the disk; `opening` makes one. Nothing here waits for an
engine or a window, so a test can edit without either and be killed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from harmony.board.edit_file import EditFile, name_for
from harmony.board.reading import Answer, Asked
from harmony.melody import edit_log
from harmony.melody.change import Change, Edit
from harmony.melody.draft import MAX_EDITS, Draft
from harmony.melody.edit_log import Record
from harmony.melody.load import Loaded, loads
from harmony.melody.merge import Conflict
from harmony.melody.recovery import Known, bring, joined
from harmony.melody.save import FileChanged, save, text_hash
from harmony.melody.settle import Side, settle

TAKEN: Final = "Another window has taken this document over"


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of looking at the file.

    Attributes:
        kind: `same`, `read` (taken over: there was nothing unsaved), `merged`, `broken` (it cannot be
            read or understood: one's own stays), `gone`, `back` (it was gone, and is as it was), or
            `again`: it is to be asked once more.
        sentence: for the person; empty for `same`.
    """

    kind: str = "same"
    sentence: str = ""


class Keeper:
    """One open document.

    Args:
        draft: the document with its history.
        path: its file; None if it has none.
        journal: whose lock is held, unless `is_read_only`; None: edits are not journalled.

    Attributes:
        is_read_only: another window has the document.
        notice: what the person is to be told about it, at opening or as it is read-only.
        is_gone: somebody deleted the file.
        recovered: edits that a window which is gone had not saved.
        view: what the window showed last, as plain data.
    """

    def __init__(self, draft: Draft, path: Path | None = None, journal: EditFile | None = None) -> None:
        self.path = path
        self.journal = journal
        self.is_read_only = False
        self.is_gone = False
        self.notice = ""
        self.recovered = 0
        self._decided: dict[str, tuple[Conflict, ...]] = {}
        self.conflicts = ()
        self.view: dict[str, Any] | None = None
        self._seen_as: tuple[int, ...] = ()
        self.take_up(Known(draft, draft.melody, text_hash(draft.saved_text) if path is not None else ""))

    def take_up(self, known: Known) -> None:
        """Go on with a draft whose file is known."""
        self.draft, self._base, self._sha = known.draft, known.base, known.sha
        self.conflicts, self.view = known.conflicts, known.view
        self._first = known.draft.saved_text
        self.draft.listener = self._heard

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """Places that this window and the file changed, each in its own way; to be decided.

        A decision is an edit: taken back, its conflicts are there again.
        """
        if not self._decided:
            return self._open
        made = {edit.id for edit in self.draft.history}
        settled = {one.path for id, ones in self._decided.items() if id in made for one in ones}
        return tuple(one for one in self._open if one.path not in settled)

    @conflicts.setter
    def conflicts(self, conflicts: tuple[Conflict, ...]) -> None:
        self._open, self._decided = conflicts, {}

    @property
    def sha(self) -> str:
        """SHA-256 of what the file is known to hold; empty if there is none."""
        return self._sha

    @property
    def is_dirty(self) -> bool:
        """True if there is something to save."""
        return self.is_gone or self.draft.is_dirty

    # Editing

    def why_not(self) -> str:
        """Why no edit can be made now; empty if it can."""
        if not self.is_read_only and self.journal is not None and not self.journal.lock.is_mine:
            self.look_only(TAKEN)
        return self.notice if self.is_read_only else ""

    def look_only(self, notice: str) -> None:
        """Another window has the document from now on."""
        self.is_read_only, self.notice = True, notice

    @property
    def problem(self) -> str:
        """Why edits are not safe at the moment; empty if they are."""
        return self.journal.problem if self.journal is not None else ""

    def keep_view(self, view: dict[str, Any]) -> None:
        """Remember what the window shows; written only to a journal that has begun."""
        self.view = view
        if self.journal is not None and self.journal.is_begun:
            self._write(Record("view", view=view))

    def adopt(self, text: str, label: str) -> tuple[Change, ...]:
        """Put another text in the place of all, as one step that undo takes back.

        Raises:
            MelodyError: it cannot be understood; nothing is changed.
        """
        is_json = self.path is not None and self.path.suffix == ".json"
        melody = loads(text, format="json" if is_json else None).require()
        changes = self.draft.adopt(melody, text, label)
        self._write(Record("whole", Edit("", label, 0.0, ()), text=text))
        return changes

    def _heard(self, kind: str, edit: Edit | None, key: str | None) -> None:
        """The draft did something: write it down before anybody is told."""
        records = {"edit": Record("edit", edit, key), "undo": Record("undo"), "redo": Record("redo")}
        self._write(records[kind])

    def _write(self, record: Record) -> None:
        if self.journal is None or self.is_read_only:
            return
        if self.journal.is_begun:
            self.journal.add(record)
        elif self.journal.problem:  # there is a gap: everything is said anew
            self.journal.begin(self._restated())
        else:
            base = Record("base", path=self._name, sha=self._sha, text=self._first)
            view = [Record("view", view=self.view)] if self.view is not None else []
            self.journal.begin([base, *view, record])

    def _restated(self) -> list[Record]:
        sha = text_hash(self.draft.saved_text) if self.path is not None else ""
        view = [Record("view", view=self.view)] if self.view is not None else []
        return [*edit_log.restated(self.draft, self._name, sha), *view]

    @property
    def _name(self) -> str:
        return str(self.path.absolute()) if self.path is not None else ""

    # The file

    def save(self, target: Path) -> None:
        """Write the text to its file, or to another one from now on.

        Raises:
            FileChanged: another program changed the file, or there are conflicts to decide.
            MelodyError: it cannot be written.
        """
        is_own = target == self.path
        if is_own:
            self._check_may_save(target)
        # A person who names a file in the dialog has said that it may be replaced.
        sha = save(target, self.draft.text, expected=self._sha if is_own else None)
        self.draft.mark_saved()
        self.conflicts, self.is_gone = (), False
        self._base, self._sha, self._seen_as = self.draft.melody, sha, ()
        if is_own:
            self._note_save()
        else:
            self._go_to(target)

    def _check_may_save(self, target: Path) -> None:
        why = self.why_not()
        if why:
            raise FileChanged(f"{target} was not saved: {why}. Save under another name, or take it over")
        if self.conflicts:
            count = len(self.conflicts)
            what = "a place was" if count == 1 else f"{count} places were"
            raise FileChanged(
                f"{target} was not saved: {what} changed here and by another program. Decide first: mine or theirs"
            )

    def _note_save(self) -> None:
        journal = self.journal
        if journal is None or not journal.is_begun:
            self._first = self.draft.text
        elif journal.records > MAX_EDITS or journal.size > edit_log.MAX_BYTES:
            journal.begin(self._restated())
        else:
            journal.add(Record("saved", sha=self._sha))

    def _go_to(self, target: Path) -> None:
        """The document has another file now, and its journal another name."""
        self.path, self.conflicts, self._first = target, (), self.draft.text
        if self.journal is None:
            return
        self.journal.close(keep=self.is_read_only)
        self.journal = EditFile(self.journal.path.parent, name_for(target))
        self.is_read_only, self.notice = False, ""
        try:
            is_ours = self.journal.lock.take()
        except OSError as error:  # the file is written: that edits are not journalled is no reason to refuse
            self.notice = self.journal.unsafe(error)
            self.journal = None
            return
        if not is_ours:
            self.look_only(f"Another window has this document ({self.journal.lock.holder})")
        elif self.draft.steps != ((), ()):
            self.journal.begin(self._restated())

    def look_at_disk(self) -> Seen:
        """See whether another program wrote the file, and bring that in; nothing of either side is lost."""
        asked = self.asked()
        return self.take(asked, asked.answer()) if asked is not None else Seen()

    def asked(self) -> Asked | None:
        """The question what the file holds; None if it was not touched since it was asked last."""
        if self.path is None or not self._is_touched():
            return None
        draft = self.draft
        saved = draft.text if self._is_looking_on else draft.saved_text
        return Asked(self.path, self._sha, self._base, draft.melody, draft.text, saved)

    @property
    def _is_looking_on(self) -> bool:
        """True if what is unsaved here went to the window that took the document over: the file is followed then."""
        return self.is_read_only and not self.problem

    def take(self, asked: Asked, answer: Answer) -> Seen:
        """Bring in what was found; `again` if the document was changed meanwhile, and it is to be asked once more."""
        if asked.path != self.path:
            return Seen()
        if answer.is_broken:
            self._seen_as = ()  # it may be half written
            return Seen("broken", f"{asked.path.name} was changed by another program and cannot be read: yours stays.")
        was_gone, self.is_gone = self.is_gone, not answer.sha
        if self.is_gone:
            return Seen("gone", f"{asked.path.name} is no longer there: save to write it again.")
        if answer.brought is None or answer.sha == self._sha:
            return Seen("back", f"{asked.path.name} is there again, as it was.") if was_gone else Seen()
        if not self._is_as(asked):
            self._seen_as = ()
            return Seen("again")
        was_dirty = self.draft.is_dirty and not self._is_looking_on
        new = bring(self.draft, answer.brought)
        self._note_disk(answer.brought.file, new)
        return Seen("merged", said(asked.path.name, new)) if was_dirty else Seen("read", read_again(asked.path.name))

    def _is_as(self, asked: Asked) -> bool:
        draft = self.draft
        return draft.melody is asked.melody and draft.text == asked.text and self._sha == asked.sha

    def _note_disk(self, loaded: Loaded, new: tuple[Conflict, ...]) -> None:
        sha = text_hash(loaded.text)
        self._write(Record("disk", sha=sha, text=loaded.text))
        self._base, self._sha = loaded.require(), sha
        self.conflicts = joined(self.conflicts, new)

    def _is_touched(self) -> bool:
        """False if the file looks as it did at the last look: hashing is for the rest."""
        assert self.path is not None
        try:
            found = self.path.stat()
            # The time of the change too: programs that copy files set the other one as they like.
            now: tuple[int, ...] = (found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino)
        except OSError:
            now = (0,)
        was, self._seen_as = self._seen_as, now
        return now != was

    def decide(self, conflicts: Iterable[Conflict], side: Side) -> tuple[Change, ...]:
        """Settle conflicts in one step of undo: `mine`, `theirs`, or `both` beside one another.

        Raises:
            EditRefused: their value does not fit any more; the conflicts stay.
        """
        chosen = tuple(conflicts)
        edit = settle(self.draft.melody, chosen, side)
        changes = self.draft.do(edit)
        self._decided[edit.id] = chosen
        return changes

    def close(self, *, keep: bool = False) -> None:
        """The document is closed; with `keep` its journal stays for the next start."""
        if self.journal is not None:
            self.journal.close(keep=keep or self.is_read_only)


def said(name: str, conflicts: tuple[Conflict, ...]) -> str:
    """What a person is told of a merge."""
    if not conflicts:
        return f"{name} was changed by another program: both sides are in the document now. Undo takes it back."
    what = "One place is" if len(conflicts) == 1 else f"{len(conflicts)} places are"
    return f"{name} was changed by another program. {what} to be decided, mine or theirs; the rest was merged."


def read_again(name: str) -> str:
    """What a person is told of a file that was read again."""
    return f"{name} was changed by another program and read again. Undo takes it back."
