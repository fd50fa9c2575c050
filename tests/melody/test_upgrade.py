from __future__ import annotations

import copy

import pytest

from harmony.errors import FormatTooNew, MelodyError
from harmony.melody.load import loads
from harmony.melody.model import FORMAT
from harmony.melody.upgrade import STEPS, upgrade

OLD = """\
format: harmony/0
name: old
inputs: {folder: {type: path}}
settings: {mode: sequential}
steps:
  load:
    use: csv.read
    args: {path: "{{ inputs.folder }}"}
    in: {files: $folder, more: [$folder, load.rows]}
    fallback: [{use: csv.read, args: {path: x}}]
  each:
    use: flow.each
    body:
      steps: {inner: {use: data.set, args: {value: 1}}}
"""
NEW = """\
format: harmony/1
name: old
inputs: {folder: {type: path}}
run: {mode: sequential}
nodes:
  load:
    use: csv.read
    with: {path: "{{ inputs.folder }}"}
    in: {files: inputs.folder, more: [inputs.folder, load.rows]}
    fallback: [{use: csv.read, with: {path: x}}]
  each:
    use: flow.each
    body:
      nodes: {inner: {use: data.set, with: {value: 1}}}
"""


def test_an_old_file_loads_as_the_new_one():
    loaded = loads(OLD)
    assert loaded.require() == loads(NEW).require()
    assert loaded.upgraded_from == "harmony/0"
    assert loads(NEW).upgraded_from == ""


def test_problems_of_an_old_file_name_its_own_lines():
    problem = loads(OLD.replace("sequential", "sideways").replace("path: x}}]", "path: x}, huh: 1}]")).problems
    assert [(p.line, p.field) for p in problem] == [(4, "run.mode"), (10, "fallback[0].huh")]


def test_an_upgrade_leaves_what_it_is_given_alone():
    data = {"format": "harmony/0", "name": "x", "steps": {"a": {"use": "x", "args": {"b": 1}}}}
    before = copy.deepcopy(data)
    assert upgrade(data).data["nodes"] == {"a": {"use": "x", "with": {"b": 1}}}
    assert data == before


@pytest.mark.parametrize(
    "steps",
    [["a"], {"a": "x"}, {"a": {"use": "x", "args": {}, "with": {}}}],
)
def test_an_upgrade_that_fails_changes_nothing_and_says_why(steps):
    data = {"format": "harmony/0", "name": "x", "settings": {}, "steps": steps}
    before = copy.deepcopy(data)
    with pytest.raises(MelodyError, match="nothing was changed"):
        upgrade(data)
    assert data == before


def test_both_the_old_and_the_new_key_are_refused():
    problem = loads("format: harmony/0\nname: x\nsteps: {}\nnodes: {}\n").problems[0]
    assert "both `steps` and `nodes`" in problem.message


def test_a_newer_format_is_refused_with_the_reason():
    with pytest.raises(FormatTooNew, match="harmony/7"):
        upgrade({"format": "harmony/7"})


@pytest.mark.parametrize("written", ["harmony", "harmony/x", "yaml/1", 1, ["harmony/1"], "harmony/-1"])
def test_what_is_no_format_is_refused(written):
    with pytest.raises(MelodyError, match="is no format"):
        upgrade({"format": written})


def test_every_older_version_has_its_step():
    assert sorted(STEPS) == list(range(int(FORMAT.partition("/")[2])))
