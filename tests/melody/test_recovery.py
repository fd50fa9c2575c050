from __future__ import annotations

import pytest

from harmony.errors import MelodyError
from harmony.melody.change import Change, Edit
from harmony.melody.draft import Draft
from harmony.melody.edit_log import Log, Record
from harmony.melody.edits import rename_title, set_param
from harmony.melody.load import loads
from harmony.melody.recovery import bring_together, joined, replay
from harmony.melody.save import text_hash

SOURCE = "format: harmony/1\nname: x\nnodes:\n  a:\n    use: data.set@1\n  b:\n    use: data.set@1\n"
BASE = Record("base", text=SOURCE, sha=text_hash(SOURCE), path="/x.yaml")


def titled(title: str, node: str = "a") -> Record:
    return Record("edit", rename_title(loads(SOURCE).require(), node, title))


def log(*records: Record) -> Log:
    return Log((BASE, *records), 0)


def test_edits_are_made_again() -> None:
    known = replay(log(titled("A"), titled("B", "b"), Record("undo"), Record("view", view={"zoom": 2})))
    assert known is not None
    assert (known.draft.undo_label, known.draft.redo_label, known.view) == ("Rename a", "Rename b", {"zoom": 2})
    assert (known.lost, known.sha, known.draft.is_dirty) == (0, BASE.sha, True)


def test_typing_merges_as_it_did() -> None:
    typed = [Record("edit", Edit("", "Type", at, (Change(("name",), *pair),)), "name") for at, pair in
             ((1.0, ("x", "xy")), (1.5, ("xy", "xyz")), (9.0, ("xyz", "q")))]  # fmt: skip
    known = replay(log(*typed))
    assert known is not None
    assert len(known.draft.history) == 2


def test_without_a_base_there_is_nothing() -> None:
    assert replay(Log((), 0)) is None
    assert replay(Log((Record("undo"),), 0)) is None


def test_a_base_that_cannot_be_read_is_told() -> None:
    with pytest.raises(MelodyError):
        replay(Log((Record("base", text="nodes: ["),), 0))


def test_what_does_not_fit_ends_the_replay() -> None:
    wrong = Record("edit", Edit("", "?", 0.0, (Change(("nodes", "zz", "title"), "a", "b"),)))
    known = replay(log(titled("A"), wrong, titled("B", "b")))
    assert known is not None
    assert (known.lost, known.records, [e.label for e in known.draft.history]) == (2, 1, ["Rename a"])


def test_a_save_of_another_text_ends_it_too() -> None:
    known = replay(log(titled("A"), Record("saved", sha="00")))
    assert known is not None and known.lost == 1


def test_a_file_that_was_merged_is_merged_again() -> None:
    theirs = SOURCE.replace("name: x", "name: y # why")
    known = replay(log(titled("A"), Record("disk", sha=text_hash(theirs), text=theirs), titled("B", "b")))
    assert known is not None and known.lost == 0
    assert (known.sha, known.base.name, known.draft.melody.name) == (text_hash(theirs), "y", "y")
    known.draft.undo()
    known.draft.undo()
    assert known.draft.melody.name == "x"


def test_a_conflict_ends_when_theirs_is_taken() -> None:
    theirs = SOURCE.replace("  a:\n", "  a:\n    title: T\n")
    disk = Record("disk", sha=text_hash(theirs), text=theirs)
    known = replay(log(titled("A"), disk))
    assert known is not None and [c.theirs for c in known.conflicts] == ["T"]
    take = Record("edit", Edit("", "Take", 0.0, (Change(("nodes", "a", "title"), "A", "T"),)))
    known = replay(log(titled("A"), disk, take))
    assert known is not None and known.conflicts == ()


def test_bringing_together_changes_nothing_when_the_file_is_broken() -> None:
    draft = Draft.open(loads(SOURCE))
    draft.do(set_param(draft.melody, "a", "value", 1))
    before = draft.text
    with pytest.raises(MelodyError):
        bring_together(draft, loads(SOURCE).require(), loads("nodes: ["))
    assert (draft.text, len(draft.history)) == (before, 1)


def test_a_newer_conflict_takes_the_place_of_the_older() -> None:
    draft = Draft.open(loads(SOURCE))
    draft.do(rename_title(draft.melody, "a", "Mine"))
    base, found = loads(SOURCE).require(), ()
    for title in ("T1", "T2"):
        theirs = loads(SOURCE.replace("  a:\n", f"  a:\n    title: {title}\n"))
        found = joined(found, bring_together(draft, base, theirs))
        base = theirs.require()
    assert [c.theirs for c in found] == ["T2"]
