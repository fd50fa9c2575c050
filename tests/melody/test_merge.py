from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from harmony.melody import edits, plain
from harmony.melody.apply import apply
from harmony.melody.change import MISSING, Edit
from harmony.melody.draft import Draft
from harmony.melody.frozen import thaw
from harmony.melody.load import load, loads
from harmony.melody.merge import merge
from harmony.melody.model import Melody
from harmony.melody.write import Text
from tests.melody.random_edits import RandomEdits

FILES = Path(__file__).parent / "files"


@pytest.fixture
def base() -> Melody:
    return load(FILES / "01-report.melody.yaml").require()


def made(melody: Melody, edit: Edit) -> Melody:
    return apply(melody, edit.changes)


def test_what_was_changed_apart_comes_together(base: Melody) -> None:
    ours = made(base, edits.set_param(base, "load", "delimiter", ";"))
    theirs = made(base, edits.set_param(base, "load", "path", "b.csv"))
    theirs = made(theirs, edits.add_node(theirs, "new", "a.b@1", in_={"x": "check.valid"}))
    merged = merge(base, ours, theirs)
    assert merged.conflicts == ()
    assert thaw(merged.melody.nodes["load"].with_) == {"delimiter": ";", "path": "b.csv"}
    assert list(merged.melody.nodes) == ["load", "check", "new", "gate", "write"]


def test_what_collides_is_data_and_ours_stays(base: Melody) -> None:
    ours = made(base, edits.set_param(base, "load", "delimiter", ";"))
    theirs = made(base, edits.set_param(base, "load", "delimiter", "|"))
    merged = merge(base, ours, theirs)
    (conflict,) = merged.conflicts
    assert conflict.path == ("nodes", "load", "with", "delimiter")
    assert (conflict.base, conflict.ours, conflict.theirs) == (",", ";", "|")
    assert merged.melody == ours and merged.changes == ()


def test_removed_here_and_changed_there_is_a_conflict(base: Melody) -> None:
    ours = made(base, edits.remove_nodes(base, ["write"]))
    theirs = made(base, edits.set_param(base, "write", "model", "other"))
    assert [c.path for c in merge(base, ours, theirs).conflicts] == [("nodes", "write")]
    assert [c.ours for c in merge(base, ours, theirs).conflicts] == [MISSING]


def test_removed_here_and_newly_used_there_is_a_conflict(base: Melody) -> None:
    ours = made(base, edits.add_output(base, "second", "load.rows"))
    theirs = made(base, edits.remove_nodes(base, ["load"]))
    (conflict,) = merge(base, ours, theirs).conflicts
    assert (conflict.path, conflict.theirs) == (("nodes", "load"), MISSING)


def test_both_add_the_same_map_and_lists_of_names(base: Melody) -> None:
    ours = made(base, edits.set_field(base, "gate", "tags", ["a", "b"]))
    theirs = made(base, edits.set_field(base, "gate", "retry", {"attempts": 2}))
    assert merge(base, ours, theirs).conflicts == ()
    start = made(base, edits.set_field(base, "gate", "after", ["load", "check"]))
    ours = made(start, edits.remove_order(start, "load", "gate"))
    theirs = made(start, edits.order_after(start, "write", "gate"))
    assert merge(start, ours, theirs).melody.nodes["gate"].after == ("check", "write")


def test_both_make_the_same_change(base: Melody) -> None:
    ours = made(base, edits.rename_id(base, "load", "fetch"))
    merged = merge(base, ours, made(base, edits.rename_id(base, "load", "fetch")))
    assert merged.conflicts == merged.changes == ()


def test_frames_put_behind_come_together(base: Melody) -> None:
    frames = thaw(base.layout.frames)
    ours = made(base, edits.set_value(base, ("layout", "frames"), [*frames, {"title": "A"}]))
    theirs = made(base, edits.set_value(base, ("layout", "frames"), [*frames, {"title": "B"}]))
    merged = merge(base, ours, theirs)
    assert [frame.title for frame in merged.melody.layout.frames] == ["Ingest", "A", "B"]


@pytest.mark.parametrize("seed", range(6))
def test_a_merge_with_an_unchanged_side_gives_the_other(base: Melody, seed: int) -> None:
    other, maker = base, RandomEdits(seed)
    for _ in range(8):
        other = made(other, maker.edit(other))
    merged = merge(base, base, other)
    assert plain.same(thaw(merged.melody), thaw(other))
    text = Text((FILES / "01-report.melody.yaml").read_text())
    text.apply(merged.changes, merged.melody)
    assert plain.same(thaw(loads(text.source).require()), thaw(other))
    back = merge(base, other, base)
    assert back.changes == ()
    assert back.conflicts == ()


def git(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    return subprocess.run(["git", *who, *words], cwd=folder, capture_output=True, text=True, check=False)


def branches(folder: Path, source: str, *sides: list[Edit]) -> str:
    """Commits `source`, then each side's edits on a branch of its own, and merges them with plain git."""
    file = folder / "x.melody.yaml"
    file.write_text(source)
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "base")
    for at, side in enumerate(sides):
        git(folder, "checkout", "-q", "-b", f"b{at}", "main")
        draft = Draft.open(loads(source))
        for edit in side:
            draft.do(edit)
        file.write_text(draft.text)
        git(folder, "commit", "-q", "-a", "-m", f"side {at}")
    for at in range(len(sides) - 1):
        done = git(folder, "merge", "-q", f"b{at}", "-m", "merge")
        assert done.returncode == 0, done.stdout
    return file.read_text()


@pytest.mark.slow
def test_moves_on_two_branches_merge_in_plain_git(tmp_path: Path) -> None:
    source = (FILES / "26-two-lines-a-node.melody.yaml").read_text()
    melody = loads(source).require()
    ours = [edits.move_nodes(melody, {"extract": (1, 1), "load": (3, 3)})]
    theirs = [edits.move_nodes(melody, {"clean": (2, 2), "tell": (4, 4)})]
    merged = loads(branches(tmp_path, source, ours, theirs)).require()
    assert [place.at for place in merged.layout.nodes.values()] == [(1, 1), (2, 2), (3, 3), (4, 4)]


@pytest.mark.slow
def test_nodes_added_on_two_branches_merge_in_plain_git(tmp_path: Path) -> None:
    source = (FILES / "26-two-lines-a-node.melody.yaml").read_text()
    melody = loads(source).require()
    ours = [edits.add_node(melody, "one", "data.set@1", at=(1, 1), in_={"x": "extract.rows"})]
    theirs = [edits.add_node(melody, "two", "data.set@1", at=(2, 2), in_={"x": "load.path"})]
    merged = loads(branches(tmp_path, source, ours, theirs)).require()
    assert list(merged.nodes) == ["extract", "one", "clean", "load", "two", "tell"]
    assert list(merged.layout.nodes) == list(merged.nodes)
