"""Every test has a home of its own, and no window unless it asks for one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# Programs that tests start are compiled once, as a user's are, and not at every start: that is a second of work each.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh HARMONY_HOME."""
    folder = tmp_path / "home"
    monkeypatch.setenv("HARMONY_HOME", str(folder))
    return folder
