"""A run that goes on with another version of an extension: what is played again, why, and what is not."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from harmony.settings import Settings
from harmony.store import Database, Runs, SqlJournal
from tests.cli.conftest import Harmony

MELODY = """\
format: harmony/1
name: versions
outputs: {c: c.value}
nodes:
  a: {use: own.mark@1, with: {text: a}}
  other: {use: data.set@1, with: {value: 3}}
  b: {use: data.set@1, in: {x: a.value}, with: {value: "{{ x }}!"}}
  c: {use: python.code@1, isolation: inline, in: {x: b.value, y: other.value}, on_error: fail, with: {code: CODE}}
"""
MANIFEST = """\
[extension]
id = "own"
version = "VERSION"
title = "Own"
publisher = "me"
licence = "MIT"
harmony = ">=0"

[nodes.mark]
function = "nodes:mark"
kind = "operator"
title = "Mark"
effects = "EFFECTS"
isolation = "inline"
inputs = []
outputs = [{ name = "value", type = "text" }]

[nodes.mark.params]
type = "object"

[nodes.mark.params.properties.text]
type = "string"
"""
CODE = "def mark(*, text: str) -> str:\n    return text + 'MARK'\n"


class Own:
    """A user's extension and a Melody that fails until a file is there."""

    def __init__(self, home: Path, folder: Path, harmony: Harmony) -> None:
        self.extension = home / "extensions" / "own"
        self.extension.mkdir(parents=True)
        self.fixed = folder / "fixed"
        self.melody = folder / "m.melody.yaml"
        code = f"import os\\ndef main(x, y): return x + str(y) + ('' if os.path.exists('{self.fixed}') else None)"
        self.melody.write_text(MELODY.replace("CODE", json.dumps(code).replace("\\\\n", "\\n")))
        self.harmony = harmony

    def version(self, version: str, mark: str, effects: str = "none") -> None:
        (self.extension / "extension.toml").write_text(MANIFEST.replace("VERSION", version).replace("EFFECTS", effects))
        (self.extension / "nodes.py").write_text(CODE.replace("MARK", mark))

    def resumed(self, *words: str) -> tuple[list[str], str, str]:
        """Nodes that were played on resuming, the output, and what was said of it."""
        # A process of its own: code is loaded once in a process.
        command = [sys.executable, "-m", "harmony", "runs", "resume", "last", "--json", *words]
        said = subprocess.run(command, capture_output=True, text=True, check=False)
        events = [json.loads(line) for line in said.stdout.splitlines()]
        played = [e["node"] for e in events if e["kind"] == "node.started"]
        return played, events[-1].get("outputs", {}).get("c", "") if events else "", said.stderr


@pytest.fixture
def own(home: Path, tmp_path: Path, harmony: Harmony) -> Own:
    return Own(home, tmp_path, harmony)


def test_the_journal_names_the_extensions(own: Own) -> None:
    own.version("1.0.0", "1")
    own.harmony("run", own.melody)
    database = Database(Settings.load().database)
    run = Runs(database).list(1)[0].id
    codes = SqlJournal(database).read(run)[0].body["extensions"]
    database.close()
    assert set(codes) == {"own@1", "data@1", "python@1"}
    assert codes["own@1"][0] == "1.0.0" and len(codes["own@1"][1]) == 64


@pytest.mark.slow
def test_what_used_another_version_is_played_again_and_it_is_said(own: Own) -> None:
    own.version("1.0.0", "1")
    assert own.harmony("run", own.melody).status == 1
    own.version("1.1.0", "2")
    own.fixed.touch()
    played, value, said = own.resumed()
    assert played == ["a", "b", "c"] and value == "a2!3"
    assert "`a` runs again, and what follows as far as it gets something else: own is 1.1.0, not 1.0.0, since" in said


@pytest.mark.slow
def test_other_code_of_the_same_version_counts_too(own: Own) -> None:
    own.version("1.0.0", "1")
    own.harmony("run", own.melody)
    own.version("1.0.0", "1 ")
    own.fixed.touch()
    played, _, said = own.resumed()
    assert played == ["a", "b", "c"] and "own is 1.0.0 with other code" in said


@pytest.mark.slow
def test_what_gives_the_same_as_before_ends_it_there(own: Own) -> None:
    own.version("1.0.0", "1")
    own.harmony("run", own.melody)
    own.version("1.0.1", "1")
    own.fixed.touch()
    assert own.resumed()[0] == ["a", "c"]


@pytest.mark.slow
def test_finished_steps_can_be_kept(own: Own) -> None:
    own.version("1.0.0", "1")
    own.harmony("run", own.melody)
    own.version("1.1.0", "2")
    own.fixed.touch()
    played, value, said = own.resumed("--extensions", "keep")
    assert played == ["c"] and value == "a1!3" and said == ""


@pytest.mark.slow
def test_what_changes_the_world_is_asked_about(own: Own) -> None:
    own.version("1.0.0", "1", "writes")
    own.harmony("run", own.melody)
    own.version("1.1.0", "2", "writes")
    own.fixed.touch()
    played, _, said = own.resumed()
    assert played == [] and "`a` changes the world" in said and "--extensions keep" in said
    assert own.resumed("--extensions", "again")[0] == ["a", "b", "c"]


@pytest.mark.slow
def test_nothing_is_said_when_nothing_has_changed(own: Own) -> None:
    own.version("1.0.0", "1")
    own.harmony("run", own.melody)
    own.fixed.touch()
    assert own.resumed() == (["c"], "a1!3", "")


@pytest.mark.slow
@pytest.mark.parametrize(("words", "again"), [((), ["a", "b", "c"]), (("--extensions", "keep"), ["c"])])
def test_a_player_that_was_chosen_is_covered_as_one_that_is_named(
    own: Own, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], again: list[str]
) -> None:
    player = '[player]\ncapabilities = ["mark"]\n\n[nodes.mark]'
    monkeypatch.setitem(globals(), "MANIFEST", MANIFEST.replace("[nodes.mark]", player, 1))
    chosen = "{use: flow.choose@1, with: {capability: mark, with: {text: a}}}"
    own.melody.write_text(own.melody.read_text().replace("{use: own.mark@1, with: {text: a}}", chosen))
    own.version("1.0.0", "1")
    assert own.harmony("run", own.melody).status == 1
    own.version("1.1.0", "2")
    own.fixed.touch()
    played, value, said = own.resumed(*words)
    assert played == again and value == ("a1!3" if words else "a2!3")
    assert words or ("`a` runs again" in said and "own is 1.1.0, not 1.0.0" in said)
