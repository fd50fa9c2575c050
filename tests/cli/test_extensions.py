import json
import subprocess
import sys
from pathlib import Path

from tests.cli.conftest import Harmony


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
    assert harmony("extensions", "new", "shouting").status == 0
    folder = home / "extensions" / "shouting"
    assert harmony("extensions", "check").status == 0
    listed = [json.loads(line) for line in harmony("extensions", "list", "--json").out.splitlines()]
    mine = [t for t in listed if t["id"].startswith("shouting.")]
    assert mine
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
    assert harmony("extensions", "check", "--write").status == 0
    assert harmony("extensions", "check").status == 0
