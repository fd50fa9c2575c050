"""The merge driver, alone and under a real git."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Harmony

BASE = """\
# A report.
format: harmony/1
name: report
nodes:
  load:   # where it begins
    use: csv.read@1
    with:
      path: data/*.csv
      delimiter: ","   # as the shops send it
  clean:
    use: table.check@1
    in: {rows: load.rows}
layout:
  nodes:
    load:
      at: [0, 0]
    clean:
      at: [300, 0]
"""


def three(folder: Path, ours: str, theirs: str, base: str = BASE) -> list[Path]:
    paths = [folder / name for name in ("base", "ours", "theirs")]
    for path, text in zip(paths, (base, ours, theirs), strict=True):
        path.write_text(text, encoding="utf-8")
    return paths


def test_both_sides_of_one_node(harmony: Harmony, tmp_path: Path) -> None:
    ours = BASE.replace("path: data/*.csv", "path: in/*.csv   # moved")
    theirs = BASE.replace('","', '";"').replace("# A report.", "# The report.")
    paths = three(tmp_path, ours, theirs)
    assert harmony("merge", *paths).status == 0
    assert paths[1].read_text() == ours.replace('","', '";"').replace("# A report.", "# The report.")


def test_a_conflict_keeps_ours_and_is_listed(harmony: Harmony, tmp_path: Path) -> None:
    ours = BASE.replace("data/*.csv", "in/*.csv")
    theirs = BASE.replace("data/*.csv", "shops/*.csv").replace("[300, 0]", "[320, 0]")
    paths = three(tmp_path, ours, theirs)
    said = harmony("merge", *paths, "--name", "report.melody.yaml")
    assert said.status == 1
    assert said.err == 'report.melody.yaml: conflict: node load: path is "in/*.csv" ours and "shops/*.csv" theirs\n'
    assert paths[1].read_text() == ours.replace("[300, 0]", "[320, 0]")


def test_a_side_that_cannot_be_read_changes_nothing(harmony: Harmony, tmp_path: Path) -> None:
    paths = three(tmp_path, BASE, "nodes: [")
    said = harmony("merge", *paths)
    assert said.status == 1
    assert "theirs cannot be read" in said.err
    assert paths[1].read_text() == BASE


def test_without_a_base_both_are_new(harmony: Harmony, tmp_path: Path) -> None:
    theirs = BASE.replace("layout:", "  more:\n    use: data.set@1\nlayout:")
    paths = three(tmp_path, BASE, theirs, base="")
    assert harmony("merge", *paths).status == 0
    assert "more:" in paths[1].read_text()


class Repository:
    """A git repository with the driver installed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "report.melody.yaml"
        self("init", "-q", "-b", "main")
        self("config", "merge.melody.driver", f"'{sys.executable}' -m harmony merge %O %A %B --name %P")
        (folder / ".gitattributes").write_text("*.melody.yaml merge=melody\n")
        self.commit(BASE)

    def __call__(self, *words: str) -> subprocess.CompletedProcess[str]:
        who = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
        root = str(Path(__file__).parents[2])
        env = {**os.environ, "PYTHONPATH": root, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        return subprocess.run(["git", *who, *words], cwd=self.folder, capture_output=True, text=True, env=env)

    def commit(self, text: str) -> None:
        self.file.write_text(text, encoding="utf-8")
        self("add", "-A")
        assert self("commit", "-q", "-m", "x").returncode == 0

    def merge(self, ours: str, theirs: str) -> subprocess.CompletedProcess[str]:
        self("switch", "-q", "-c", "theirs")
        self.commit(theirs)
        self("switch", "-q", "main")
        self.commit(ours)
        return self("merge", "-q", "--no-edit", "theirs")


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    if shutil.which("git") is None:
        pytest.skip("needs git")
    return Repository(tmp_path)


@pytest.mark.slow
def test_git_merges_edits_of_one_line(repository: Repository) -> None:
    ours = BASE.replace("in: {rows: load.rows}", "in: {rows: load.rows}\n    title: Clean")
    theirs = BASE.replace("in: {rows: load.rows}", "in: {rows: load.rows}\n    enabled: false")
    done = repository.merge(ours, theirs)
    assert done.returncode == 0, done.stderr
    text = repository.file.read_text()
    assert "title: Clean" in text and "enabled: false" in text and "# as the shops send it" in text


@pytest.mark.slow
def test_git_is_told_of_a_conflict(repository: Repository) -> None:
    ours = BASE.replace("data/*.csv", "in/*.csv")
    done = repository.merge(ours, BASE.replace("data/*.csv", "shops/*.csv"))
    assert done.returncode == 1
    assert "conflict: node load: path" in done.stdout + done.stderr
    assert repository.file.read_text() == ours
    assert repository("diff", "--name-only", "--diff-filter=U").stdout == "report.melody.yaml\n"
