from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.board.screens import SCREENS

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = [p for p in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))) if p.is_file()]
LARGEST, ALL = 200_000, 5_000_000


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda p: p.name)
def test_pictures_that_are_shown_exist(document: Path) -> None:
    shown = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", document.read_text(encoding="utf-8"))
    assert [name for name in shown if "://" not in name and not (document.parent / name).is_file()] == []


def test_the_readme_shows_the_board() -> None:
    assert "docs/pictures/complete-dark.png" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_pictures_stay_small() -> None:
    found = {p.name: p.stat().st_size for p in (ROOT / "docs/pictures").rglob("*.png")}
    assert {name: size for name, size in found.items() if size > LARGEST} == {}
    assert sum(found.values()) < ALL


def test_every_main_screen_is_pictured_dark_and_light() -> None:
    taken = {p.stem for p in (ROOT / "docs/pictures/screens").glob("*.png")}
    assert taken == {f"{name}-{look}" for name in SCREENS for look in ("dark", "light")}
