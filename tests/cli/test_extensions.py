import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Harmony

pytestmark = pytest.mark.slow


def test_list(harmony: Harmony) -> None:
    said = harmony("extensions", "list", "--json")
    ids = {json.loads(line)["id"] for line in said.out.splitlines()}
    assert said.status == 0
    assert {"csv.read", "flow.each", "report.html", "code.scan"} <= ids


def test_show(harmony: Harmony) -> None:
    said = harmony("extensions", "show", "csv.read")
    assert "csv.read@1" in said.out
    assert "delimiter" in said.out


def test_show_of_a_slip(harmony: Harmony) -> None:
    said = harmony("extensions", "show", "csv.raed")
    assert said.status == 1
    assert "did you mean “csv.read”" in said.err


def test_new_makes_one_that_works(harmony: Harmony, home: Path, tmp_path: Path) -> None:
    made = harmony("extensions", "new", "shouting")
    assert made.status == 0
    folder = home / "extensions" / "shouting"
    assert harmony("extensions", "check").status == 0
    listed = [json.loads(line) for line in harmony("extensions", "list", "--json").out.splitlines()]
    mine = [t for t in listed if t["id"].startswith("shouting.")]
    assert [t for t in mine if f"use {t['id']} in a Melody" in made.out]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(folder)],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_manifest_that_disagrees(harmony: Harmony, home: Path) -> None:
    harmony("extensions", "new", "shouting")
    manifest = home / "extensions" / "shouting" / "extension.toml"
    manifest.write_text(manifest.read_text().replace("title = ", "title = 'x' # ", 2))
    said = harmony("extensions", "check")
    assert said.status == 1
    assert "title" in said.out
    assert f"check --write {manifest.parent}` makes" in said.out
    assert harmony("extensions", "check", "--write").status == 0
    assert harmony("extensions", "check").status == 0


PLAYER = """
[player]
state = "STATE"
capabilities = ["shouting"]
tier = "economy"
cost = {usd = 0.01}
rate = "60/m"
"""


def test_3_01_players_are_told_from_other_extensions(harmony: Harmony, home: Path) -> None:
    assert "There are no Players" in harmony("extensions", "list", "--players").out
    assert harmony("extensions", "list", "--players", "--json").out == ""
    assert harmony("extensions", "new", "shouting").status == 0
    manifest = home / "extensions" / "shouting" / "extension.toml"
    text = manifest.read_text()
    at = text.index("[nodes.")
    for state, chosen in (("active", True), ("pending", False)):
        manifest.write_text(text[:at] + PLAYER.replace("STATE", state) + "\n" + text[at:])
        listed = harmony("extensions", "list", "--players").out
        assert ("shouting" in listed) is chosen
        use = next(line.split()[0] for line in harmony("extensions", "list").out.splitlines() if "shouting." in line)
        told = harmony("extensions", "show", use).out
        assert "can shouting; tier economy; takes 0.01 usd; 60 starts in 60 s" in told
        assert ("never chosen" in told) is not chosen
