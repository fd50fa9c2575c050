from __future__ import annotations

from pathlib import Path

import pytest

from harmony.errors import EditRefused
from harmony.melody.apply import apply
from harmony.melody.draft import Draft
from harmony.melody.edits import add_nodes, duplicate, remove_nodes, rename_id
from harmony.melody.frozen import thaw
from harmony.melody.load import load, loads
from harmony.melody.merge import _named
from harmony.melody.model import Melody

FILES = Path(__file__).parent / "files"


def everything() -> Melody:
    return load(FILES / "17-everything.melody.yaml").require()


def test_renaming_reaches_all_that_names_the_node() -> None:
    melody = everything()
    for old, new in (("plan", "design"), ("code", "program"), ("review", "judge"), ("end", "close")):
        melody = apply(melody, rename_id(melody, old, new).changes)
    data = thaw(melody)
    assert list(data["nodes"]) == list(data["layout"]["nodes"]) == ["design", "program", "judge", "close"]
    assert data["nodes"]["program"]["in"] == {
        "plan": "design.value",
        "draft": {"from": "judge.value", "back": True, "max": 3},
    }
    assert data["nodes"]["program"]["after"] == ["design"]
    assert data["nodes"]["program"]["reconstruct"]["in"] == {"x": "judge.value"}
    assert data["nodes"]["close"]["cancels"] == ["judge", "program"]
    assert data["nodes"]["close"]["in"] == {"parts": ["program.value", "judge.done"]}
    assert data["outputs"] == {"result": "close.parts"}
    assert [frame["nodes"] for frame in data["layout"]["frames"]] == [["design", "program"], ["judge", "close"]]
    assert data["rules"][0]["check"] == "design.language == program.language"
    assert data["rules"][1]["check"] == 'design.steps > 2 and "plan.x" != program.name'
    assert data["rules"][1]["else"]["repeat"] == "design"
    assert data["tests"][0]["pins"] == {"design.value": {"steps": 3}}
    assert data["tests"][0]["expect"]["states"] == {"design": "complete", "program": "complete"}


def test_renaming_keeps_every_comment() -> None:
    loaded = load(FILES / "04-comments-everywhere.melody.yaml")
    draft = Draft.open(loaded)
    draft.do(rename_id(draft.melody, "list", "ls"))
    assert draft.text == loaded.text.replace("  list:   #", "  ls:   #").replace(
        "file: list.files  #", "file: ls.files    #"
    )


def test_renaming_in_a_body_moves_its_places() -> None:
    draft = Draft.open(load(FILES / "16-bodies.melody.yaml"))
    draft.do(rename_id(draft.melody, "triage/again", "more"))
    draft.do(rename_id(draft.melody, "triage/label", "mark"))
    draft.do(rename_id(draft.melody, "triage", "sort"))
    body = thaw(draft.melody)["nodes"]["sort"]["body"]
    assert body["outputs"] == {"label": "mark.label", "reply": "reply.text", "final": "more.value"}
    assert body["nodes"]["reply"]["in"] == {"label": "mark.label"}
    assert list(draft.melody.layout.nodes) == ["load", "sort", "sort/mark", "sort/reply", "sort/more/edit", "count"]
    assert "# gives a label\n        mark: {use" in draft.text and "# innermost" in draft.text


@pytest.mark.parametrize("new", ["load", "inputs"])
def test_renaming_to_a_taken_id_is_refused(new: str) -> None:
    with pytest.raises(EditRefused):
        rename_id(load(FILES / "01-report.melody.yaml").require(), "check", new)


def test_removing_leaves_nothing_that_names_the_nodes() -> None:
    melody = everything()
    for gone in (["plan"], ["code"], ["review", "end"]):
        left = apply(melody, remove_nodes(melody, gone).changes)
        assert list(_named(left)) == []
        assert not set(gone) & {*left.nodes, *left.layout.nodes}
        assert not set(gone) & {name for frame in left.layout.frames for name in frame.nodes}
    data = thaw(apply(melody, remove_nodes(melody, ["plan"]).changes))
    assert data["nodes"]["code"]["in"] == {"draft": {"from": "review.value", "back": True, "max": 3}}
    assert "after" not in data["nodes"]["code"]
    assert data["tests"][0]["expect"]["states"] == {"code": "complete"}


def test_undoing_a_removal_brings_back_order_and_comments() -> None:
    for name in ("04-comments-everywhere", "16-bodies", "25-notes-in-between", "17-everything"):
        loaded = load(FILES / f"{name}.melody.yaml")
        draft = Draft.open(loaded)
        draft.do(remove_nodes(draft.melody, list(draft.melody.nodes)[:2]))
        changes = draft.undo()
        assert draft.text == loaded.text
        assert list(draft.melody.nodes) == list(loaded.require().nodes)
        assert list(draft.melody.layout.nodes) == list(loaded.require().layout.nodes)
        assert changes


def test_pasting_gives_new_ids_and_keeps_wires_among_the_copies() -> None:
    melody = loads("format: harmony/1\nname: x\nnodes:\n  a: {use: d.s}\n  z: {use: d.s}\n").require()
    nodes = {"a": {"use": "d.s", "in": {"x": "far.rows"}}, "b": {"use": "d.s", "in": {"x": ["a.v", "z.v"]}}}
    melody = apply(melody, add_nodes(melody, nodes, {"a": (1, 1), "b": (2, 2)}, after="a").changes)
    data = thaw(melody)
    assert list(data["nodes"]) == ["a", "a_2", "b", "z"]
    assert data["nodes"]["a_2"] == {"use": "d.s"}
    assert data["nodes"]["b"]["in"] == {"x": ["a_2.v", "z.v"]}
    assert data["layout"]["nodes"] == {"a_2": {"at": [1, 1]}, "b": {"at": [2, 2]}}


def test_duplicating_copies_beside_the_original() -> None:
    melody = load(FILES / "01-report.melody.yaml").require()
    data = thaw(apply(melody, duplicate(melody, ["check", "load"], (10, 20)).changes))
    assert list(data["nodes"]) == ["load", "check", "load_2", "check_2", "gate", "write"]
    assert data["nodes"]["check_2"]["in"] == {"rows": "load_2.rows"}
    assert data["layout"]["nodes"]["load_2"] == {"at": [310, 80]}
