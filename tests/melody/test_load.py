from __future__ import annotations

import gc
import json

import pytest

from harmony.errors import MelodyError
from harmony.melody import load as load_module
from harmony.melody.frozen import thaw
from harmony.melody.load import load, loads

GOOD = "format: harmony/1\nname: x\nnodes:\n  a: {use: data.set@1, with: {value: 1}}\n"


def first(text, **options):
    """The only problem of a text."""
    loaded = loads(text, "a.yaml", **options)
    assert loaded.melody is None
    return loaded.problems[0]


def test_a_good_text_gives_a_melody_and_its_places():
    loaded = loads(GOOD, "a.yaml")
    assert loaded.problems == ()
    assert loaded.require().nodes["a"].with_["value"] == 1
    assert loaded.places.at(("nodes", "a", "use")) == (4, 12)
    assert loaded.text == GOOD


def test_yaml_and_json_give_the_same_melody():
    melody = loads(GOOD).require()
    assert loads(json.dumps(thaw(melody))).require() == melody
    assert loads(json.dumps(thaw(melody), indent=2), format="json").require() == melody


def test_yaml_in_flow_style_is_not_taken_for_json():
    assert loads("{format: harmony/1, name: x}").require().name == "x"
    assert loads('{"format": harmony/1, "name": x}').require().name == "x"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "file.empty"),
        ("# only a comment\n\n", "file.empty"),
        ("---\n", "file.empty"),
        ("- a\n- b\n", "file.shape"),
        ("just text", "file.shape"),
        ("null", "file.shape"),
        ("format: harmony/2\nname: x\n", "format.newer"),
        ("format: melody/1\nname: x\n", "format.unknown"),
        ("name: x\n", "shape.missing"),
        ("format: harmony/1\nname: x\nnodes: {{ x }}\n", "yaml.unquoted"),
        ("<<<<<<< HEAD\nname: a\n=======\nname: b\n>>>>>>> other\n", "file.conflict"),
    ],
)
def test_a_text_that_is_no_melody_says_why_and_what_to_do(text, code):
    problem = first(text)
    assert problem.code == code
    assert problem.line >= 1
    assert problem.hint


def test_every_conflict_marker_is_named():
    loaded = loads("a: 1\n<<<<<<< HEAD\nb: 1\n=======\nb: 2\n>>>>>>> x\n")
    assert [p.line for p in loaded.problems] == [2, 4, 6]


def test_what_looks_like_a_conflict_inside_a_text_is_left_alone():
    text = GOOD + "description: |\n  <<<<<<< not at the margin\n  =======\n"
    assert loads(text).problems == ()


def test_problems_of_the_text_and_of_the_shape_come_together():
    found = loads("format: harmony/1\nname: x\nname: y\nnodes: {a: {usee: 1}}\n").problems
    assert {p.code for p in found} == {"yaml.doubled", "shape.unknown", "shape.missing"}


def test_a_broken_text_is_told_once():
    assert len(loads("nodes:\n  a: {{ x }}/b\n").problems) == 1


def test_require_raises_with_all_problems():
    with pytest.raises(MelodyError, match="is missing") as caught:
        loads("format: harmony/1\n").require()
    assert len(caught.value.problems) == 1


def test_a_file_is_read_with_or_without_a_byte_order_mark(tmp_path):
    file = tmp_path / "a.melody.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + GOOD.encode())
    loaded = load(file)
    assert loaded.melody is not None
    assert loaded.path == file


def test_a_file_that_is_no_utf8_names_the_place(tmp_path):
    file = tmp_path / "a.yaml"
    file.write_bytes("name: gr\xfc\xdfe\n".encode("latin-1"))
    problem = load(file).problems[0]
    assert (problem.code, problem.line, problem.column) == ("file.encoding", 1, 9)
    assert problem.file == str(file)


def test_a_file_that_is_not_there_or_a_folder_is_an_error(tmp_path):
    with pytest.raises(MelodyError, match="no such file"):
        load(tmp_path / "none.yaml")
    with pytest.raises(MelodyError, match="folder"):
        load(tmp_path)


def test_a_file_that_is_too_large_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr(load_module, "MAX_BYTES", 100)
    file = tmp_path / "a.yaml"
    file.write_text(GOOD + "#" * 100)
    assert load(file).problems[0].code == "file.large"
    assert loads("#" * 101).problems[0].code == "file.large"


def test_garbage_collection_is_on_again_afterwards():
    assert gc.isenabled()
    loads("a: {{")
    assert gc.isenabled()
