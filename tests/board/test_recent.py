from __future__ import annotations

import os
from pathlib import Path

from harmony.board.recent import Memory


def test_things_are_remembered(tmp_path: Path) -> None:
    Memory(tmp_path / "m.json").put("theme", "dark")
    assert Memory(tmp_path / "m.json").get("theme") == "dark"


def test_recent_files_are_newest_first_and_exist(tmp_path: Path) -> None:
    memory, files = Memory(tmp_path / "m.json"), [tmp_path / n for n in ("a", "b", "c")]
    for path in files:
        path.touch()
        memory.visit(path)
    memory.visit(files[0])
    files[1].unlink()
    assert memory.recent == [files[0], files[2]]


def test_names_that_are_no_utf8_are_remembered(tmp_path: Path) -> None:
    path = Path(os.fsdecode(bytes(tmp_path) + b"/caf\xe9"))
    path.touch()
    memory = Memory(tmp_path / "m.json")
    memory.visit(path)
    assert Memory(tmp_path / "m.json").recent == [path]


def test_a_damaged_file_is_no_trouble(tmp_path: Path) -> None:
    path = tmp_path / "m.json"
    path.write_text("{nonsense")
    assert Memory(path).recent == []
    path.write_text("[1]")
    assert Memory(path).get("x", 1) == 1


def test_a_place_that_cannot_be_written_is_no_trouble(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.touch()
    memory = Memory(blocked / "m.json")
    memory.put("a", 1)
    assert memory.get("a") == 1
