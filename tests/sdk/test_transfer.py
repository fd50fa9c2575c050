from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from harmony.errors import ArtifactDamaged
from harmony.sdk import File, StepFailed, Table
from harmony.sdk.transfer import hand_over, receive


@pytest.mark.parametrize("value", ["a", 1, None, [1, "a"], {"a": 1}, "x" * 9000, [1] * 9000, b"\xff"])
def test_values_come_through(tmp_path: Path, value: Any) -> None:
    assert receive(hand_over("p", value, "any", tmp_path)) == value


def test_small_values_need_no_file(tmp_path: Path) -> None:
    assert hand_over("p", {"a": 1}, "json", tmp_path) == {"value": {"a": 1}, "type": "json"}
    assert list(tmp_path.iterdir()) == []


def test_tables_files_and_lists_of_them(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a")
    given = [Table([{"n": 1}]), None]
    found = receive(hand_over("p", given, "list<table>", tmp_path))
    assert found[0].rows() == [{"n": 1}] and found[1] is None
    file = receive(hand_over("p", File(tmp_path / "a.txt"), "file", tmp_path))
    assert (file.name, file.read_text()) == ("a.txt", "a")


def test_nothing_and_several_wires() -> None:
    assert receive(None) is None
    assert receive({"list": [{"value": 1, "type": "integer"}, None], "type": "list"}) == [1, None]


def test_a_wrong_type_names_the_port(tmp_path: Path) -> None:
    with pytest.raises(StepFailed, match="`rows`") as caught:
        hand_over("rows", "x", "table", tmp_path)
    assert caught.value.error_class == "invalid_output"


@pytest.mark.parametrize("value", ["x" * 9000, Table([{"n": 1}])])
def test_damage_is_noticed(tmp_path: Path, value: Any) -> None:
    slot = hand_over("p", value, "any", tmp_path)
    Path(slot["path"]).write_text("else")
    with pytest.raises(ArtifactDamaged):
        receive(slot)
    Path(slot["path"]).unlink()
    with pytest.raises(ArtifactDamaged):
        receive(slot)
