"""Values out of a manifest."""

from pathlib import Path

from harmony.catalog.fields import Fields, did_you_mean


def make(data):
    problems = []
    return Fields(data, "nodes.x", Path("extension.toml"), problems), problems


def test_a_value_of_the_wrong_type_stands_at_its_default():
    fields, problems = make({"title": 3})
    assert fields.get("title", str, "T") == "T"
    assert str(problems[0]) == "extension.toml: nodes.x.title: must be text, not 3."


def test_a_truth_is_no_number():
    fields, problems = make({"n": True})
    assert fields.get("n", int, 0) == 0
    assert problems


def test_tables_within_keep_their_key():
    fields, problems = make({"params": {"type": 1}})
    fields.table("params").get("type", str, "")
    assert problems[0].key == "nodes.x.params.type"


def test_did_you_mean():
    assert did_you_mean("effect", ["effects", "title"]) == " Did you mean `effects`?"
    assert did_you_mean("zzz", ["effects"]) == ""
