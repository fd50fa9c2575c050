from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from harmony.board import kept


def test_a_file_is_replaced_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "a.json"
    kept.write(path, "one")
    kept.write(path, "two")
    assert (path.read_text(encoding="utf-8"), list(path.parent.iterdir())) == ("two", [path])
    with pytest.raises(OSError):
        kept.write(path / "b", "x")


def test_any_name_of_a_file_comes_back() -> None:
    value = [os.fsdecode(b"caf\xe9"), "Größe"]
    text = kept.as_json(value)
    assert text.isascii() and json.loads(text) == value
