from __future__ import annotations

import json

from harmony.melody.schema import json_schema


def test_the_schema_names_every_part_and_field():
    schema = json_schema()
    assert schema["required"] == ["format", "name"]
    assert {"in", "with", "on_error", "fallback"} <= set(schema["$defs"]["Node"]["properties"])
    assert "from" in schema["$defs"]["BackWire"]["properties"]
    assert json.loads(json.dumps(schema)) == schema


def test_unknown_keys_are_refused_by_it_too():
    assert all(part.get("additionalProperties") is False for part in json_schema()["$defs"].values())


def test_every_field_says_what_it_is_for():
    for name, part in json_schema()["$defs"].items():
        for field, schema in part["properties"].items():
            assert "description" in schema, f"{name}.{field}"


def test_durations_have_their_form():
    assert "pattern" in json.dumps(json_schema()["$defs"]["Retry"]["properties"]["delay"])
