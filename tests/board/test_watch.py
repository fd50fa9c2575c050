from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from harmony.board.watch import SETTLE_MS, FileWatch

pytestmark = pytest.mark.slow


def test_a_file_that_comes_goes_and_comes_back(tmp_path: Path, qtbot) -> None:
    path = tmp_path / "x.yaml"
    watch = FileWatch()
    watch.follow(path)
    for act in (lambda: path.write_text("1"), path.unlink, lambda: path.write_text("2"), lambda: path.write_text("3")):
        with qtbot.waitSignal(watch.touched):
            act()


def test_a_file_left_is_not_watched(tmp_path: Path, qtbot) -> None:
    watch = FileWatch()
    watch.follow(tmp_path / "x.yaml")
    watch.follow(None)
    with qtbot.assertNotEmitted(watch.touched, wait=250):
        (tmp_path / "x.yaml").write_text("1")


def test_a_folder_that_goes_and_comes_back(tmp_path: Path, qtbot) -> None:
    """As when another branch is checked out, and this one again."""
    path = tmp_path / "far" / "down" / "x.yaml"
    path.parent.mkdir(parents=True)
    path.write_text("1")
    watch = FileWatch()
    watch.follow(path)
    for _ in range(2):
        with qtbot.waitSignal(watch.touched):
            shutil.rmtree(tmp_path / "far")
        qtbot.wait(3 * SETTLE_MS)
        with qtbot.waitSignal(watch.touched):
            path.parent.mkdir(parents=True)
            path.write_text("2")
        qtbot.wait(3 * SETTLE_MS)
    with qtbot.waitSignal(watch.touched):
        path.write_text("3")
