from __future__ import annotations

from pathlib import Path

from harmony.board.input_sets import InputSets, keepable
from harmony.melody.model import Input


def test_sets_are_kept_by_melody(tmp_path: Path) -> None:
    sets = InputSets(tmp_path, "/a.melody.yaml")
    sets.keep_last({"who": "you"})
    sets.save("Small", {"who": "me", "count": 1})
    again = InputSets(tmp_path, "/a.melody.yaml")
    assert (again.last, again.names, again.chosen) == ({"who": "you"}, ["Small"], "Small")
    assert again.get("Small") == {"who": "me", "count": 1}
    assert InputSets(tmp_path, "/b.melody.yaml").names == []


def test_renaming_and_deleting(tmp_path: Path) -> None:
    sets = InputSets(tmp_path, "m")
    sets.save("b", {"x": 1})
    sets.save("A", {"x": 2})
    assert sets.names == ["A", "b"]
    assert not sets.rename("b", "A") and not sets.rename("b", "") and not sets.rename("c", "d")
    assert sets.rename("b", "c")
    assert sets.delete("c") == {"x": 1} and sets.names == ["A"] and sets.delete("c") == {}
    assert InputSets(tmp_path, "m").names == ["A"]


def test_a_broken_file_is_no_reason_to_stop(tmp_path: Path) -> None:
    sets = InputSets(tmp_path, "m")
    sets.save("a", {})
    next(tmp_path.glob("*.json")).write_text("[1", encoding="utf-8")
    assert InputSets(tmp_path, "m").names == []
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    InputSets(blocked, "m").save("a", {})


def test_secrets_and_what_is_gone_are_not_kept() -> None:
    inputs = {"who": Input(type="text"), "key": Input(type="secret")}
    assert keepable({"who": 1, "key": "x", "gone": 2}, inputs) == {"who": 1}
