"""`harmony runs advise` and `harmony extensions learnt`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from harmony.settings import Settings
from harmony.store import Database
from harmony.store.learnt import SqlLearnt
from harmony.store.uses import SqlUses
from tests.cli.conftest import Harmony

MELODY = """\
format: harmony/1
name: way
nodes:
  s:
    use: flow.switch@1
    with: {value: 3, cases: [{when: value > 1, to: up}], else: down}
  u: {use: data.set@1, after: s.up, with: {value: 1}}
"""


@pytest.mark.slow
def test_3_36_suggestions_from_stored_runs(harmony: Harmony, tmp_path: Path) -> None:
    file = tmp_path / "way.melody.yaml"
    file.write_text(MELODY)
    assert "from 5 on" in harmony("runs", "advise", str(file)).out
    for _ in range(5):
        assert harmony("run", str(file), "--trust").status == 0
    told = harmony("runs", "advise", str(file))
    assert told.status == 0 and "`s`: it chose `up` 5 of 5 times" in told.out and file.read_text() == MELODY
    (found,) = [json.loads(line) for line in harmony("runs", "advise", str(file), "--json").out.splitlines()]
    assert (found["kind"], found["node"]) == ("path", "s")
    settings = Settings.load()
    settings.config.mkdir(parents=True, exist_ok=True)
    (settings.config / "settings.toml").write_text('learn = "off"\n')
    off = harmony("runs", "advise", str(file))
    assert off.status == 2 and 'learn = "off"' in off.err


def test_3_43_how_outputs_fared_is_shown_and_forgotten(harmony: Harmony) -> None:
    database = Database(Settings.load().database)
    kept = SqlUses(database)
    for well in (True, True, False):
        kept.used("/m/way.melody.yaml", "s", "csv.read@1", "h", well)
    kept.close()
    database.close()
    assert "2 of 3 uses ended well, in way.melody.yaml" in harmony("extensions", "learnt").out
    (row,) = [json.loads(line) for line in harmony("extensions", "learnt", "--json").out.splitlines()]
    assert (row["node"], row["type"], row["well"], row["uses"]) == ("s", "csv.read@1", 2, 3)
    assert "1 forgotten" in harmony("extensions", "learnt", "--forget", "--player", "csv.read").out


def test_3_08_what_was_learnt_is_shown_and_forgotten(harmony: Harmony) -> None:
    assert "Nothing was learnt" in harmony("extensions", "learnt").out
    database = Database(Settings.load().database)
    kept = SqlLearnt(database)
    for ok in (True, True, False):
        kept.learn("good.sum", "summary", ok, 0.5 if ok else None, {"usd": 0.3, "time": 2.0})
    kept.close()
    database.close()
    told = harmony("extensions", "learnt").out
    assert "good.sum" in told and "2 of 3 went well" in told and "quality 0.50" in told
    (row,) = [json.loads(line) for line in harmony("extensions", "learnt", "--json").out.splitlines()]
    assert (row["player"], row["capability"], row["ok"], row["failed"]) == ("good.sum", "summary", 2, 1)
    assert "1 forgotten" in harmony("extensions", "learnt", "--forget", "--player", "good.sum").out
    assert "Nothing was learnt" in harmony("extensions", "learnt").out
