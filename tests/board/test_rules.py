"""Rules that hold for every file under `board/`."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import harmony.board

FILES = sorted(Path(harmony.board.__file__).parent.rglob("*.py"))


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_nothing_waits_in_a_nested_loop(path: Path) -> None:
    code = path.read_text(encoding="utf-8")
    assert not re.search(r"\.exec_?\(", code), "use open(), popup() or a callback"
    for name in ("getOpenFileName", "getSaveFileName", "getExistingDirectory", "QInputDialog", "QMessageBox"):
        assert name not in code, f"{name} waits in a loop of its own"


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_the_engine_is_met_in_two_places_only(path: Path) -> None:
    code = path.read_text(encoding="utf-8")
    if path.name not in {"launch.py", "bridge.py"}:
        assert "harmony.engine" not in code
    assert not re.search(r"(from|import) harmony\.(conductor|store|runners|app)\b", code)
