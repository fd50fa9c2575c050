"""Rules that hold for every file under `board/`."""

from __future__ import annotations

import re
from pathlib import Path

import harmony.board

FILES = sorted(Path(harmony.board.__file__).parent.rglob("*.py"))


WAITING = ("getOpenFileName", "getSaveFileName", "getExistingDirectory", "QInputDialog", "QMessageBox")


def test_nothing_waits_in_a_nested_loop() -> None:
    assert len(FILES) > 50
    for path in FILES:
        code = path.read_text(encoding="utf-8")
        assert not re.search(r"\.exec_?\(", code), f"{path}: use open(), popup() or a callback"
        assert not [name for name in WAITING if name in code], f"{path} waits in a loop of its own"


def test_the_engine_is_met_in_two_places_only() -> None:
    for path in FILES:
        code = path.read_text(encoding="utf-8")
        if path.name not in {"launch.py", "bridge.py"}:
            assert "harmony.engine" not in code, path
        assert not re.search(r"(from|import) harmony\.(conductor|store|runners|app)\b", code), path
